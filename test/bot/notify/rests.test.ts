// What rests and when it goes on: what a person has closed, what hours or a silence hold back, and what is worse than what people are called for.

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { alerts as schema } from '../../../bot/config/alerts.ts';
import { quietUntil } from '../../../bot/notify/route.ts';
import type { Notice } from '../../../bot/sources/source.ts';
import { by, noticeOf } from './fixtures.ts';
import { calledIn, openRoom, type Room } from './room.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NIGHT = Date.UTC(2026, 10, 26, 16); // 01:00 in Seoul
const ROUTE = { name: 'all', channel: 'C1', escalation: 'shop', callFor: ['critical', 'warning'] };
const ON_CALL = { escalations: { shop: { steps: [{ people: ['T1/U1'] }] } } };

let room: Room;
const called = () => calledIn(room);

beforeEach(async () => {
  room = await openRoom({ routes: [ROUTE] }, ON_CALL, NIGHT);
});
afterEach(async () => {
  await room.close();
});

test('what a person has closed stays closed, however long its source repeats the same', async () => {
  await room.see(alert());
  await room.pass(MINUTE);
  await room.desk.close(by('U7'), 1);
  for (let hour = 0; hour < 3; hour += 1) {
    room.nowMs += HOUR;
    await room.see(alert());
    await room.pass(2_000);
  }
  expect(heads()).toHaveLength(1);
  expect(called()).toEqual(['U1']);
  await room.see(alert({ state: 'resolved' }));
  await expect(room.desk.reopen(by('U8'), 1)).rejects.toThrow(/ended by itself/u);
});

test('what is closed and has happened again hours later begins anew', async () => {
  await room.see(alert());
  await room.pass(MINUTE);
  await room.desk.close(by('U7'), 1);
  room.nowMs += HOUR;
  await room.see(alert({ count: 2 }));
  await room.pass(5_000);
  expect(heads()).toHaveLength(2);
});

test('what is closed stays so beside another alert of its group that begins hours later', async () => {
  const worst = alert({ severity: 'critical' });
  await room.see(worst);
  await room.pass(MINUTE);
  await room.desk.close(by('U7'), 1);
  room.nowMs += HOUR;
  await room.see(worst, alert({ key: 'other', title: 'web-2 crashes', startedAtMs: room.nowMs }));
  await room.pass(5_000);
  expect(heads()).toHaveLength(2);
  expect(heads().at(-1)?.states.at(-1)).toContain('1 of 2 fire');
  expect(heads().at(-1)?.states.at(-1)).not.toContain(':red_circle:');
  await room.see(worst);
  await room.pass(5_000);
  expect(heads().at(-1)?.states.at(-1)).toContain('1 of 2 fire');
  await room.see({ ...worst, count: 2 });
  await room.pass(5_000);
  expect(heads().at(-1)?.states.at(-1)).toContain('2 fire');
});

test('people are called for what becomes as bad as what they are called for, also where it was worse', async () => {
  room.settings({ routes: [{ ...ROUTE, callFor: ['warning'] }] });
  await room.see(alert({ severity: 'critical' }));
  await room.pass(MINUTE);
  expect(called()).toEqual([]);
  await room.see(alert({ severity: 'warning' }));
  await room.pass(MINUTE);
  expect(called()).toEqual(['U1']);
});

test('a silence that ends in quiet hours wakes nobody', async () => {
  room.settings({ routes: [{ ...ROUTE, quietHours: { from: '22:00', to: '07:30' } }] });
  await room.see(alert());
  await room.desk.silence(by('U1'), 1, HOUR);
  await room.desk.unsilence(by('U1'), 1);
  await room.pass(MINUTE);
  await room.desk.silence(by('U1'), 1, MINUTE);
  await room.pass(5 * MINUTE);
  expect(bundles()).toEqual([]);
  expect(called()).toEqual([]);
  room.nowMs = Date.UTC(2026, 10, 26, 22, 30);
  await room.pass(MINUTE);
  expect(called()).toEqual(['U1']);
});

