import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openStore } from '../../../bot/adapters/store.ts';
import { alerts as alertSchema } from '../../../bot/config/alerts.ts';
import { onCall as onCallSchema } from '../../../bot/config/on-call.ts';
import { OperatorError } from '../../../bot/errors.ts';
import type { AlertGroup } from '../../../bot/notify/alert.ts';
import { tellHandOffs } from '../../../bot/on-call/hand-off.ts';
import { createGroupKeeper } from '../../../bot/on-call/keep-groups.ts';
import type { Store } from '../../../bot/ports.ts';
import { groupOf } from '../notify/fixtures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday, 10:00 in Seoul: U1 hands over to U2. */
const HAND_OFF = Date.UTC(2026, 10, 23, 1);

let folder: string;
let store: Store;
let nowMs: number;
let onCall: object;
let isLeader: boolean;
let ids: number;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-hand-off-'));
  store = await openStore({ dataDirectory: folder });
  [nowMs, isLeader, ids, onCall] = [HAND_OFF - HOUR, true, 0, { rotations: { shop: SHOP } }];
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const SHOP = {
  timeZone: 'Asia/Seoul',
  layers: [
    {
      ...{ name: 'week', people: ['T1/U1', 'T1/U2'], from: '2026-11-16' },
      handOff: { days: 7, at: '10:00' },
    },
  ],
  ...{ channel: 'C1', userGroup: 'S1' },
};
const ALERTS = { routes: [{ name: 'all', channel: 'C2', escalation: 'shop' }] };

describe('a hand-off', () => {
  test('is told once, to whoever comes and goes, by how many replicas and restarts ever', async () => {
    await look();
    expect(await said()).toEqual([]);
    nowMs = HAND_OFF - 1;
    await look();
    expect(await said()).toEqual([]);
    nowMs = HAND_OFF + 2_000;
    await Promise.all([look(), look(), look()]);
    await store.close();
    store = await openStore({ dataDirectory: folder });
    await look();
    const [message, ...more] = await said();
    expect(more).toEqual([]);
    expect(message?.channelId).toBe('C1');
    expect(message?.text).toContain('<@U1> hands *shop* over to <@U2>, until');
    expect(message?.text).toContain('Nothing is open.');
    expect(message?.text).not.toContain('late');
  });

  test('is told by the leader alone', async () => {
    await look();
    nowMs = HAND_OFF;
    isLeader = false;
    await expect(look()).rejects.toThrow(OperatorError);
    expect(await said()).toEqual([]);
    isLeader = true;
    await look();
    expect(await said()).toHaveLength(1);
  });

  test('that came while the bot was away is told late, and says since when it is so', async () => {
    await look();
    nowMs = HAND_OFF + 3 * HOUR;
    await look();
    const [message] = await said();
    expect(message?.text).toContain('This comes late: it was so since');
    expect(message?.text).toContain(`<!date^${HAND_OFF / 1_000}^`);
  });

  test('of several during an outage tells the last, from whoever it was before', async () => {
    await look();
    nowMs = HAND_OFF + 7 * DAY + HOUR;
    await look();
    expect(await said()).toEqual([]); // U1 again
    nowMs = HAND_OFF + 14 * DAY + HOUR;
    await look();
    expect((await said())[0]?.text).toContain(`<!date^${(HAND_OFF + 14 * DAY) / 1_000}^`);
  });

  test('is told for somebody who stands in, and when that is over', async () => {
    await look();
    const swap = { id: 's1', rotation: 'shop', person: 'T1/U5', by: 'U5', madeAtMs: nowMs };
    await store.saveSwap({ ...swap, fromMs: nowMs, untilMs: nowMs + 10 * MINUTE });
    await look();
    nowMs += 11 * MINUTE;
    await look();
    expect((await said()).map(({ text }) => /<@U\d> hands.*?<@U\d>/u.exec(text)?.[0])).toEqual([
      '<@U1> hands *shop* over to <@U5>',
      '<@U5> hands *shop* over to <@U1>',
    ]);
  });

  test('to nobody says so', async () => {
    const hours = { from: '09:00', to: '10:00' };
    onCall = { rotations: { shop: { ...SHOP, layers: [{ ...SHOP.layers[0], hours }] } } };
    nowMs = HAND_OFF - MINUTE;
    await look();
    nowMs = HAND_OFF;
    await look();
    expect((await said())[0]?.text).toContain('on call in *shop* no longer, and *nobody is* now');
  });

  test('of a rotation without a channel is told nowhere', async () => {
    const { channel: _, ...quiet } = SHOP;
    onCall = { rotations: { shop: quiet } };
    await look();
    nowMs = HAND_OFF;
    await look();
    expect(await said()).toEqual([]);
    expect(await store.lastDuty('shop')).toMatchObject({ person: 'T1/U2' });
  });

  test('says what is open: what it is called for and what is in its channel, whose it is, and what is silenced', async () => {
    await look();
    const untilMs = HAND_OFF + HOUR;
    const by = { by: 'U7', atMs: 0, untilMs };
    const kept: readonly AlertGroup[] = [
      fires(1, { title: 'web *crashes*', severity: 'warning' }),
      fires(2, { severity: 'critical', handling: { acknowledged: by } }),
      fires(3, { handling: { silenced: by }, route: 'other', channelId: 'C1' }),
      fires(4, { route: 'other', channelId: 'C9' }),
      fires(5, { telling: { kind: 'muted' } }),
      fires(6, { state: 'resolved', changedAtMs: 0 }),
      fires(7, { goesOnIn: 'C9' }),
    ];
    for (const group of kept) await store.saveAlertGroup(group, false);
    nowMs = HAND_OFF;
    await look();
    const text = (await said())[0]?.text ?? '';
    expect(text).toContain('3 alerts are open.');
    expect([...text.matchAll(/Alert (\d)/gu)].map(([, number]) => number)).toEqual(['2', '1', '3']);
    expect(text).toContain('acknowledged by <@U7> until');
    expect(text).toContain('silenced by <@U7> until');
    expect(text).toContain('nobody has acknowledged it');
    expect(text).not.toContain('*crashes*');
  });
});

