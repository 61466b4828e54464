// Where a group would go on, partition by partition, by each of the seven ways: the rules of OffsetsUtils.java, which never leaves the
// log and takes its end where there is no record of the time.

import type { FoundOffset, KafkaAdmin, OffsetWish, TopicPartition } from '../../pipeline/index.ts';
import { OperatorError } from '../errors.ts';
import type { ResetWay } from './reset-way.ts';
import { partitionName } from './topic-scope.ts';

export interface Reach {
  readonly first: number;
  readonly end: number;
}

export interface Wanted {
  readonly partitions: readonly TopicPartition[];
  /** By the name of the partition. */
  readonly committed: ReadonlyMap<string, number>;
  readonly way: ResetWay;
  readonly nowMs: number;
}

/** How far each log reaches, in the order of the partitions. @throws OperatorError for one that nobody leads. */
export async function reachOf(
  partitions: readonly TopicPartition[],
  admin: Pick<KafkaAdmin, 'offsets'>,
): Promise<readonly Reach[]> {
  const [first, end] = await Promise.all([
    found(partitions, 'earliest', admin),
    found(partitions, 'latest', admin),
  ]);
  return partitions.map((_, index) => ({
    first: first[index]?.offset ?? 0,
    end: end[index]?.offset ?? 0,
  }));
}

/** @throws OperatorError when it cannot be said of one of them. */
export async function newOffsets(
  { partitions, committed, way, nowMs }: Wanted,
  reach: readonly Reach[],
  admin: Pick<KafkaAdmin, 'offsets'>,
): Promise<readonly number[]> {
  const each = (offsetOf: (partition: TopicPartition, reach: Reach) => number) =>
    partitions.map((partition, index) => offsetOf(partition, reach[index] ?? { first: 0, end: 0 }));
  switch (way.kind) {
    case 'earliest':
      return each((_, { first }) => first);
    case 'latest':
      return each((_, { end }) => end);
    case 'current':
      return each((partition, { end }) => committed.get(partitionName(partition)) ?? end);
    case 'offset':
      return each((_, bounds) => within(way.offset, bounds));
    case 'shift': {
      const without = partitions.filter((partition) => !committed.has(partitionName(partition)));
      if (without.length > 0) throw nothingToShift(without);
      return each((partition, bounds) =>
        within((committed.get(partitionName(partition)) ?? 0) + way.by, bounds),
      );
    }
    case 'time':
    case 'duration': {
      const atMs = way.kind === 'time' ? way.atMs : nowMs - way.ms;
      const at = await found(partitions, atMs, admin);
      return partitions.map((_, index) => {
        const offset = at[index]?.offset ?? -1;
        return offset < 0 ? (reach[index]?.end ?? 0) : offset;
      });
    }
  }
}

function within(offset: number, { first, end }: Reach): number {
  return Math.min(Math.max(offset, first), end);
}

async function found(
  partitions: readonly TopicPartition[],
  at: OffsetWish,
  admin: Pick<KafkaAdmin, 'offsets'>,
): Promise<readonly FoundOffset[]> {
  const offsets = await admin.offsets(partitions, at);
  const bad = offsets.find(({ error }) => error !== 'NONE');
  if (bad === undefined) return offsets;
  throw new OperatorError({
    what: `The offsets of ${partitionName(bad)} cannot be found out.`,
    why: `Kafka said ${bad.error}.`,
    fix: 'Leave the partition out with --topic TOPIC:PARTITIONS, or wait until it has a leader.',
  });
}

function nothingToShift(partitions: readonly TopicPartition[]): OperatorError {
  const names = partitions.slice(0, 5).map(partitionName).join(', ');
  return new OperatorError({
    what: 'The offsets cannot be shifted.',
    why: `The group has none for ${names}${partitions.length > 5 ? ' and more' : ''}.`,
    fix: 'Leave these partitions out, or say with --to-offset where it shall go on.',
  });
}