test('a silence that ends before a digest leaves it to that', async () => {
  const digest = { at: ['07:30'], severities: ['warning', 'info'] };
  room.settings({ routes: [{ ...ROUTE, digest }] });
  await room.see(alert());
  await room.desk.silence(by('U1'), 1, HOUR);
  await room.desk.unsilence(by('U1'), 1);
  await room.pass(MINUTE);
  expect(bundles()).toEqual([]);
  room.nowMs = Date.UTC(2026, 10, 26, 22, 30);
  await room.pass(MINUTE);
  expect(bundles()).not.toEqual([]);
});

test('quiet hours that end before a silence leave it to that', async () => {
  room.settings({ routes: [{ ...ROUTE, quietHours: { from: '22:00', to: '07:30' } }] });
  await room.see(alert());
  await room.desk.silence(by('U1'), 1, 10 * HOUR);
  room.nowMs = Date.UTC(2026, 10, 26, 22, 30);
  await room.pass(MINUTE);
  expect(bundles()).toEqual([]);
  room.nowMs = NIGHT + 10 * HOUR;
  await room.pass(MINUTE);
  expect(bundles()).not.toEqual([]);
});

test('what a silence holds back is told when that is made shorter', async () => {
  await room.see(alert());
  await room.desk.silence(by('U1'), 1, 8 * HOUR);
  await room.see(alert({ state: 'resolved' }));
  room.nowMs += HOUR;
  await room.see(alert({ startedAtMs: room.nowMs }));
  await room.desk.silence(by('U1'), 2, 10 * MINUTE);
  await room.pass(5 * MINUTE);
  expect(called()).toEqual([]);
  await room.pass(6 * MINUTE);
  expect(called()).toEqual(['U1']);
});

test('what was told is not held back again where it becomes critical in hours that are quiet for that too', async () => {
  const severities = ['critical', 'warning', 'info'];
  room.settings({ routes: [{ ...ROUTE, quietHours: { from: '22:00', to: '07:30', severities } }] });
  await room.see(alert());
  await room.desk.escalate(by('U1'), 1);
  await room.pass(MINUTE);
  expect(called()).toEqual(['U1']);
  await room.see(alert({ severity: 'critical' }));
  await room.pass(MINUTE);
  const digest = [...room.messages.values()].find(({ key }) => /^bundle:[^:]*$/u.test(key));
  expect(digest?.states.at(-1)).toContain('1 group of 1 alert');
  expect(digest?.states.at(-1)).toContain('web crashes: critical');
});

test.each([
  // In Casablanca the clocks went from 02:00 to 03:00 on the 6th of April 2025.
  ['02:30', '02:00', '2025-04-06T01:15:00Z', '2025-04-06T02:00:00Z'],
  ['02:15', '02:45', '2025-04-06T01:15:00Z', undefined],
  ['22:00', '02:30', '2025-04-06T01:15:00Z', '2025-04-06T02:00:00Z'],
])(
  'hours that are quiet from %s to %s are so up to where the clocks jump over that',
  (from, to, at, until) => {
    const { routes } = schema.parse({ routes: [{ ...ROUTE, quietHours: { from, to } }] });
    const [route] = routes;
    if (route === undefined) throw new Error('no route');
    const moment = { nowMs: Date.parse(at), timeZone: 'Africa/Casablanca' };
    const expected = until === undefined ? undefined : Date.parse(until);
    expect(quietUntil(route, 'warning', moment)).toBe(expected);
  },
);

function alert(some: Partial<Notice> = {}): Notice {
  return noticeOf({ key: 'uid', title: 'web-1 crashes', ...some });
}

function bundles() {
  return [...room.messages.values()].filter(({ key }) => key.startsWith('bundle:'));
}

function heads() {
  return [...room.messages.values()].filter(
    ({ key, threadTs }) =>
      key.startsWith('alert:') && threadTs === undefined && !key.includes('call'),
  );
}
