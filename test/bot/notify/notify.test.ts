import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Tally } from '../../../bot/notify/alert.ts';
import { ALERT_LIMITS } from '../../../bot/notify/limits.ts';
import type { Notice } from '../../../bot/sources/source.ts';
import { noticeOf } from './fixtures.ts';
import { type Message, openRoom, type Room } from './room.ts';

const SETTINGS = {
  routes: [
    { name: 'muted', match: { namespace: 'lab' }, mute: true },
    { name: 'pager', match: { severity: 'critical', namespace: 'pay' }, channel: 'C9' },
    {
      name: 'data',
      match: { namespace: 'data' },
      channel: 'C2',
      digest: { at: ['13:00'], severities: ['info', 'warning'] },
    },
    { name: 'all', match: { namespace: '*' }, channel: 'C1' },
  ],
};
const MINUTE = 60_000;

let room: Room;

beforeEach(async () => {
  room = await openRoom(SETTINGS);
});
afterEach(async () => {
  await room.close();
});

describe('one group of alerts', () => {
  test('is one message, which changes and ends as the group does', async () => {
    const [one, other] = [pod('web-1'), pod('web-2')];
    await room.see(one);
    await room.pass(5_000);
    await room.see(other);
    await room.see({ ...one, count: 7 });
    await room.pass(5_000);
    await room.see({ ...one, state: 'resolved' });
    await room.pass(5_000);
    await room.see({ ...other, state: 'resolved' });
    await room.pass(20 * MINUTE);
    const message = theOnly(heads());
    expect(message.channelId).toBe('C1');
    expect(message.states[0]).toContain('web-1 crashes');
    expect(message.states[1]).toContain('2 fire');
    expect(message.states[1]).toContain('7 times');
    expect(message.states[2]).toContain('1 of 2 fire');
    expect(message.states.at(-1)).toContain('resolved after');
    expect(message.states.at(-1)).toContain(':white_check_mark:');
  });

  test('says what changed in its thread, a few answers for all of it', async () => {
    const all = Array.from({ length: 30 }, (_, index) => pod(`web-${index}`));
    const [first, ...rest] = all;
    await room.see(first as Notice);
    await room.pass(1_000);
    for (const notice of rest) {
      await room.see(notice);
      await room.pass(1_000);
    }
    await room.pass(2 * MINUTE);
    const answers = [...room.messages.values()].filter(({ threadTs }) => threadTs !== undefined);
    expect(answers.length).toBeLessThanOrEqual(3);
    const said = answers.map(({ states }) => states[0]).join('\n');
    expect(said).toContain('web-29 crashes');
    const lefts = [...said.matchAll(/(\d+) changes before/gu)].map(([, left]) => Number(left));
    const lines = said.match(/Fires: /gu)?.length ?? 0;
    expect(lines + lefts.reduce((sum, left) => sum + left, 0)).toBe(29);
  });

  test('that fires anew soon is told in the same message, and later in a new one', async () => {
    const notice = pod('web-1');
    await room.see(notice);
    await room.see({ ...notice, state: 'resolved' });
    await room.pass(10 * MINUTE);
    await room.see({ ...notice, startedAtMs: room.nowMs });
    await room.pass(5_000);
    expect(heads()).toHaveLength(1);
    expect(heads()[0]?.states.at(-1)).not.toContain('resolved after');
    await room.see({ ...notice, startedAtMs: room.nowMs, state: 'resolved' });
    await room.pass(16 * MINUTE);
    await room.see({ ...notice, startedAtMs: room.nowMs });
    await room.pass(5_000);
    expect(heads()).toHaveLength(2);
  });

  test('that flaps is shown now and then, says so, and ends as it is', async () => {
    const notice = pod('web-1');
    await room.see(notice);
    for (let turn = 0; turn < 20; turn += 1) {
      await room.pass(10_000);
      await room.see({ ...notice, startedAtMs: room.nowMs, state: 'resolved' });
      await room.pass(10_000);
      await room.see({ ...notice, startedAtMs: room.nowMs });
    }
    const message = theOnly(heads());
    expect(message.states.length).toBeLessThan(8);
    expect(message.states.at(-1)).toContain('flapping');
    await room.see({ ...notice, startedAtMs: room.nowMs, state: 'resolved' });
    await room.pass(6 * MINUTE);
    expect(theOnly(heads()).states.at(-1)).toContain('resolved after');
    const answers = [...room.messages.values()].filter(({ threadTs }) => threadTs !== undefined);
    expect(answers.length).toBeLessThan(5);
  });

  test('that becomes critical goes on in the channel of what is critical, and the first message says so', async () => {
    const notice = pod('web-1', { labels: { namespace: 'pay' } });
    await room.see(notice);
    await room.pass(2_000);
    await room.see({ ...notice, severity: 'critical' });
    await room.pass(5_000);
    const [first, second] = heads();
    expect(first).toMatchObject({ channelId: 'C1' });
    expect(first?.states.at(-1)).toContain('goes on in <#C9>');
    expect(second).toMatchObject({ channelId: 'C9', isUrgent: true });
    expect(second?.states[0]).toContain('web-1 crashes');
    await room.see({ ...notice, severity: 'critical', state: 'resolved' });
    await room.pass(5_000);
    expect(heads()[1]?.states.at(-1)).toContain('resolved after');
    expect(heads()).toHaveLength(2);
  });

  test('has no secret in it, and nothing that pings', async () => {
    await room.see(
      pod('web-1', { title: 'password hunter2 <!channel>', listing: 'hunter2 again' }),
    );
    await room.pass(2_000);
    const said = JSON.stringify([...room.messages.values()]);
    expect(said).not.toContain('hunter2');
    expect(said).toContain('[redacted]');
    expect(said).not.toContain('<!channel>');
    expect(JSON.stringify(await room.store.worstAlerts('id-1', 5))).not.toContain('hunter2');
  });
});

