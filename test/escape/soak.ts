// The escape test with bigger numbers: many runs side by side, each with a seed of its own, on as many threads as there are
// processors.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Soak, SoakOptions, SoakResult } from '../../scripts/soak/soak.ts';
import type { EscapeCounts, EscapeResult } from './run.ts';

/** One run of a thread; the same number as in `npm test`, so that its seed plays there as well. */
const CHUNK = 20_000;
const MOST_THREADS = 4;
const TELL_MS = 10_000;

/** What a thread is asked to do. */
export interface Wish {
  readonly count: number;
  readonly seed: number;
  readonly path: string | undefined;
}

/** What it says: how far it is, and the end of one wish. */
export type Told = { readonly done: number } | { readonly result: EscapeResult };

export const escapeSoak: Soak = {
  summary: 'nothing a person sends gets past its command’s grammar: generated inputs, 0 escapes',
  count: 1_000_000,
  run: soak,
};

async function soak(options: SoakOptions): Promise<SoakResult> {
  const wishes = wishesOf(options);
  const running = new Map<number, number>();
  const results: EscapeResult[] = [];
  const startedMs = Date.now();
  const done = () =>
    results.reduce((sum, { counts }) => sum + counts.inputs, 0) +
    [...running.values()].reduce((sum, each) => sum + each, 0);
  const found = () => results.filter(({ escape: one }) => one !== undefined).length;
  const tell = () => {
    const rate = Math.round(done() / ((Date.now() - startedMs) / 1000));
    options.say(
      `   ${thousands(done())} of ${thousands(options.count)}, ${rate}/s, ${found()} found`,
    );
  };
  const telling = setInterval(tell, TELL_MS);
  const work = async (_: unknown, index: number): Promise<void> => {
    const thread = startThread((count) => running.set(index, count), options.signal);
    try {
      for (let wish = wishes.shift(); wish !== undefined; wish = wishes.shift()) {
        const result = await thread.run(wish);
        running.delete(index);
        if (result !== undefined) results.push(result);
        if (options.signal.aborted || found() > 0) return;
      }
    } finally {
      await thread.end();
    }
  };
  try {
    const threads = Math.min(availableParallelism(), MOST_THREADS, wishes.length);
    await Promise.all(Array.from({ length: threads }, work));
  } finally {
    clearInterval(telling);
  }
  const failures = results.flatMap(({ escape: one }) => (one === undefined ? [] : [one]));
  return { counts: { ...sumOf(results.map(({ counts }) => counts)) }, failures };
}

function wishesOf({ count, seed, path }: SoakOptions): Wish[] {
  if (path !== undefined) return [{ count: 1, seed, path }];
  return Array.from({ length: Math.ceil(count / CHUNK) }, (_, index) => ({
    count: Math.min(CHUNK, count - index * CHUNK),
    seed: seed + index,
    path,
  }));
}

interface Thread {
  /** @returns undefined when it was ended before its time. */
  run(wish: Wish): Promise<EscapeResult | undefined>;
  end(): Promise<void>;
}

/** One for all its wishes, so that a soak plays the code as it was at the start, whatever is edited meanwhile. */
function startThread(onProgress: (done: number) => void, signal: AbortSignal): Thread {
  const worker = new Worker(new URL('./soak-thread.ts', import.meta.url));
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  return {
    run: (wish) =>
      new Promise((resolve, reject) => {
        const hear = (told: Told) => {
          if ('done' in told) return onProgress(told.done);
          worker.off('message', hear).off('error', reject).off('exit', leave);
          resolve(told.result);
        };
        const leave = () => {
          if (signal.aborted) resolve(undefined);
          else reject(new Error(`a thread ended before its run with seed ${wish.seed} did`));
        };
        worker.on('message', hear).once('error', reject).once('exit', leave);
        worker.postMessage(wish);
      }),
    end: async () => {
      signal.removeEventListener('abort', stop);
      await worker.terminate();
    },
  };
}

function sumOf(all: readonly EscapeCounts[]): Record<string, number | Record<string, number>> {
  const sum: Record<string, number | Record<string, number>> = {};
  for (const counts of all) {
    for (const [title, value] of Object.entries(counts)) {
      const before = sum[title];
      if (typeof value === 'number') sum[title] = value + Number(before ?? 0);
      else sum[title] = added(typeof before === 'object' ? before : {}, value);
    }
  }
  return sum;
}

function added(one: Record<string, number>, other: Readonly<Record<string, number>>) {
  const sum = { ...one };
  for (const [row, value] of Object.entries(other)) sum[row] = (sum[row] ?? 0) + value;
  return sum;
}

function thousands(count: number): string {
  return count.toLocaleString('en');
}
