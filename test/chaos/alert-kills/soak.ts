// The storm of alerts with its real numbers: 500 groups of a sender and 60 workloads of a cluster, and 50 kills.

import type { Soak } from '../../../scripts/soak/soak.ts';
import { createRandom } from '../../world/random.ts';
import { blowWithKills } from './blow.ts';

const DELIVERIES = 8;
const KILLS = 50;
/** Of the API server and of brokers: for so many kills of the bot one of each. */
const OTHERS = 8;
const WORKLOADS = 60;

export const alertKillsSoak: Soak = {
  summary:
    'alerts at a bot that is killed, with an API server and brokers that are, and a Slack that breaks off: one message each',
  count: 500,
  run: async ({ count, seed, kills = KILLS }) => {
    const others = Math.ceil(kills / OTHERS);
    const { problems, counts } = await blowWithKills({
      ...{ groups: count, deliveries: DELIVERIES, workloads: WORKLOADS },
      ...{ kills: { bot: kills, apiServer: others, broker: others }, random: createRandom(seed) },
    });
    return { counts, failures: problems };
  },
};
