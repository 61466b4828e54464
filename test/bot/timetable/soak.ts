// The comparison of timetables with their model, with bigger numbers: as many timetables as are asked for, ten years of each.

import type { Soak } from '../../../scripts/soak/soak.ts';
import { createComparer } from './compare.ts';

/** Differences after which it is no use to go on. */
const ENOUGH = 10;

export const timetableSoak: Soak = {
  summary:
    'random timetables over ten years of six zones, held to a model that watches a clock minute by minute',
  count: 10_000,
  run: async ({ count, seed, path, say, signal }) => {
    const comparer = createComparer();
    const failures: string[] = [];
    const counts = { timetables: 0, changes: 0, minutesOfTheModel: 0, minutesAsked: 0 };
    const only = path === undefined ? undefined : Number(path);
    for (let index = 0; index < (only === undefined ? count : 1); index += 1) {
      if (signal.aborted || failures.length >= ENOUGH) break;
      const compared = comparer.compare(only ?? seed + index);
      counts.timetables += 1;
      counts.changes += compared.changes;
      counts.minutesAsked += compared.asked;
      counts.minutesOfTheModel += compared.minutes;
      if (compared.difference !== undefined) failures.push(compared.difference);
      if (counts.timetables % 500 === 0)
        say(`${counts.timetables} timetables, ${failures.length} differ`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { counts, failures };
  },
};
