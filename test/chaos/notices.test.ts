// A small storm of alerts in every test run, with kills; `npm run soak -- notices` blows a whole one.

import { expect, test } from '@jest/globals';
import { chosenSeed } from '../seeds.ts';
import { createRandom } from '../world/random.ts';
import { blowNotices } from './notices.ts';

const seed = chosenSeed();

test('each group of alerts ends in one message as it is, or in the count of a storm, however often the bot is killed', async () => {
  const random = createRandom(seed);
  const { problems, counts } = await blowNotices({ groups: 60, deliveries: 5, kills: 3, random });
  process.stdout.write(`\nNotices (seed ${seed}): ${JSON.stringify(counts)}\n`);
  expect(problems).toEqual([]);
}, 600_000);
