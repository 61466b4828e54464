// A small storm of alerts in every test run, with kills of all kinds; `npm run soak -- alert-kills` blows a whole one.

import { expect, test } from '@jest/globals';
import { chosenSeed } from '../../seeds.ts';
import { createRandom } from '../../world/random.ts';
import { blowWithKills } from './blow.ts';

const seed = chosenSeed();

test('each incident ends in one message as it is, or in the count of a storm, however often bot, API server and brokers are killed and Slack breaks off', async () => {
  const { problems, counts } = await blowWithKills({
    ...{ groups: 40, deliveries: 4, workloads: 6 },
    ...{ kills: { bot: 4, apiServer: 1, broker: 1 }, random: createRandom(seed) },
  });
  process.stdout.write(`\nAlerts with kills (seed ${seed}): ${JSON.stringify(counts)}\n`);
  expect(problems).toEqual([]);
}, 1_200_000);
