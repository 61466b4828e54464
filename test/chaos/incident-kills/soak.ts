// An incident over two replicas, killed at each step of its life, a few times over.

import type { Soak } from '../../../scripts/soak/soak.ts';
import { findPostgresEngine } from '../../contract/store/databases.ts';
import { DECLARING, playIncident } from './play.ts';

export const incidentKillsSoak: Soak = {
  summary:
    'incidents over two replicas on PostgreSQL, the leader killed at each step: one of each thing',
  count: 3,
  run: async ({ count, say, signal }) => {
    const postgres = await findPostgresEngine();
    if (postgres === undefined) return { counts: {}, failures: ['There is no PostgreSQL.'] };
    const failures: string[] = [];
    let [played, killed] = [0, 0];
    try {
      for (; played < count && !signal.aborted; played += 1) {
        const { problems, kills } = await playIncident(postgres, {
          declaring: DECLARING,
          all: true,
        });
        killed += kills;
        failures.push(...problems);
        say(`incident ${played + 1}: ${kills} kills, ${problems.length} problems`);
      }
    } finally {
      await postgres.stop();
    }
    return { counts: { incidents: played, kills: killed }, failures };
  },
};
