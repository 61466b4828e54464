// How far a group is behind in each partition in time, by the times of the records themselves, and whether it is catching up, by the
// looks that the bot took by itself.

import type { KafkaAdmin, RecordTime, TopicPartition } from '../../pipeline/index.ts';
import { type GroupHistory, lagOf, lagStatus } from './lag.ts';

/** Where a group stands in a partition. */
export interface Reach extends TopicPartition {
  readonly committed: number;
  readonly end: number;
}

export interface Behind {
  /** For a table; only partitions that the group is behind in. */
  readonly lines: readonly (readonly string[])[];
  /** What else there is to say, each a sentence on a line. */
  readonly remarks: string;
}

const HEADER = ['TOPIC', 'PARTITION', 'LAG', 'BEHIND', 'CHANGE', 'TREND'];

export async function behindOf(
  reaches: readonly Reach[],
  admin: KafkaAdmin,
  { history, withinMs }: { history: GroupHistory | undefined; withinMs: number },
): Promise<Behind> {
  const late = reaches.filter(({ committed, end }) => committed >= 0 && end > committed);
  if (late.length === 0) return { lines: [], remarks: '' };
  const [times, newest] = await Promise.all([
    admin.timesAt(
      late.map(({ topic, partition, committed }) => ({ topic, partition, offset: committed })),
      withinMs,
    ),
    admin.offsets(late, 'newest'),
  ]);
  const lines = late.map(({ topic, partition, committed, end }, index) => [
    ...[topic, String(partition), String(end - committed)],
    behindInWords(times[index], newest[index]?.timestamp ?? -1),
    ...trendCells({ topic, partition }, history),
  ]);
  return { lines: [HEADER, ...lines], remarks: await lostInWords(times, admin) };
}

/** From the first record that is not read to the newest. */
function behindInWords(first: RecordTime | undefined, newestMs: number): string {
  if (first === undefined || first.timestamp < 0 || newestMs < 0) return '-';
  return `${Math.max(0, Math.round((newestMs - first.timestamp) / 1000))} s`;
}

/** Lag now against the first look, and what Burrow's rules say of it. */
function trendCells(
  { topic, partition }: TopicPartition,
  history: GroupHistory | undefined,
): readonly [string, string] {
  const seen = history?.partitions.find(
    (each) => each.topic === topic && each.partition === partition,
  );
  const [first, last] = [seen?.samples[0], seen?.samples.at(-1)];
  if (history === undefined || seen === undefined || first === undefined || last === undefined) {
    return ['-', '-'];
  }
  const change = lagOf(last) - lagOf(first);
  const minutes = Math.round((last.atMs - first.atMs) / 6_000) / 10;
  const words = `${change > 0 ? '+' : ''}${change} in ${minutes} min`;
  return [seen.samples.length < 2 ? '-' : words, lagStatus(seen.samples, history.isRead)];
}

/** Records that were deleted before the group came to them. */
async function lostInWords(times: readonly RecordTime[], admin: KafkaAdmin): Promise<string> {
  const lost = times.filter(({ error }) => error === 'OFFSET_OUT_OF_RANGE');
  if (lost.length === 0) return '';
  const starts = await admin.offsets(lost, 'earliest');
  return lost
    .map(({ topic, partition, offset }, index) => {
      const start = starts[index]?.offset ?? -1;
      if (start <= offset) return '';
      return `${topic}-${partition}: its records from ${offset} to ${start - 1} are gone and were never read.\n`;
    })
    .join('');
}
