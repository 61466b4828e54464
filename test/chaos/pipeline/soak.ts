// `npm run soak -- settlement`: rounds of trouble for the settlement on three real brokers, and control runs with a mistake
// planted, each of which the Java verifier has to see.
import { createRandom } from '../../../bench/clicks/generate.ts';
import type { Soak } from '../../../scripts/soak/soak.ts';
import { openArena, startCluster } from './arena.ts';
import { CONTROL_MS, runChaos, TROUBLES } from './chaos.ts';
import { MISTAKE_NAMES, MISTAKES } from './mistakes.ts';

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
      const result = await runChaos(arena, { troubles, seed, say, signal, recoverMs: CONTROL_MS });
      await arena.stop();
      failures.push(...result.problems, ...result.verdict.problems);
      const seen: Record<string, number> = {};
      for (const mistake of MISTAKE_NAMES) {
        if (signal.aborted) break;
        say(`planted: ${mistake}`);
        const { troubles } = MISTAKES[mistake];
        const prefix = `control-${MISTAKE_NAMES.indexOf(mistake)}.`;
        const control = await openArena(cluster, { prefix, seed, mistake });
        const { verdict, problems } = await runChaos(control, {
          troubles,
          seed,
          say,
          signal,
          recoverMs: CONTROL_MS,
        });
        await control.stop();
        seen[mistake] = verdict.problemCount + problems.length;
        say(`seen: ${[...verdict.problems, ...problems].slice(0, 3).join('; ') || 'nothing'}`);
        if (seen[mistake] === 0) failures.push(`the mistake "${mistake}" was not seen`);
      }
      const { dropped, troubles: happened, verdict, snapshotsRead } = result;
      const { settled = 0, repeated = 0, deadLetters = 0, clicks = 0 } = verdict.counts;
      return {
        counts: {
          ...{ clicks, settled, repeated, deadLetters, 'answers lost': dropped },
          'snapshots read': snapshotsRead,
          ...{ troubles: happened, 'problems seen in control runs': seen },
        },
        failures,
      };
    } finally {
      await cluster.stop();
    }
  },
};