describe('what is not told at once', () => {
  test('comes in one digest of its channel, with how each stands then', async () => {
    const [one, other] = [
      pod('a', { labels: { namespace: 'data' } }),
      pod('b', { labels: { namespace: 'data' } }),
    ];
    await room.see({ ...one, group: 'a' }, { ...other, group: 'b' });
    await room.see({ ...other, group: 'b', state: 'resolved' });
    await room.pass(5 * MINUTE);
    expect(room.messages.size).toBe(0);
    room.nowMs = Date.UTC(2026, 10, 26, 4);
    await room.pass(5_000);
    const digest = theOnly([...room.messages.values()]);
    expect(digest).toMatchObject({ channelId: 'C2' });
    expect(digest.states.at(-1)).toContain('2 groups of 2 alerts');
    expect(digest.states.at(-1)).toContain('1 of 2 still fire');
    await room.see({ ...one, group: 'a', state: 'resolved' });
    await room.pass(5_000);
    expect(theOnly([...room.messages.values()]).states.at(-1)).toContain('all are resolved');
  });

  test('is told at once where it becomes critical', async () => {
    const notice = pod('a', { labels: { namespace: 'data' } });
    await room.see(notice);
    await room.pass(2_000);
    expect(room.messages.size).toBe(0);
    await room.see({ ...notice, severity: 'critical' });
    await room.pass(2_000);
    expect(theOnly(heads()).states.at(-1)).toContain('a crashes');
  });

  test('is counted where it is muted or has no route', async () => {
    await room.see(
      pod('a', { labels: { namespace: 'lab' } }),
      pod('b', { labels: {}, group: 'other' }),
    );
    await room.pass(2_000);
    expect(room.messages.size).toBe(0);
    expect(await tally()).toEqual({ received: 2, told: 0, merged: 0, suppressed: 2, ignored: 0 });
  });
});

