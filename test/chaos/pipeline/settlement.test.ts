// Each paid click is deducted exactly once: on three real brokers, through whatever befalls processes, connections and brokers,
// and by the verdict of Apache Kafka's own Java consumer. The control runs show that the verdict can be another.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chosenSeed } from '../../seeds.ts';
import { type Cluster, openArena, startCluster } from './arena.ts';
import { type ChaosResult, runChaos, type Trouble } from './chaos.ts';
import type { MistakeName } from './mistakes.ts';

const MINUTES = 60_000;
const seed = chosenSeed();
let cluster: Cluster;
let runs = 0;

beforeAll(async () => {
  cluster = await startCluster();
}, 3 * MINUTES);

afterAll(async () => {
  await cluster.stop();
}, MINUTES);

test(
  'nothing is lost and nothing is settled twice',
  async () => {
    const { verdict, problems, snapshotsRead } = await live([
      'killed before the answer to EndTxn',
      'broker killed',
      'asleep with a transaction open',
    ]);
    expect({ seed, problems, found: verdict.problems }).toEqual({ seed, problems: [], found: [] });
    expect(snapshotsRead).toBeGreaterThan(0);
    expect(verdict.counts.settled).toBeGreaterThan(1_000);
    expect(verdict.counts.repeated).toBeGreaterThan(50);
    expect(verdict.counts.deadLetters).toBeGreaterThan(5);
  },
  12 * MINUTES,
);

test(
  'the verifier sees it when outputs are written outside of the transaction',
  async () => {
    const { verdict } = await live(
      Array.from({ length: 2 }, (): Trouble => 'killed before the answer to TxnOffsetCommit'),
      'outputs are written outside of the transaction',
    );
    expect(verdict.problems).not.toEqual([]);
  },
  12 * MINUTES,
);

async function live(troubles: readonly Trouble[], mistake?: MistakeName): Promise<ChaosResult> {
  runs += 1;
  const arena = await openArena(cluster, {
    ...{ prefix: `run${runs}.`, seed: seed + runs },
    ...(mistake === undefined ? {} : { mistake }),
  });
  try {
    return await runChaos(arena, { troubles, seed: seed + runs, say: () => {} });
  } finally {
    await arena.stop();
  }
}
