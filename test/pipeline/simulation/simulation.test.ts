// The real host over a simulated Kafka: what no test on real servers can bring about often enough.
import { describe, expect, test } from '@jest/globals';
import { BUGS } from './bugs.ts';
import { live } from './scenario.ts';

const LIVES = 20;
const MOST_LIVES = 120;
/** The first life in which a rare mistake comes to anything: it is looked for from there on. */
const RARE: Readonly<Record<string, number>> = {
  'a commit without an answer is taken for done': 269,
};
const MINUTES = 60_000;

describe('a settlement through kills, sleeps, lost answers and rebalances', () => {
  test(
    `loses nothing and settles nothing twice, in ${LIVES} lives`,
    async () => {
      const wrong: string[] = [];
      for (let seed = 1; seed <= LIVES; seed += 1) {
        const { problems } = await live(seed);
        wrong.push(...problems.map((problem) => `seed ${seed}: ${problem}`));
      }
      expect(wrong).toEqual([]);
    },
    10 * MINUTES,
  );

  test(
    'is the same for the same seed, event for event',
    async () => {
      const [one, other] = [await live(7), await live(7)];
      expect(one.log.length).toBeGreaterThan(20);
      expect(other.log).toEqual(one.log);
    },
    2 * MINUTES,
  );
});

describe('the check sees when', () => {
  test.each(Object.keys(BUGS))(
    '%s',
    async (name) => {
      const seen: string[] = [];
      const first = RARE[name] ?? 1;
      for (let seed = first; seed < first + MOST_LIVES && seen.length === 0; seed += 1) {
        seen.push(...(await live(seed, BUGS[name])).problems);
      }
      expect(seen).not.toEqual([]);
    },
    10 * MINUTES,
  );
});
