// Whether a change that is seen late is made, where something is known of the one before it and where nothing is.

import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../../bot/config.ts';
import type { Store } from '../../../bot/ports.ts';
import { decide } from '../../../bot/switch/decide.ts';
import type { Teller } from '../../../bot/switch/notices.ts';
import { switchesOf } from '../../../bot/switch/of-settings.ts';
import type { Decision } from '../../../bot/switch/switch-store.ts';
import { wantedAt } from '../../../bot/switch/wanted.ts';
import { createMemorySwitches } from '../../escape/memory-switches.ts';

const NOON = '2031-03-06T12:00:00Z';
const MIDNIGHT = '2031-03-05T23:59:00Z';
const LAST_NIGHT: Decision = {
  ...{ switchName: 'nights', cause: 'off since 1930593600000 (change)' },
  ...{ decision: 'run', told: [] },
};

async function look(at: string, catchUp: string, known?: Decision) {
  const settings = readSettings(
    {
      clusters: { staging: { environment: 'staging', kubeconfig: 'k' } },
      timetables: {
        usual: { rules: [{ off: '20:00' }, { on: '08:00' }], timeZone: 'UTC', catchUp },
      },
      switches: {
        nights: {
          ...{ cluster: 'staging', timetable: 'usual', owners: 'C0OWNERS' },
          tiers: [{ name: 'all', workloads: [{ namespace: 'shop' }] }],
        },
      },
    },
    'the test',
  );
  const of = switchesOf(settings).nights;
  if (of === undefined) throw new Error('there is no switch');
  const store = createMemorySwitches().part as Store;
  if (known !== undefined) await store.saveDecision(known);
  const nowMs = Date.parse(at);
  const told: string[] = [];
  const tell = { notMade: async (how: string) => void told.push(how) } as Teller;
  const clock = { nowMs: () => nowMs, sleep: async () => {}, id: () => 'id' };
  const isMade = await decide({ name: 'nights', of }, wantedAt(of, [], nowMs), {
    ...{ store, clock, tell },
  });
  return { isMade, told, decision: (await store.decision('nights'))?.decision };
}

describe('a change that is seen hours late', () => {
  test.each(['skip', 'ask', 'late within 1h'])(
    'is made where it is the first that is ever seen, and has things on: %s',
    async (catchUp) => {
      expect(await look(NOON, catchUp)).toEqual({ isMade: true, told: [], decision: 'run' });
    },
  );

  test.each([
    ['has things off, and is the first that is ever seen', MIDNIGHT, undefined],
    ['has things on, after a night that was seen', NOON, LAST_NIGHT],
  ])('is left out, and told, where it %s', async (_, at, known) => {
    expect(await look(at, 'skip', known)).toEqual({
      ...{ isMade: false, told: ['skip'], decision: 'skip' },
    });
  });
});
