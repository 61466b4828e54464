// Keeps what a source hands over, as whoever takes it does: all of a batch with its position, and which notices stand.

import type { Batch, Notice, SourceParts } from '../../../bot/sources/source.ts';

export interface Recorder {
  /** What a source is run with, but for its clock and signal. */
  readonly parts: Pick<SourceParts, 'take' | 'position' | 'firing'>;
  readonly batches: readonly Batch[];
  /** Those that stand, by their keys. */
  readonly standing: ReadonlyMap<string, Notice>;
  /** From now on nothing is kept any more, as when the process is killed. */
  kill(): void;
}

/** @param before what another process kept. */
export function createRecorder(before?: Recorder): Recorder {
  const standing = new Map<string, Notice>(before?.standing);
  const batches: Batch[] = [...(before?.batches ?? [])];
  let isKilled = false;
  return {
    batches,
    standing,
    kill: () => {
      isKilled = true;
    },
    parts: {
      take: async (batch) => {
        if (isKilled) throw new Error('killed');
        batches.push(batch);
        for (const notice of batch.notices) {
          if (notice.state === 'firing') standing.set(notice.key, notice);
          else if (standing.get(notice.key)?.group === notice.group) standing.delete(notice.key);
        }
      },
      position: async () => batches.findLast(({ position }) => position !== undefined)?.position,
      firing: async () => [...standing.values()],
    },
  };
}
