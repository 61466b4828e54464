// A thread of the simulation's soak: some lives, each twice, and what came of them.
import { strict as assert } from 'node:assert';
import { parentPort, workerData } from 'node:worker_threads';
import { live } from './scenario.ts';
import type { Lived, Lives } from './soak.ts';

assert(parentPort !== null, 'this file is a thread');
const { from, count } = workerData as Lives;
const failures: string[] = [];
const troubles: Record<string, number> = {};
for (let seed = from; seed < from + count; seed += 1) {
  const [one, other] = [await live(seed), await live(seed)];
  failures.push(...one.problems.map((problem) => `seed ${seed}: ${problem}`));
  if (one.log.join('\n') !== other.log.join('\n')) {
    failures.push(`seed ${seed}: the second life went another way`);
  }
  for (const [kind, times] of Object.entries(one.counts)) {
    troubles[kind] = (troubles[kind] ?? 0) + times;
  }
}
const lived: Lived = { count, failures, troubles };
parentPort.postMessage(lived);