describe('a user group', () => {
  const asked: string[] = [];
  let are: readonly string[] = [];
  let refuses = false;
  const userGroups = {
    members: async () => are,
    setMembers: async (groupId: string, userIds: readonly string[]) => {
      asked.push(`${groupId} ${userIds.join(',')}`);
      if (refuses) throw new OperatorError({ what: 'No.', why: 'A scope is missing.', fix: '-' });
      are = userIds;
    },
    problem: async () => undefined,
  };
  beforeEach(() => {
    asked.length = 0;
    [are, refuses] = [['U9'], false];
  });
  const keeper = () => createGroupKeeper({ ...parts(), userGroups });

  test('is set at the start and at each hand-off, and asked about no more than that', async () => {
    const keep = keeper();
    await keep();
    await keep();
    nowMs = HAND_OFF;
    await keep();
    await keep();
    expect(asked).toEqual(['S1 U1', 'S1 U2']);
    const rows = await store.searchAudit({ command: 'keep user group', limit: 9 });
    expect(rows.map(({ verdict }) => verdict)).toEqual([
      ...['succeeded', 'running', 'succeeded', 'running'],
    ]);
  });

  test('that is as it is to be is left alone', async () => {
    are = ['U1'];
    await keeper()();
    expect(asked).toEqual([]);
  });

  test('that several rotations name has whoever is on call in each', async () => {
    const other = { ...SHOP, layers: [{ ...SHOP.layers[0], people: ['T1/U4'] }] };
    onCall = { rotations: { shop: SHOP, pay: other, none: { ...SHOP, userGroup: undefined } } };
    await keeper()();
    expect(asked).toEqual(['S1 U1,U4']);
  });

  test('is not emptied where nobody is on call', async () => {
    onCall = {
      rotations: { shop: { ...SHOP, layers: [{ ...SHOP.layers[0], from: '2027-01-01' }] } },
    };
    await keeper()();
    expect(asked).toEqual([]);
  });

  test('that Slack refuses is tried again later each time, and that is on the record', async () => {
    refuses = true;
    const keep = keeper();
    const atMin: number[] = [];
    for (let minute = 0; minute < 20; minute += 1) {
      const count = asked.length;
      await keep();
      if (asked.length > count) atMin.push(minute);
      nowMs += MINUTE;
    }
    expect(atMin).toEqual([0, 1, 3, 7, 15]);
    const [row] = await store.searchAudit({ command: 'keep user group', limit: 1 });
    expect([row?.verdict, JSON.stringify(row?.detail)]).toEqual([
      'failed',
      expect.stringContaining('A scope is missing.'),
    ]);
    refuses = false;
    nowMs = HAND_OFF - 1;
    await keep();
    expect(are).toEqual(['U1']);
  });
});

function parts() {
  return {
    ...{ store, outbound: { wake: () => {} } },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    clock: {
      nowMs: () => nowMs,
      sleep: async () => {},
      id: () => {
        ids += 1;
        return `id-${ids}`;
      },
    },
    settings: () => ({
      alerts: alertSchema.parse(ALERTS),
      onCall: onCallSchema.parse({ escalations: ESCALATIONS, ...onCall }),
      timeZone: 'Asia/Seoul',
    }),
    guard: async () => {
      if (!isLeader) throw new OperatorError({ what: 'No.', why: 'Another leads.', fix: '-' });
    },
  };
}

const ESCALATIONS = { shop: { steps: [{ people: ['T1/U8'] }, { rotations: ['shop'] }] } };

async function look(): Promise<void> {
  await tellHandOffs(parts());
}

async function said(): Promise<readonly { channelId: string; text: string }[]> {
  const all = await store.queued(99);
  return all.map(({ outgoing: { address, message } }) => ({
    channelId: address.channelId,
    text: JSON.stringify(message.blocks),
  }));
}

function fires(number: number, some: Partial<AlertGroup>): AlertGroup {
  return groupOf({
    ...{ id: `g${number}`, key: `k${number}`, number, state: 'firing', channelId: 'C2' },
    ...{ openedAtMs: number, changedAtMs: nowMs },
    ...some,
  });
}
