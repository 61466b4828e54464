// Partitions by the broker that leads them now, asked afresh: what is looked at by people must not go by what was true before.

import { sendAny } from './ask-brokers.ts';
import type { Connections } from './connections.ts';
import { nameOf, type TopicPartition } from './request.ts';
import { metadataRequest } from './requests/metadata.ts';

/** Those without a leader, or that there are not, under -1. */
export async function groupByLeader<T extends TopicPartition>(
  connections: Connections,
  partitions: readonly T[],
): Promise<ReadonlyMap<number, readonly T[]>> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  if (topics.length === 0) return new Map();
  const states = await sendAny(connections, () => metadataRequest(topics));
  const leaders = new Map(
    states.flatMap(({ name, partitions: each }) =>
      each.map(({ partition, leader }) => [nameOf({ topic: name, partition }), leader] as const),
    ),
  );
  return Map.groupBy(partitions, (each) => leaders.get(nameOf(each)) ?? -1);
}
