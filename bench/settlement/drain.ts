// How fast a side settles what lies there: from when it is warm until the last offset is committed.
import { setTimeout as delay } from 'node:timers/promises';
import type { Side, StartOptions, Usage, Worker } from './sides.ts';
import type { Progress } from './topics.ts';

export interface Drained {
  readonly perSecond: number;
  readonly cpuPerMillion: number;
  readonly residentMiB: number;
}

/** The first part warms both up: what compiles while it runs is slow before. */
const WARM_SHARE = 0.3;
const LOOK_MS = 50;
const WITHIN_MS = 240_000;

/** Leaves the workers running. */
export async function drain(
  side: Side,
  run: string,
  progress: Progress,
  options?: StartOptions,
): Promise<{ readonly drained: Drained; readonly workers: readonly Worker[] }> {
  await side.prepare(run);
  const total = await progress.total();
  const workers = side.start(run, options);
  const group = side.groupOf(run);
  const warm = await until(workers, () => progress.committed(group), WARM_SHARE * total);
  const end = await until(workers, () => progress.committed(group), total);
  const records = end.count - warm.count;
  return {
    workers,
    drained: {
      perSecond: (1_000 * records) / (end.atMs - warm.atMs),
      cpuPerMillion: (1e6 * (end.usage.cpuSeconds - warm.usage.cpuSeconds)) / records,
      residentMiB: end.usage.residentMiB,
    },
  };
}

async function until(workers: readonly Worker[], look: () => Promise<number>, wanted: number) {
  for (const deadlineMs = performance.now() + WITHIN_MS; performance.now() < deadlineMs; ) {
    const count = await look();
    const atMs = performance.now();
    if (count >= wanted) return { count, atMs, usage: sum(workers.map((each) => each.usage())) };
    await delay(LOOK_MS);
  }
  throw new Error(
    `it did not come to its end; it said: ${workers.map((each) => each.said()).join('\n')}`,
  );
}

function sum(usages: readonly Usage[]): Usage {
  return {
    cpuSeconds: usages.reduce((all, { cpuSeconds }) => all + cpuSeconds, 0),
    residentMiB: usages.reduce((all, { residentMiB }) => all + residentMiB, 0),
  };
}
