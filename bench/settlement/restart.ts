// How long a start takes with state to restore: from the start of the processes until each partition has settled a click that
// came after them.
import { setTimeout as delay } from 'node:timers/promises';
import { createPlainProducer, partitionOf } from '../clicks/producer.ts';
import type { Side, StartOptions, Worker } from './sides.ts';
import { INPUTS, type Progress } from './topics.ts';

const LOOK_MS = 20;
const WITHIN_MS = 180_000;
let restarts = 0;

export interface RestartOptions extends StartOptions {
  readonly brokers: string;
  readonly partitions: number;
  readonly progress: Progress;
}

/** @returns seconds, and the workers, which are running. */
export async function restart(side: Side, run: string, options: RestartOptions) {
  const { brokers, partitions, progress } = options;
  await feedEveryPartition(brokers, partitions);
  const before = await progress.committedClicks(side.groupOf(run));
  const startedMs = performance.now();
  const workers: readonly Worker[] = side.start(run, options);
  for (;;) {
    const now = await progress.committedClicks(side.groupOf(run));
    const tookMs = performance.now() - startedMs;
    if (now.every((offset, partition) => offset > (before[partition] ?? 0))) {
      return { seconds: tookMs / 1_000, workers };
    }
    if (tookMs > WITHIN_MS)
      throw new Error(`it did not go on: ${workers.map((each) => each.said())}`);
    await delay(LOOK_MS);
  }
}

async function feedEveryPartition(brokers: string, partitions: number): Promise<void> {
  const producer = createPlainProducer([brokers], partitions);
  restarts += 1;
  const missing = new Set(Array.from({ length: partitions }, (_, partition) => partition));
  for (let number = 0; missing.size > 0; number += 1) {
    const key = `campaign-${number}`;
    if (!missing.delete(partitionOf(key, partitions))) continue;
    const at = Date.now();
    const value = `{"clickId":"r${restarts}-${number}","campaignId":"${key}","cost":1,"at":${at}}`;
    producer.add(`${INPUTS}ad.clicks`, key, value, at);
  }
  await producer.flush();
  await producer.close();
}
