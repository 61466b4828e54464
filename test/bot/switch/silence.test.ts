// Which silences there are to be, worked out from what there is.

import { expect, test } from '@jest/globals';
import type { Silence } from '../../../bot/alertmanager.ts';
import { readSettings } from '../../../bot/config.ts';
import { switchesOf } from '../../../bot/switch/of-settings.ts';
import { silenceSteps } from '../../../bot/switch/silence.ts';
import { wantedAt } from '../../../bot/switch/wanted.ts';
import type { Override } from '../../../bot/timetable/timetable.ts';

const NIGHT_MS = Date.parse('2026-11-25T23:00:00Z');
const HOUR_MS = 3_600_000;
const GRACE_MS = 15 * 60_000;
/** In the morning at 08:00. */
const END_MS = NIGHT_MS + 9 * HOUR_MS + GRACE_MS;

const settings = readSettings(
  {
    clusters: { staging: { environment: 'staging', kubeconfig: 'k' } },
    timetables: { usual: { timeZone: 'UTC', rules: [{ off: '20:00' }, { on: '08:00' }] } },
    alertmanager: { url: 'http://127.0.0.1:9093' },
    switches: Object.fromEntries(
      [['nights', { timetable: 'usual' }] as const, ['by-hand', {}] as const].map(
        ([name, more]) => [
          name,
          {
            ...{ cluster: 'staging', silence: { grace: '15m' }, ...more },
            tiers: [{ name: 'all', workloads: [{ namespace: 'shop' }, { namespace: 'shop' }] }],
          },
        ],
      ),
    ),
  },
  'the test',
);

const own: Silence = {
  ...{ id: 's1', state: 'active', createdBy: 'quartermaster', comment: 'switch nights is off' },
  matchers: [{ name: 'namespace', value: 'shop', isRegex: false, isEqual: true }],
  ...{ startsAtMs: NIGHT_MS - HOUR_MS, endsAtMs: END_MS },
};
const off: Override = {
  ...{ kind: 'lease', id: 'l', who: 'U', why: 'w', state: 'off', madeAtMs: 0, fromMs: 0 },
  untilMs: Number.MAX_SAFE_INTEGER,
};

function steps(
  silences: readonly Silence[],
  { nowMs = NIGHT_MS, isOff = true, name = 'nights', overrides = [] as readonly Override[] } = {},
) {
  const of = switchesOf(settings)[name];
  if (of === undefined) throw new Error('there is no such switch');
  const wanted = wantedAt(of, overrides, nowMs);
  return silenceSteps({ name, of, wanted, isOff, overrides, silences, nowMs });
}

test('one is made while it is off, for its namespace once, until its wake and the grace', () => {
  expect(steps([])).toEqual([
    {
      kind: 'set',
      wish: {
        ...{ matchers: own.matchers, createdBy: 'quartermaster' },
        ...{ startsAtMs: NIGHT_MS, endsAtMs: END_MS },
        comment: 'switch nights is off until Thu 2026-11-26 08:00 (UTC)',
      },
    },
  ]);
  expect(steps([own])).toEqual([]);
  expect(steps([{ ...own, state: 'expired' }])).toHaveLength(1);
});

test('none is made for what is not off yet, or on', () => {
  expect(steps([], { isOff: false })).toEqual([]);
  expect(steps([], { nowMs: NIGHT_MS - 4 * HOUR_MS })).toEqual([]);
});

test('one of a wake in time is left to end, one of an early wake ends', () => {
  const morning = { nowMs: NIGHT_MS + 9 * HOUR_MS + 60_000, isOff: false };
  expect(steps([own], morning)).toEqual([]);
  const late = { ...own, endsAtMs: END_MS + HOUR_MS };
  expect(steps([late], morning)).toEqual([{ kind: 'expire', id: 's1' }]);
});

test('one that ends at another time is renewed in its place, and doubles end', () => {
  const short = { ...own, endsAtMs: END_MS - HOUR_MS };
  expect(steps([short, { ...own, id: 's2' }])).toMatchObject([
    { kind: 'expire', id: 's2' },
    { kind: 'set', wish: { id: 's1', startsAtMs: own.startsAtMs, endsAtMs: END_MS } },
  ]);
});

test('what others made, or is of another switch, is left alone', () => {
  const others = [
    { ...own, createdBy: 'bob' },
    { ...own, comment: 'switch nights-two is off' },
  ];
  // It is on for a while, long before their ends.
  const on: Override = { ...off, state: 'on', fromMs: NIGHT_MS };
  expect(steps(others, { overrides: [on] })).toEqual([]);
  expect(steps([own], { overrides: [on] })).toEqual([{ kind: 'expire', id: 's1' }]);
});

test('without a wake in sight it lasts a day, and is renewed when half of it is over', () => {
  const byHand = { name: 'by-hand', overrides: [off] };
  const mine = { ...own, comment: 'switch by-hand is off' };
  expect(steps([], byHand)).toMatchObject([
    { kind: 'set', wish: { endsAtMs: NIGHT_MS + 24 * HOUR_MS + GRACE_MS } },
  ]);
  expect(steps([{ ...mine, endsAtMs: NIGHT_MS + 13 * HOUR_MS }], byHand)).toEqual([]);
  expect(steps([{ ...mine, endsAtMs: NIGHT_MS + 11 * HOUR_MS }], byHand)).toHaveLength(1);
});
