// `npm run soak -- simulation`: thousands of simulated lives of the settlement, each twice, event for event the same. They are played in threads, one for
// each processor, which end after some of them: processes that are killed in a life leave waits behind that nothing ever ends, and Node keeps these.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Soak } from '../../../scripts/soak/soak.ts';

/** What a thread is to play. */
export interface Lives {
  /** The first seed. */
  readonly from: number;
  readonly count: number;
}

/** What came of it. */
export interface Lived {
  readonly count: number;
  readonly failures: readonly string[];
  readonly troubles: Readonly<Record<string, number>>;
}

const CHUNK = 100;
const MOST_FOUND = 20;

export const simulationSoak: Soak = {
  summary: 'the settlement through kills, sleeps and lost answers, over a simulated Kafka',
  count: 10_000,
  run: async ({ count, seed, say, signal }) => {
    const failures: string[] = [];
    const troubles: Record<string, number> = {};
    let [begun, lives] = [0, 0];
    const work = async () => {
      while (begun < count && failures.length < MOST_FOUND && !signal.aborted) {
        const wish: Lives = { from: seed + begun, count: Math.min(CHUNK, count - begun) };
        begun += wish.count;
        const lived = await play(wish, signal);
        if (lived === undefined) return;
        lives += lived.count;
        failures.push(...lived.failures);
        for (const [kind, times] of Object.entries(lived.troubles)) {
          troubles[kind] = (troubles[kind] ?? 0) + times;
        }
        say(`${lives} lives, ${failures.length} found`);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    return { counts: { lives, troubles }, failures };
  },
};

/** @returns undefined when it was ended before its time. @throws what the thread threw. */
function play(wish: Lives, signal: AbortSignal): Promise<Lived | undefined> {
  const worker = new Worker(new URL('./soak-thread.ts', import.meta.url), { workerData: wish });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  return new Promise<Lived | undefined>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', () => {
      if (signal.aborted) resolve(undefined);
      else reject(new Error(`a thread ended before its lives from seed ${wish.from} did`));
    });
  }).finally(() => signal.removeEventListener('abort', stop));
}
