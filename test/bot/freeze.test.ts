// What a freeze is in force for, and when it is next a time of day, over the days on which clocks are moved.

import { describe, expect, test } from '@jest/globals';
import { describeFreeze, type Freeze, freezeOf, nextTimeOfDay } from '../../bot/freeze.ts';
import type { Place } from '../../bot/place.ts';
import { THE_BOT } from '../../bot/places/bot.ts';

const FREEZE: Freeze = {
  id: 'f1',
  scope: 'production',
  reason: 'the sale',
  teamId: 'T1',
  userId: 'U0ALICE',
  startedAtMs: 0,
  untilMs: Date.parse('2026-11-24T09:00:00Z'),
};
const CLUSTER: Place = {
  name: 'shop-eu',
  environment: 'production',
  resource: { kind: 'cluster', cluster: 'shop-eu', environment: 'production' },
};

describe('a freeze is in force', () => {
  test.each([
    ['production', true],
    ['shop-eu', true],
    ['', true],
    ['staging', false],
    ['shop', false],
  ])('of "%s" for shop-eu of production: %s', (scope, isInForce) => {
    expect(freezeOf([{ ...FREEZE, scope }], CLUSTER) !== undefined).toBe(isInForce);
  });

  test('for no command of the bot itself', () => {
    expect(freezeOf([{ ...FREEZE, scope: '' }], THE_BOT)).toBeUndefined();
  });

  test('until the last of several ends', () => {
    const longer = { ...FREEZE, id: 'f2', scope: '', untilMs: FREEZE.untilMs + 1 };
    expect(freezeOf([FREEZE, longer], CLUSTER)?.id).toBe('f2');
  });

  test('and says until when, in the zone of the settings', () => {
    expect(describeFreeze(FREEZE, 'Asia/Seoul')).toBe(
      'production is frozen until Tue 18:00 by U0ALICE: the sale',
    );
  });
});

describe('the next time of day', () => {
  test.each([
    ['later today', '18:00', '2026-11-24T08:00:00Z', 'Asia/Seoul', '2026-11-24T09:00:00.000Z'],
    ['tomorrow', '16:00', '2026-11-24T08:00:00Z', 'Asia/Seoul', '2026-11-25T07:00:00.000Z'],
    [
      'not this very minute',
      '17:00',
      '2026-11-24T08:00:00Z',
      'Asia/Seoul',
      '2026-11-25T08:00:00.000Z',
    ],
    ['midnight', '00:00', '2026-11-24T08:00:00Z', 'UTC', '2026-11-25T00:00:00.000Z'],
    [
      'twice there: the first',
      '02:30',
      '2026-10-24T23:00:00Z',
      'Europe/Berlin',
      '2026-10-25T00:30:00.000Z',
    ],
  ])('%s', (_name, time, now, timeZone, expected) => {
    const found = nextTimeOfDay(time, { nowMs: Date.parse(now), timeZone });
    expect(new Date(found ?? 0).toISOString()).toBe(expected);
  });

  test('is not there when the clocks are put forward over it', () => {
    const nowMs = Date.parse('2026-03-29T00:00:00Z');
    expect(nextTimeOfDay('02:30', { nowMs, timeZone: 'Europe/Berlin' })).toBeUndefined();
  });
});
