// Cuts off what has expired from the changelogs of expiring stores, so that a restore reads what is alive and little more. What
// counts is committed stream time: the broker's own clock would forget too early after a long stop.
import { changelogOf, type Pipeline } from './pipeline.ts';
import type { Clock, Log, LogReader } from './ports.ts';
import type { Task } from './task.ts';
import type { WorkerLimits } from './worker-limits.ts';

export interface Trimmer {
  /** Starts a round in the background, if one is due. Called by the owner of the tasks. */
  trim(tasks: readonly Task[]): void;
}

export interface TrimmerOptions {
  readonly pipeline: Pipeline;
  readonly reader: LogReader;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Pick<WorkerLimits, 'trimIntervalMs'>;
}

export function createTrimmer({ pipeline, reader, clock, log, limits }: TrimmerOptions): Trimmer {
  let dueMs = clock.nowMs() + limits.trimIntervalMs;
  let isTrimming = false;

  const trimAll = async (tasks: readonly Task[]) => {
    const expiring = tasks.flatMap((task) =>
      task.stores
        .filter(({ retentionMs }) => task.streamTime > retentionMs)
        .map((store) => ({ task, store })),
    );
    for (const { task, store } of expiring) {
      const changelog = { topic: changelogOf(pipeline, store), partition: task.partition };
      // All before the first record that is alive have expired.
      const alive = await reader.firstAt(changelog, task.streamTime - store.retentionMs);
      if (alive !== undefined) await reader.deleteBefore(changelog, alive);
    }
  };
  return {
    trim: (tasks) => {
      if (isTrimming || clock.nowMs() < dueMs) return;
      dueMs = clock.nowMs() + limits.trimIntervalMs;
      isTrimming = true;
      trimAll(tasks)
        // The changelog is longer than it need be until the next round; nothing else comes of it.
        .catch((error: unknown) => log.warn({ err: error }, 'a changelog was not trimmed'))
        .finally(() => {
          isTrimming = false;
        });
    },
  };
}
