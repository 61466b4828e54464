// Random years on call, held to a model that looks at a watch each minute: who is called at which minute, who is reminded, what is refused, and
// every hand-off. `npm run soak -- on-call` and ON_CALL_YEARS have more of them.

import { describe, expect, test } from '@jest/globals';
import { chosenSeed } from '../../seeds.ts';
import { countsOf, differenceOf, type ExpectedYear, expectYear } from './year/compare-year.ts';
import { MISTAKES } from './year/mistakes.ts';

const YEARS = Number(process.env.ON_CALL_YEARS ?? 2);
/** So many thinner years a planted mistake may pass before it has to be seen. */
const TRIES = 10;
const CROWD = { episodes: 25, swaps: 40 };

test(`${YEARS} random years have everybody called when the model says`, async () => {
  const seed = chosenSeed();
  for (let index = 0; index < YEARS; index += 1) {
    const expected = expectYear(seed + index);
    expect(await differenceOf(expected)).toBeUndefined();
    const { calls, handOffs } = countsOf(expected);
    expect(calls).toBeGreaterThan(50);
    expect(handOffs).toBeGreaterThan(1);
  }
}, 900_000);

describe('a planted mistake is seen:', () => {
  const thinYears = new Map<number, ExpectedYear>();

  test.each(Object.entries(MISTAKES))(
    '%s',
    async (_name, mistake) => {
      let isSeen = false;
      for (let seed = 1; seed <= TRIES && !isSeen; seed += 1) {
        const expected = thinYears.get(seed) ?? expectYear(seed, CROWD);
        thinYears.set(seed, expected);
        isSeen = (await differenceOf(expected, mistake)) !== undefined;
      }
      expect(isSeen).toBe(true);
    },
    900_000,
  );

  test('and where none is planted none is', async () => {
    const differences = [];
    for (const expected of thinYears.values()) differences.push(await differenceOf(expected));
    expect(differences.filter((each) => each !== undefined)).toEqual([]);
  }, 900_000);
});
