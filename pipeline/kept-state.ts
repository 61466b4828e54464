// When state that was kept (in a snapshot, or in a standby copy) may stand for the beginning of its changelogs: one set of conditions for both.
import type { LogReader } from './ports.ts';

/**
 * Compaction forgets that a key was deleted after a day (`delete.retention.ms`): older state could bring it back. Half of it leaves
 * room for clocks that differ.
 */
export const OLDEST_MS = 12 * 3_600_000;

/** What of a changelog is in the kept state. */
export interface KeptChangelog {
  /** Kafka's id of the topic as it was then. */
  readonly topicId: string | undefined;
  /** Everything before that offset is in it. */
  readonly end: number;
}

/** The changelog as it is now. */
export interface PresentChangelog {
  readonly topic: string;
  readonly topicId: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** Why the kept state is not of this changelog; undefined when it is. */
export function mismatchOf(kept: KeptChangelog, now: PresentChangelog): string | undefined {
  const { topic, topicId, start, end } = now;
  if (kept.topicId !== topicId) return `${topic} was made anew since`;
  if (kept.end < start) return `${topic} was cut off since`;
  if (kept.end > end) return `${topic} ends before it`;
  return undefined;
}

/** A topic that was deleted and made anew has another id. */
export async function topicIdsOf(
  reader: Pick<LogReader, 'topicId'>,
  changelogs: readonly { readonly topic: string }[],
): Promise<ReadonlyMap<string, string>> {
  return new Map(
    await Promise.all(
      changelogs.map(async ({ topic }) => [topic, await reader.topicId(topic)] as const),
    ),
  );
}
