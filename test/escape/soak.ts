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
  const work = async (_: unknown, thread: number): Promise<void> => {
    for (let wish = wishes.shift(); wish !== undefined; wish = wishes.shift()) {
      if (options.signal.aborted || found() > 0) return;
      const result = await inThread(wish, (count) => running.set(thread, count), options.signal);
      running.delete(thread);
      if (result !== undefined) results.push(result);
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

/** @returns undefined when it was ended before its time. */
async function inThread(
  wish: Wish,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<EscapeResult | undefined> {
  const worker = new Worker(new URL('./soak-thread.ts', import.meta.url), { workerData: wish });
  const end = () => void worker.terminate();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (told: Told) => {
        if ('done' in told) onProgress(told.done);
        else resolve(told.result);
      });
      worker.once('error', reject).once('exit', () => {
        if (signal.aborted) resolve(undefined);
        else reject(new Error(`a thread ended before its run with seed ${wish.seed} did`));
      });
    });
  } finally {
    signal.removeEventListener('abort', end);
    await worker.terminate();
  }
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
