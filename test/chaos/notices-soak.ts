// The storm of alerts with its real numbers: 500 groups of a few alerts each, and kills until it is over.

import type { Soak } from '../../scripts/soak/soak.ts';
import { createRandom } from '../world/random.ts';
import { blowNotices } from './notices.ts';

const DELIVERIES = 8;
const KILLS = 50;

export const noticesSoak: Soak = {
  summary:
    'alerts by a sender that tries again, at a bot that is killed: each group ends in one message or count',
  count: 500,
  run: async ({ count, seed }) => {
    const random = createRandom(seed);
    const wish = { groups: count, deliveries: DELIVERIES, kills: KILLS, random };
    const { problems, counts } = await blowNotices(wish);
    return { counts, failures: problems };
  },
};
