// A small storm of a cluster and of Alertmanager in every test run; `npm run soak -- alert-storm` blows a whole one.

import { expect, test } from '@jest/globals';
import { blowAlerts } from './alert-storm.ts';

test('of a storm everything is accounted for and told, in few messages, and what is critical is not behind the noise', async () => {
  const { problems, counts } = await blowAlerts({
    ...{ events: 600, alerts: 150, overMs: 6_000, refusals: 1, settleMs: 300_000 },
  });
  process.stdout.write(`\nStorm of alerts: ${JSON.stringify(counts)}\n`);
  expect(problems).toEqual([]);
  // Ten for each of what is critical and what is not, and the storm.
  expect(counts.messages).toBeLessThanOrEqual(25);
}, 600_000);
