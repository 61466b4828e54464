// The simulated year: as many days as are asked for.

import { readFileSync } from 'node:fs';
import type { Soak } from '../../../../scripts/soak/soak.ts';
import { playYear } from './year.ts';

export const yearSoak: Soak = {
  summary:
    'a year of one switch in accelerated time, with outages, errors, hand edits, deploys and wishes, held to a model minute by minute',
  count: 365,
  run: async ({ count, seed }) => {
    const schema = readFileSync('policies/quartermaster.cedarschema', 'utf8');
    const { wrong, saved, savedTruth, ...counts } = await playYear({ days: count, seed, schema });
    const isSame = saved === savedTruth;
    const money = isSame ? [] : [`the meter says ${saved}, reckoned anew it is ${savedTruth}`];
    return { counts, failures: [...wrong, ...money].map((each) => `seed ${seed}: ${each}`) };
  },
};
