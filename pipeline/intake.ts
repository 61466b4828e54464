// Fetches the inputs of a worker's tasks, one fetch at a time, as far as there is room for what comes. It processes nothing.
import type { Clock, LogReader } from './ports.ts';
import type { Task } from './task.ts';
import { TaskError } from './task-error.ts';
import type { WorkerLimits } from './worker-limits.ts';

export interface Intake {
  /** Starts a fetch for these tasks, if none is under way and there is room. */
  start(tasks: readonly Task[]): void;
  /** The fetch that is under way; it never rejects. */
  readonly fetching: Promise<void> | undefined;
  /** Until something was fetched, or so long, or until the signal. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** What went wrong since it was last asked. */
  takeTrouble(): unknown;
}

export interface IntakeOptions {
  readonly reader: LogReader;
  readonly clock: Clock;
  readonly limits: WorkerLimits;
  /** Whether the task is still the one of its partition. */
  readonly isCurrent: (task: Task) => boolean;
}

export function createIntake({ reader, clock, limits, isCurrent }: IntakeOptions): Intake {
  let fetching: Promise<void> | undefined;
  let trouble: unknown;

  const fetchFor = async (tasks: readonly Task[]) => {
    const all = tasks.flatMap((task) => task.inputs.map((input) => ({ task, input })));
    const room = Math.floor(limits.mostBufferedBytes / Math.max(1, all.length) / 2);
    const bytes = Math.min(limits.mostFetchBytes, Math.max(limits.leastFetchBytes, room));
    const wanted = all.filter(({ input }) => input.bufferedBytes < bytes);
    if (wanted.length === 0) return;
    const from = wanted.map(({ task: { partition }, input }) => ({
      ...{ topic: input.topic, partition, offset: input.fetchPosition },
    }));
    // Who has enough must not wait for those who have nothing.
    const maxWaitMs = wanted.length < all.length ? 1 : limits.fetchWaitMs;
    const fetched = await reader.fetch(from, { maxWaitMs, maxBytesPerPartition: bytes });
    const nowMs = clock.nowMs();
    for (const [index, { task, input }] of wanted.entries()) {
      const found = fetched.find(
        ({ topic, partition }) => topic === input.topic && partition === task.partition,
      );
      const asked = from[index];
      // A task that was dropped or rewound meanwhile wants other records.
      if (found === undefined || asked === undefined || !isCurrent(task)) continue;
      if (input.fetchPosition !== asked.offset) continue;
      if (found.isOutOfRange) throw new TaskError(asked, 'Records are missing', GONE);
      input.add(found, nowMs);
    }
  };
  return {
    start: (tasks) => {
      if (fetching !== undefined) return;
      fetching = fetchFor(tasks)
        .catch((error: unknown) => {
          trouble ??= error;
        })
        .finally(() => {
          fetching = undefined;
        });
    },
    get fetching() {
      return fetching;
    },
    wait: async (ms, signal) => {
      const waiting = new AbortController();
      const asleep = clock.sleep(ms, AbortSignal.any([waiting.signal, signal]));
      await Promise.race([fetching ?? asleep, asleep]);
      waiting.abort(IT_CAME);
    },
    takeTrouble: () => {
      const taken = trouble;
      trouble = undefined;
      return taken;
    },
  };
}

/** Why a wait is over. One for all: an error of its own for each takes a while to make. */
const IT_CAME = new Error('what was waited for has come');

/** Never passed over in silence: what was cut off unread would be missing from every sum. */
const GONE = new Error('the log does not have this offset; it was cut off before it was read');
