// What click ids in the window take of memory: the store of the settlement, filled transaction by transaction, in a process of its own.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createExpiringSet } from '../../pipeline/stores/expiring-set.ts';

const PER_TRANSACTION = 1_000;
const WINDOW_MS = 24 * 3_600_000;
/** Of a heap, in MiB: the ids alone take one. */
const HEAP_MIB = 4_096;

export interface IdMemory {
  readonly bytesPerId: number;
  readonly residentMiB: number;
}

export async function measureIds(count: number): Promise<IdMemory> {
  const child = fork(fileURLToPath(import.meta.url), [String(count)], {
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      '--expose-gc',
      `--max-old-space-size=${HEAP_MIB}`,
    ],
  });
  return await new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as IdMemory)).once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with ${code} before it was done`)));
  });
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.send(fill(Number(process.argv[2])));
}

function fill(count: number): IdMemory {
  const collect = (globalThis as { readonly gc?: () => void }).gc ?? (() => {});
  const clicks = createExpiringSet({ name: 'clicks', windowMs: WINDOW_MS });
  collect();
  const before = process.memoryUsage().heapUsed;
  const startMs = Date.now() - count;
  clicks.begin(startMs);
  for (let number = 0; number < count; number += 1) {
    clicks.advance(startMs + number);
    clicks.add(JSON.parse(`"k1-${number}"`) as string); // as an id comes: flat, and of nothing larger
    if (number % PER_TRANSACTION !== PER_TRANSACTION - 1) continue;
    clicks.seal();
    clicks.commit();
  }
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  if (clicks.size !== count) throw new Error(`${clicks.size} of ${count} ids are there`);
  return {
    bytesPerId: Math.round((heapUsed - before) / count),
    residentMiB: Math.round(rss / 1_048_576),
  };
}