describe('a storm', () => {
  test('is a few messages of their own and one for the rest, with exact counts', async () => {
    const all = Array.from({ length: 300 }, (_, index) =>
      pod(`pod-${index}`, {
        group: `group ${index}`,
        labels: { namespace: index < 200 ? 'shop' : 'web' },
      }),
    );
    for (let at = 0; at < all.length; at += 20) {
      await room.see(...all.slice(at, at + 20));
      await room.pass(1_000);
    }
    await room.pass(10_000);
    const storm = theOnly(storms());
    expect(heads()).toHaveLength(ALERT_LIMITS.stormGroups);
    expect(storm.states.at(-1)).toContain(`${300 - ALERT_LIMITS.stormGroups} groups of`);
    expect(storm.states.at(-1)).toContain('shop 190');
    expect(storm.states.at(-1)).toContain('web 100');
    await room.see(...all.map((notice): Notice => ({ ...notice, state: 'resolved' })));
    await room.pass(10_000);
    expect(theOnly(storms()).states.at(-1)).toContain('all are resolved');
    for (const { states } of heads()) expect(states.at(-1)).toContain('resolved after');
    expect(room.messages.size).toBe(ALERT_LIMITS.stormGroups + 1);
  });

  test('hides nothing that is critical', async () => {
    const noise = Array.from({ length: 100 }, (_, index) =>
      pod(`pod-${index}`, { group: `group ${index}` }),
    );
    await room.see(...noise);
    await room.see(pod('db', { group: 'db', severity: 'critical' }));
    await room.pass(2_000);
    const urgent = heads().filter(({ isUrgent }) => isUrgent);
    expect(theOnly(urgent).states[0]).toContain('db crashes');
  });

  test('counts what becomes critical in it once, where there is no room for a message of its own', async () => {
    const many = (severity: Notice['severity']) =>
      Array.from({ length: 12 }, (_, index) =>
        pod(`${severity} ${index}`, { group: `${severity} ${index}`, severity }),
      );
    await room.see(...many('critical'), ...many('warning'));
    await room.see(
      ...many('warning').map((notice): Notice => ({ ...notice, severity: 'critical' })),
    );
    await room.pass(5_000);
    const said = theOnly(storms()).states.at(-1);
    const own = heads().length;
    expect(said).toContain(`${24 - own} groups of ${24 - own} alerts`);
  });

  test('is over when nothing has come to it for a while: what begins then has messages of its own', async () => {
    const noise = Array.from({ length: 30 }, (_, index) =>
      pod(`pod-${index}`, { group: `group ${index}` }),
    );
    await room.see(...noise);
    await room.pass(ALERT_LIMITS.stormCalmMs + 2_000);
    await room.see(pod('later', { group: 'later' }));
    await room.pass(2_000);
    expect(heads()).toHaveLength(ALERT_LIMITS.stormGroups + 1);
  });

  test('that is never calm goes on in a new message after some hours', async () => {
    const noise = Array.from({ length: 30 }, (_, index) =>
      pod(`pod-${index}`, { group: `group ${index}` }),
    );
    await room.see(...noise);
    for (let spent = 0; spent < ALERT_LIMITS.stormLongestMs; spent += 60_000) {
      room.nowMs += 60_000;
      const more = Array.from({ length: 11 }, (_, index) =>
        pod(`more-${index}-${spent}`, { group: `more ${index} ${spent}` }),
      );
      if (spent % 3_600_000 === 0) await room.pass(1_000);
      await room.see(...(spent > ALERT_LIMITS.stormLongestMs - 180_000 ? more : more.slice(0, 1)));
    }
    await room.pass(5_000);
    expect(storms()).toHaveLength(2);
  });

  test('accounts for everything that was seen', async () => {
    const some = fc.record({
      index: fc.integer({ min: 0, max: 60 }),
      severity: fc.constantFrom<Notice['severity']>('critical', 'warning', 'info'),
      state: fc.constantFrom<Notice['state']>('firing', 'firing', 'resolved'),
      namespace: fc.constantFrom('shop', 'data', 'lab', 'pay'),
    });
    const batch = fc.record({
      notices: fc.array(some, { maxLength: 30 }),
      folded: fc.integer({ min: 0, max: 9 }),
      ignored: fc.integer({ min: 0, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 8 }), async (batches) => {
        const here = await openRoom(SETTINGS);
        let received = 0;
        for (const { notices, folded, ignored } of batches) {
          const all = notices.map(({ index, namespace, ...rest }) =>
            pod(`pod-${index}`, {
              group: `group ${namespace} ${index % 20}`,
              labels: { namespace },
              ...rest,
            }),
          );
          received += all.length + folded + ignored;
          await here.take({
            source: 'test',
            notices: all,
            received: all.length + folded + ignored,
            ignored,
          });
          await here.pass(1_000);
        }
        await here.pass(1_000);
        const counted = (await here.store.tallies(0)).test ?? NOTHING;
        const { told, merged, suppressed, ignored } = counted;
        expect(counted.received).toBe(received);
        expect(told + merged + suppressed + ignored).toBe(received);
        const own = [...here.messages.values()].filter(
          ({ key, threadTs }) => key.startsWith('alert:') && threadTs === undefined,
        );
        expect(told).toBe(own.length);
        await here.close();
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

test('a batch that cannot be kept is kept in no part', async () => {
  const take = room.take({
    source: 'test',
    notices: [pod('web-1')],
    received: 1,
    ignored: 0,
    position: undefined as unknown as string,
  });
  await take;
  await expect(
    room.take({
      source: 'test',
      notices: [pod('web-2'), { ...pod('web-3'), labels: null as never }],
      received: 2,
      ignored: 0,
    }),
  ).rejects.toThrow();
  expect(await tally()).toMatchObject({ received: 1 });
  expect(await room.store.worstAlerts('id-1', 5)).toHaveLength(1);
});

const NOTHING: Tally = { received: 0, told: 0, merged: 0, suppressed: 0, ignored: 0 };

async function tally(): Promise<Tally | undefined> {
  return (await room.store.tallies(0)).test;
}

function pod(name: string, some: Partial<Notice> = {}): Notice {
  return noticeOf({
    key: `uid of ${name}`,
    title: `${name} crashes`,
    labels: { namespace: 'shop' },
    ...some,
  });
}

function heads(): readonly Message[] {
  return [...room.messages.values()].filter(
    ({ key, threadTs }) => key.startsWith('alert:') && threadTs === undefined,
  );
}

function storms(): readonly Message[] {
  return [...room.messages.values()].filter(({ key }) => key.startsWith('bundle:'));
}

function theOnly<T>(all: readonly T[]): T {
  expect(all).toHaveLength(1);
  return all[0] as T;
}
