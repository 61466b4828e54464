// What the end of one broker would do to a Kafka, from how it is now. Pure; nothing is foreseen that depends on what else ends.

import type { ListedGroup, TopicState } from '../../pipeline/index.ts';

export interface TopicWithMinimum extends TopicState {
  readonly minInSync: number;
}

export interface Impact {
  /** Partitions by name, `orders-0`: those that another replica can lead. */
  readonly led: readonly string[];
  /** No replica in sync is left: nobody can write or read. */
  readonly unavailable: readonly string[];
  /** Fewer replicas in sync than `acks=all` needs: writes of that kind fail. */
  readonly belowMinimum: readonly string[];
  readonly groups: readonly string[];
}

export function impactOf(
  broker: number,
  topics: readonly TopicWithMinimum[],
  groups: readonly ListedGroup[],
): Impact {
  const all = topics.flatMap(({ name, minInSync, partitions }) =>
    partitions.map(({ partition, leader, isr }) => {
      const left = isr.filter((id) => id !== broker).length;
      return { name: `${name}-${partition}`, leader, isr, left, minInSync };
    }),
  );
  const touched = all.filter(({ isr }) => isr.includes(broker));
  const namesOf = (some: typeof all) => some.map(({ name }) => name);
  return {
    led: namesOf(touched.filter(({ leader, left }) => leader === broker && left > 0)),
    unavailable: namesOf(touched.filter(({ left }) => left === 0)),
    belowMinimum: namesOf(touched.filter(({ left, minInSync }) => left > 0 && left < minInSync)),
    groups: groups
      .filter(({ coordinator }) => coordinator === broker)
      .map(({ groupId }) => groupId),
  };
}
