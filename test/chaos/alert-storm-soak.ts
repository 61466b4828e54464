// The storm of a cluster and of Alertmanager with its real numbers: 10,000 events and 2,000 alerts in a minute.

import type { Soak } from '../../scripts/soak/soak.ts';
import { blowAlerts } from './alert-storm.ts';

const EVENTS_AN_ALERT = 5;
const A_MINUTE_MS = 60_000;

export const alertStormSoak: Soak = {
  summary:
    'events of a cluster and alerts of Alertmanager in a minute: everything is accounted for and told, what is critical first',
  count: 2_000,
  run: async ({ count }) => {
    const { problems, counts } = await blowAlerts({
      ...{ events: count * EVENTS_AN_ALERT, alerts: count, overMs: A_MINUTE_MS },
      ...{ refusals: 3, settleMs: 600_000 },
    });
    return { counts, failures: problems };
  },
};
