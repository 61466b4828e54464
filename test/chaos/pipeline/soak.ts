// `npm run soak -- settlement`: rounds of trouble for the settlement on three real brokers, and control runs with a mistake
// planted, each of which the Java verifier has to see.
import { createRandom } from '../../../bench/clicks/generate.ts';
import type { Soak } from '../../../scripts/soak/soak.ts';
import { openArena, startCluster } from './arena.ts';
import { runChaos, TROUBLES, type Trouble } from './chaos.ts';
import { MISTAKES } from './mistakes.ts';

/** What brings each mistake to light, within as many rounds. */
const CONTROL: readonly Trouble[] = [
  'killed before the answer to TxnOffsetCommit',
  'asleep with a transaction open',
  'killed before the answer to EndTxn',
  'asleep with a transaction open',
  'killed before the answer to TxnOffsetCommit',
  'killed before the answer to EndTxn',
];

export const settlementSoak: Soak = {
  summary: 'the settlement on three brokers through kills, sleeps and lost answers; Java verifies',
  count: 100,
  run: async ({ count, seed, say, signal }) => {
    const random = createRandom(seed);
    const draw = () => TROUBLES[random(TROUBLES.length)] ?? 'kill -9';
    const troubles = Array.from({ length: count }, draw);
    const cluster = await startCluster();
    const failures: string[] = [];
    try {
      const arena = await openArena(cluster, { prefix: 'soak.', seed });
      const result = await runChaos(arena, { troubles, seed, say, signal });
      await arena.stop();
      failures.push(...result.problems, ...result.verdict.problems);
      const seen: Record<string, number> = {};
      for (const mistake of MISTAKES) {
        if (signal.aborted) break;
        const prefix = `control-${mistake.replaceAll(' ', '-')}.`;
        const control = await openArena(cluster, { prefix, seed, mistake });
        const { verdict } = await runChaos(control, { troubles: CONTROL, seed, say, signal });
        await control.stop();
        seen[mistake] = verdict.problemCount;
        if (verdict.problemCount === 0) failures.push(`the mistake "${mistake}" was not seen`);
      }
      const { dropped, troubles: happened, verdict } = result;
      const { settled = 0, repeated = 0, deadLetters = 0, clicks = 0 } = verdict.counts;
      return {
        counts: {
          ...{ clicks, settled, repeated, deadLetters, 'answers lost': dropped },
          ...{ troubles: happened, 'problems seen in control runs': seen },
        },
        failures,
      };
    } finally {
      await cluster.stop();
    }
  },
};
