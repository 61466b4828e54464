// A static member of a classic group: it has joined under a name of its own, has its partitions, and would be waited for.

import { createConnections } from '../../../pipeline/adapters/kafka/connections.ts';
import {
  encodeAssignment,
  encodeSubscription,
} from '../../../pipeline/adapters/kafka/consumer-protocol.ts';
import { throwOnError } from '../../../pipeline/adapters/kafka/error-codes.ts';
import { joinGroupRequest } from '../../../pipeline/adapters/kafka/requests/join-group.ts';
import { syncGroupRequest } from '../../../pipeline/adapters/kafka/requests/sync-group.ts';
import { retrying } from '../../../pipeline/adapters/kafka/retry.ts';
import type { Kafka } from '../../kafka/kafka.ts';

const SESSION_MS = 1_200_000;
const PATIENCE_MS = 60_000;
const NOBODY = { instanceId: '', partitions: [], endpoint: '', isPaused: false, copies: [] };

/** Longer than any test lasts: it says nothing more once it has joined. */
export async function joinAsStatic(
  kafka: Kafka,
  {
    groupId,
    instanceId,
    topic,
    partitions,
  }: {
    readonly groupId: string;
    readonly instanceId: string;
    readonly topic: string;
    readonly partitions: readonly number[];
  },
): Promise<void> {
  const connections = createConnections({
    ...{ brokers: kafka.bootstrap.split(','), clientId: 'static-reader' },
  });
  const join = async () => {
    const coordinator = await connections.coordinatorOf('group', groupId);
    const joined = await connections.send(
      coordinator,
      joinGroupRequest({
        ...{ groupId, groupInstanceId: instanceId, memberId: '', protocolName: 'range' },
        ...{ sessionTimeoutMs: SESSION_MS, rebalanceTimeoutMs: SESSION_MS },
        metadata: encodeSubscription({ topics: [topic], self: NOBODY }),
      }),
    );
    throwOnError(joined.errorCode, `join ${groupId}`);
    const { memberId, generationId } = joined;
    const assignment = encodeAssignment({ topics: [topic], partitions, peers: [] });
    const synced = await connections.send(
      coordinator,
      syncGroupRequest({
        ...{ groupId, groupInstanceId: instanceId, memberId, generationId },
        assignments: new Map([[memberId, assignment]]),
      }),
    );
    throwOnError(synced.errorCode, `take part in ${groupId}`);
  };
  try {
    await retrying(join, { withinMs: PATIENCE_MS, lookAgain: () => connections.refresh() });
  } finally {
    await connections.close();
  }
}
