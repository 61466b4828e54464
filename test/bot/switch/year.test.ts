// Some weeks of the simulated year (the year itself is a soak), and mistakes that have to be seen by it.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { chosenSeed } from '../../seeds.ts';
import { playYear } from './year/year.ts';

const LONG_MS = 300_000;
const schema = readFileSync('policies/quartermaster.cedarschema', 'utf8');
const seed = chosenSeed();

describe(`weeks of a switch with outages, errors and hand edits (seed ${seed})`, () => {
  test(
    'are wrong only within these and the minute after, and what was saved is what it was',
    async () => {
      const report = await playYear({ days: 21, seed, schema });
      expect(report.wrong).toEqual([]);
      expect(report.turns).toBeGreaterThan(15);
      expect(report.saved).toBe(report.savedTruth);
      expect(report.saved).toBeGreaterThan(0n);
    },
    LONG_MS,
  );

  test(
    'are seen to be wrong where the loop looks every three minutes only',
    async () => {
      const looksAt = (minute: number) => minute % 3 === 1;
      const { wrongCount } = await playYear({ days: 7, seed, schema, looksAt });
      expect(wrongCount).toBeGreaterThan(0);
    },
    LONG_MS,
  );
});
