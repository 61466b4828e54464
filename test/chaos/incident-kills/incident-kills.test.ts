// An incident over two replicas of which the leader is killed, in every test run at three moments; `npm run soak -- incident-kills` has them all.

import { afterAll, expect, test } from '@jest/globals';
import { findPostgresEngine } from '../../contract/store/databases.ts';
import { playIncident } from './play.ts';

const postgres = await findPostgresEngine();
const onPostgres = postgres === undefined ? test.skip : test;

afterAll(async () => {
  await postgres?.stop();
});

onPostgres(
  'an incident is one record, one channel, one pin, one bookmark and one message in each place, whenever the leader is killed',
  async () => {
    if (postgres === undefined) return;
    const wish = { declaring: ['conversations.create'], all: false };
    const { problems } = await playIncident(postgres, wish);
    expect(problems).toEqual([]);
  },
  1_200_000,
);
