// Which broker looks after a group or a transactional id now. A coordinator that has ended is looked for until another has taken over.

import { hasCode, NO_ANSWER } from '../../kafka-error.ts';
import { sendAny } from './ask-brokers.ts';
import type { Connections } from './connections.ts';
import { throwOnError } from './error-codes.ts';
import { type CoordinatorKind, findCoordinatorRequest } from './requests/find-coordinator.ts';
import { retrying } from './retry.ts';

const WITHIN_MS = 3_000;

/** @throws KafkaError when no broker tells, or the one that is told of cannot be reached. */
export async function findCoordinator(
  connections: Pick<Connections, 'nodes' | 'send' | 'reach' | 'refresh'>,
  kind: CoordinatorKind,
  key: string,
): Promise<number> {
  const find = async () => {
    const request = () => findCoordinatorRequest(kind, key);
    const { errorCode, said, nodeId } = await sendAny(connections, request);
    throwOnError(errorCode, `find the ${kind} coordinator of ${key}`, said);
    await connections.reach(nodeId);
    return nodeId;
  };
  return await retrying(find, {
    withinMs: WITHIN_MS,
    lookAgain: () => connections.refresh(),
    mayRetry: (error) => hasCode(error, NO_ANSWER, 'COORDINATOR_NOT_AVAILABLE'),
  });
}
