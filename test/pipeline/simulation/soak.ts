// `npm run soak -- simulation`: thousands of simulated lives of the settlement, each twice, event for event the same.
import type { Soak } from '../../../scripts/soak/soak.ts';
import { live } from './scenario.ts';

const SAY_EVERY = 100;
const MOST_FOUND = 20;

export const simulationSoak: Soak = {
  summary: 'the settlement through kills, sleeps and lost answers, over a simulated Kafka',
  count: 10_000,
  run: async ({ count, seed, say, signal }) => {
    const failures: string[] = [];
    const troubles: Record<string, number> = {};
    let lives = 0;
    for (; lives < count && failures.length < MOST_FOUND && !signal.aborted; lives += 1) {
      const own = seed + lives;
      const [one, other] = [await live(own), await live(own)];
      failures.push(...one.problems.map((problem) => `seed ${own}: ${problem}`));
      if (one.log.join('\n') !== other.log.join('\n')) {
        failures.push(`seed ${own}: the second life went another way`);
      }
      for (const [kind, times] of Object.entries(one.counts)) {
        troubles[kind] = (troubles[kind] ?? 0) + times;
      }
      if ((lives + 1) % SAY_EVERY === 0) say(`${lives + 1} lives, ${failures.length} found`);
    }
    return { counts: { lives, troubles }, failures };
  },
};
