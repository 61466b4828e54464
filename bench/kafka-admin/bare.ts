// The requests that an answer needs and nothing around them: one broker whose connection is open, that is known to lead and to coordinate
// everything, each request sent as soon as what it asks for is known, each answer read.

import { createConnections } from '../../pipeline/adapters/kafka/connections.ts';
import { describeGroupsRequest } from '../../pipeline/adapters/kafka/requests/describe-groups.ts';
import { fetchRequest } from '../../pipeline/adapters/kafka/requests/fetch.ts';
import { fetchCommittedRequest } from '../../pipeline/adapters/kafka/requests/fetch-committed.ts';
import { findOffsetsRequest } from '../../pipeline/adapters/kafka/requests/find-offsets.ts';
import { topicNamesRequest } from '../../pipeline/adapters/kafka/requests/metadata.ts';
import { GROUPS, PARTITIONS, TOPICS } from './fill.ts';

export interface Bare {
  topics(): Promise<void>;
  group(groupId: string): Promise<void>;
  /** The same, with the times of the first record that is not read and of the newest. */
  lateGroup(groupId: string): Promise<void>;
  close(): Promise<void>;
}

const BROKER = 1;
const BYTES = 64 * 1024;

export function createBare(brokers: string[]): Bare {
  const connections = createConnections({ brokers, clientId: 'bare' });
  const standing = async (groupId: string) => {
    const [groups, [committed]] = await Promise.all([
      connections.send(BROKER, describeGroupsRequest(groupId)),
      connections.send(BROKER, fetchCommittedRequest([groupId])),
    ]);
    const offsets = committed?.offsets ?? [];
    if (groups.length !== 1 || offsets.length !== PARTITIONS) throw new Error('not as it was made');
    return offsets;
  };
  return {
    topics: async () => {
      const topics = await connections.send(BROKER, topicNamesRequest());
      if (topics.length < TOPICS) throw new Error(`${topics.length} topics`);
    },
    group: async (groupId) => {
      const offsets = await standing(groupId);
      await connections.send(BROKER, findOffsetsRequest(offsets, 'latest'));
    },
    lateGroup: async (groupId) => {
      const offsets = await standing(groupId);
      await Promise.all([
        connections.send(BROKER, findOffsetsRequest(offsets, 'latest')),
        connections.send(BROKER, findOffsetsRequest(offsets, 'newest')),
        connections.send(
          BROKER,
          fetchRequest({
            isolation: 'read_uncommitted',
            ...{ maxWaitMs: 0, minBytes: 0, maxBytes: GROUPS * BYTES },
            positions: offsets.map((each) => ({ ...each, maxBytes: BYTES })),
          }),
        ),
      ]);
    },
    close: () => connections.close(),
  };
}
