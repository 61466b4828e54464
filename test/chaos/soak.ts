// The storm with its real numbers: 1,000 commands in a minute from 50 people.

import type { Soak } from '../../scripts/soak/soak.ts';
import { createRandom } from '../world/random.ts';
import { createWorld } from '../world/world.ts';
import { blow, unevenRequests } from './storm.ts';

const PEOPLE = 50;
const A_MINUTE_MS = 60_000;
const COMMANDS_A_MINUTE = 1000;
const SETTLE_MS = 900_000;

export const stormSoak: Soak = {
  summary: 'each of many commands in bad weather has one outcome, and none runs twice',
  count: COMMANDS_A_MINUTE,
  run: async ({ count, seed, say }) => {
    const world = await createWorld({}, {});
    try {
      await world.startBot();
      const result = await blow(world, {
        commands: count,
        people: PEOPLE,
        overMs: (count / COMMANDS_A_MINUTE) * A_MINUTE_MS,
        settleMs: SETTLE_MS,
        random: createRandom(seed),
      });
      const { acked, unacked, peakMemory, lastMemory, lost, twice, unended, remains } = result;
      const { verdict, openIntents, unfinished, undeliverable } = remains;
      say(`${acked} were taken, ${unacked} got no answer in time, as Slack told the person`);
      return {
        counts: {
          ...{ commands: count, people: PEOPLE, acked, unacked, peakMemory, lastMemory },
          auditRows: remains.rows.length,
        },
        failures: [
          ...lost.map((marker) => `${marker} has no outcome`),
          ...unended.map((marker) => `${marker} did not end`),
          ...twice.map((marker) => `${marker} was answered twice`),
          ...unevenRequests(remains),
          ...(verdict.broken === undefined ? [] : [`the audit is broken: ${verdict.broken.why}`]),
          ...(openIntents + unfinished + undeliverable === 0
            ? []
            : [`left: ${JSON.stringify({ openIntents, unfinished, undeliverable })}`]),
        ],
      };
    } finally {
      await world.close();
    }
  },
};
