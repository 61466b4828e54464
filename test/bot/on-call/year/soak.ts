// The comparison of years on call with their model, with bigger numbers.

import type { Soak } from '../../../../scripts/soak/soak.ts';
import { countsOf, differenceOf, expectYear } from './compare-year.ts';

/** Differences after which it is no use to go on. */
const ENOUGH = 5;

export const onCallSoak: Soak = {
  summary:
    'years of rotations, swaps, acknowledgements and calls, held to a model that looks at a watch each minute',
  count: 200,
  run: async ({ count, seed, path, say, signal }) => {
    const failures: string[] = [];
    const counts = { years: 0, wishes: 0, calls: 0, refused: 0, reminders: 0, handOffs: 0 };
    const only = path === undefined ? undefined : Number(path);
    for (let index = 0; index < (only === undefined ? count : 1); index += 1) {
      if (signal.aborted || failures.length >= ENOUGH) break;
      const expected = expectYear(only ?? seed + index);
      const difference = await differenceOf(expected);
      counts.years += 1;
      for (const [name, more] of Object.entries(countsOf(expected))) {
        counts[name as keyof typeof counts] += more;
      }
      if (difference !== undefined) failures.push(difference);
      if (counts.years % 20 === 0) say(`${counts.years} years, ${failures.length} differ`);
    }
    return { counts, failures };
  },
};
