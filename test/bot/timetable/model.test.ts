// Random timetables over ten years, held to a model that watches a clock minute by minute. `npm run soak -- timetable` is the
// same with bigger numbers.

import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Comparer, createComparer, ZONES } from './compare.ts';
import { MISTAKES } from './mistakes.ts';

const TIMETABLES = 100;
/** So many timetables a planted mistake may pass before it has to be seen. */
const TRIES = 120;

let comparer: Comparer;

beforeAll(() => {
  comparer = createComparer();
}, 300_000);

test(`${TIMETABLES} random timetables do over ten years what the model does`, () => {
  const found = Array.from({ length: TIMETABLES }, (_, seed) => comparer.compare(seed));
  expect(found.flatMap(({ difference }) => difference ?? [])).toEqual([]);
  expect(found.reduce((sum, { changes }) => sum + changes, 0)).toBeGreaterThan(TIMETABLES * 100);
}, 900_000);

describe('a planted mistake is seen:', () => {
  test.each(Object.entries(MISTAKES))(
    '%s',
    (_name, mistake) => {
      const seeds = Array.from({ length: TRIES }, (_, seed) => seed);
      expect(seeds.some((seed) => comparer.compare(seed, mistake).difference !== undefined)).toBe(
        true,
      );
    },
    600_000,
  );
});

test('the span of each zone has its jumps', () => {
  const found = comparer.zones.map(({ timeZone, shown }) => {
    const jumps = shown.reduce(
      (most, local, index) => Math.max(most, local - (shown[index - 1] ?? local)),
      0,
    );
    const back = shown.reduce(
      (least, local, index) => Math.min(least, local - (shown[index - 1] ?? local)),
      0,
    );
    return [timeZone, jumps, back];
  });
  // In minutes: the largest step of the clock forward, one of which is the usual, and back.
  expect(found).toEqual([
    ['Asia/Seoul', 1, 0],
    ['America/New_York', 61, -59],
    ['Europe/London', 61, -59],
    ['Australia/Lord_Howe', 31, -29],
    ['America/Sao_Paulo', 61, -59],
    ['Pacific/Apia', 1441, -59],
  ]);
  expect(found).toHaveLength(Object.keys(ZONES).length);
});
