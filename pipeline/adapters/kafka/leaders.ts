// Partitions by the broker that leads them: asked afresh, or as it was when it was asked last. Whoever does not lead a partition any more
// says so, and what is looked at by people goes by the answer of its leader alone.

import { sendAny } from './ask-brokers.ts';
import type { Connections } from './connections.ts';
import { createMemory } from './remembered.ts';
import { nameOf, type TopicPartition } from './request.ts';
import { metadataRequest } from './requests/metadata.ts';

const knownOf = createMemory<number>(50_000);

/** Those without a leader, or that there are not, under -1. */
export async function groupByLeader<T extends TopicPartition>(
  connections: Connections,
  partitions: readonly T[],
): Promise<Map<number, readonly T[]>> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  if (topics.length === 0) return new Map();
  const states = await sendAny(connections, () => metadataRequest(topics));
  const leaders = new Map(
    states.flatMap(({ name, partitions: each }) =>
      each.map(({ partition, leader }) => [nameOf({ topic: name, partition }), leader] as const),
    ),
  );
  const known = knownOf(connections);
  for (const [name, leader] of leaders) known.set(name, leader);
  return Map.groupBy(partitions, (each) => leaders.get(nameOf(each)) ?? -1);
}

/** As it was when it was asked last; undefined unless that is known of all of them. */
export function knownLeaders<T extends TopicPartition>(
  connections: Connections,
  partitions: readonly T[],
): ReadonlyMap<number, readonly T[]> | undefined {
  const known = knownOf(connections);
  if (partitions.some((each) => (known.get(nameOf(each)) ?? -1) < 0)) return undefined;
  return Map.groupBy(partitions, (each) => known.get(nameOf(each)) ?? -1);
}
