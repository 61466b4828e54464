import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openStore } from '../../../bot/adapters/store.ts';
import { readSettings } from '../../../bot/config.ts';
import type { Incident } from '../../../bot/incidents/incident.ts';
import type { GroupHistory } from '../../../bot/kafka/lag.ts';
import type { AlertGroup } from '../../../bot/notify/alert.ts';
import { NONE } from '../../../bot/notify/alert.ts';
import { postDigests } from '../../../bot/notify/digests.ts';
import type { Store } from '../../../bot/ports.ts';
import { incidentOf } from '../incidents/fixtures.ts';
import { groupOf } from './fixtures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Thursday, 09:00 in Seoul. */
const NINE = Date.UTC(2026, 10, 26, 0);

let folder: string;
let store: Store;
let nowMs: number;
let digests: object;
let history: readonly GroupHistory[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-digests-'));
  store = await openStore({ dataDirectory: folder });
  [nowMs, digests, history] = [NINE, { daily: '09:00' }, []];
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test('says in a line that nothing was', async () => {
  await look();
  const [digest] = await said();
  expect(digest).toMatchObject({ channelId: 'C1' });
  expect(digest?.blocks).toHaveLength(2);
  expect(digest?.text).toContain('Since yesterday nothing was told of, and nothing is open.');
});

test('comes at its time, once, over restarts and replicas', async () => {
  nowMs = NINE - 1;
  await look();
  expect(await said()).toEqual([]);
  nowMs = NINE + MINUTE;
  await Promise.all([look(), look(), look()]);
  expect(await said()).toHaveLength(1);
  for (const { seq, outgoing } of await store.queued(9)) {
    await store.delivered(seq, outgoing.key, 'ts');
  }
  await store.close();
  store = await openStore({ dataDirectory: folder });
  await look();
  nowMs += 5 * HOUR;
  await look();
  expect(await said()).toEqual([]);
  nowMs = NINE + DAY;
  await look();
  expect(await said()).toHaveLength(1);
});

test('that another replica has posted since it was looked for is posted no second time', async () => {
  await look();
  for (const { seq, outgoing } of await store.queued(9)) {
    await store.delivered(seq, outgoing.key, 'ts');
  }
  store = { ...store, lastClaim: async () => 0 };
  await look();
  expect(await said()).toEqual([]);
});

test('that was missed is told late and says so, and is left out after half a day', async () => {
  nowMs = NINE + 11 * HOUR;
  await look();
  expect((await said())[0]?.text).toContain('This comes late: it was due Thu 2026-11-26 09:00');
  nowMs = NINE + DAY + 13 * HOUR;
  await look();
  expect(await said()).toHaveLength(1);
});

test('that is weekly comes on its day alone, of seven days', async () => {
  digests = { weekly: 'Thu 09:00' };
  await kept({ openedAtMs: NINE - 6 * DAY });
  for (let day = 0; day < 8; day += 1) {
    nowMs = NINE + day * DAY;
    await look();
  }
  const all = await said();
  expect(all.map(({ key }) => key)).toEqual([
    `alert-digest-weekly:${(NINE - (NINE % DAY)) / DAY}`,
    `alert-digest-weekly:${(NINE - (NINE % DAY)) / DAY + 7}`,
  ]);
  expect(all[0]?.text).toContain('In the last seven days 1 alert began, 1 is open.');
});

test('says what is open, the worst first, and whose it is, by their names', async () => {
  await kept({ id: 'a', number: 1, title: 'slow *web*', severity: 'warning' });
  const acknowledged = { by: 'U0BOB', atMs: 0, untilMs: NINE + HOUR };
  await kept({ id: 'b', number: 2, severity: 'critical', handling: { acknowledged } });
  await kept({ id: 'c', number: 3, telling: { kind: 'muted' } });
  await kept({ id: 'd', number: 4, goesOnIn: 'C7' });
  await look();
  const text = (await said())[0]?.text ?? '';
  expect(text).toContain('2 alerts began, 2 are open');
  expect([...text.matchAll(/Alert (\d)/gu)].map(([, number]) => number)).toEqual(['2', '1']);
  expect(text).toContain('critical, for 1 h, acknowledged by bob');
  expect(text).not.toMatch(/\*web\*|<@/u);
});

test('says what was noisiest, with all messages of one alert taken together', async () => {
  const resolved = { state: 'resolved', changedAtMs: NINE - HOUR } as const;
  await kept({ ...resolved, id: 'a', key: 'k1', title: 'web', occurrences: 7, turnsAtMs: [1, 2] });
  await kept({ ...resolved, id: 'b', key: 'k1', title: 'web', occurrences: 5 });
  await kept({ ...resolved, id: 'c', key: 'k2', title: 'db', occurrences: 20 });
  await kept({ ...resolved, id: 'd', key: 'k3', title: 'quiet', occurrences: 1 });
  await kept({ ...resolved, id: 'e', key: 'k4', title: 'ancient', changedAtMs: NINE - 2 * DAY });
  await look();
  const text = (await said())[0]?.text ?? '';
  expect(text).toContain('• db: seen 20 times, began once');
  expect(text).toContain('• web: seen 12 times, began 4 times');
  expect(text).not.toMatch(/quiet|ancient/u);
});

test('says restarts, lag, how soon people answered, and what became of all that was seen', async () => {
  const loops = { reason: 'CrashLoopBackOff' };
  await kept({ id: 'a', key: 'k1', title: 'web', occurrences: 30, labels: loops });
  await kept({ id: 'b', key: 'k2', title: 'api', occurrences: 3, labels: loops });
  await kept({ id: 'c', key: 'k3', answeredAtMs: NINE - HOUR + 4 * MINUTE });
  await kept({ id: 'd', key: 'k4', answeredAtMs: NINE - HOUR + 8 * MINUTE });
  await kept({ id: 'e', key: 'k5', openedAtMs: NINE - 3 * DAY, answeredAtMs: NINE });
  const tally = { received: 9, told: 2, merged: 3, suppressed: 4, ignored: 0 };
  await store.addTally('one', NINE / HOUR - 3, tally);
  await store.addTally('two', NINE / HOUR - 3, tally);
  await store.addTally('one', NINE / HOUR - 30, tally);
  history = [groupHistory('orders', 100, 40), groupHistory('done', 5, 5)];
  await look();
  const text = (await said())[0]?.text ?? '';
  expect(text).toContain('33 of 2 workloads: 30 of web, 3 of api');
  expect(text).toContain('orders (local): 60 records');
  expect(text).not.toContain('done');
  expect(text).toContain('2 alerts acknowledged, after 6 min on average, 8 min at most');
  expect(text).toContain('18 things seen: 4 told, 6 merged, 8 suppressed, 0 of no concern');
});

test('says what became of incidents, and what is still to be done of old ones', async () => {
  const over = { state: 'resolved', declaredAtMs: NINE - 20 * DAY } as const;
  await incident({ number: 1, severity: 1, title: 'slow *shop*', beganAtMs: NINE - 3 * HOUR });
  await incident({
    number: 2,
    severity: 2,
    roles: { commander: 'U0BOB' },
    ledAtMs: NINE - 50 * MINUTE,
  });
  await incident({
    ...over,
    number: 3,
    declaredAtMs: NINE - 2 * DAY,
    beganAtMs: NINE - 3 * HOUR,
    resolvedAtMs: NINE - HOUR,
  });
  const actions = [
    { number: 1, text: 'mend it', by: 'U0BOB', owner: 'U0BOB' },
    { number: 2, text: 'ticked', by: 'U0BOB', doneBy: 'U0BOB' },
  ];
  await incident({ ...over, number: 4, resolvedAtMs: NINE - 8 * DAY, actions });
  await incident({ ...over, number: 5, resolvedAtMs: NINE - 6 * DAY, actions });
  await look();
  const text = (await said())[0]?.text ?? '';
  expect(text).toContain('0 alerts began, 0 are open; 2 incidents are open.');
  expect(text).toContain('2 declared, 1 resolved, 2 open');
  expect(text).toContain('MTTA 10 min of what was declared, MTTR 2 h of what was resolved');
  expect(text).toMatch(
    /Incident 1, SEV 1, for 3 h, nobody leads it.*Incident 2, SEV 2, for 1 h, led by bob/u,
  );
  expect(text).toContain('1 of incident 4, over for 8 d, for bob: mend it');
  expect(text).not.toMatch(/of incident 5|ticked|\*shop\*|<@/u);
});

test('says who was refused what by which policies, without a word of what they asked for', async () => {
  await refused('U0BOB', ['viewers-read'], NINE - HOUR);
  await refused('U0BOB', ['viewers-read'], NINE - HOUR);
  await refused('U0BOB', [], NINE - HOUR);
  await refused('U0EVE', ['guests-may-nothing'], NINE - HOUR);
  await refused('U0EVE', ['guests-may-nothing'], NINE - 2 * DAY);
  await refused('U0EVE', undefined, NINE - HOUR);
  await look();
  const text = (await said())[0]?.text ?? '';
  expect(text).toMatch(
    /• bob: 3 refused \(2 viewers-read, 1 no policy allows it\).*• bob: 1 refused \(1 guests-may-nothing\)/u,
  );
  expect(text).not.toMatch(/hunter2|get secrets/u);
});

async function incident(some: Partial<Incident>): Promise<void> {
  const times = { beganAtMs: NINE - HOUR, declaredAtMs: NINE - HOUR, changedAtMs: NINE - HOUR };
  await store.saveIncident(incidentOf({ id: `i${some.number}`, ...times, ...some }), false);
}

/** @param policies undefined: no policy was asked */
async function refused(userId: string, policies: readonly string[] | undefined, atMs: number) {
  const detail = { reason: 'hunter2', ...(policies === undefined ? {} : { policies }) };
  await store.appendAudit(
    {
      ...{ kind: 'refusal', requestId: 'r', teamId: 'T1', userId, channelId: 'C1' },
      ...{ surface: 'slash', command: 'kubectl get secrets', cluster: 'dev', verdict: 'refused' },
      detail,
    },
    atMs,
  );
}

async function kept(some: Partial<AlertGroup>): Promise<void> {
  const group = groupOf({
    ...{ id: 'a', key: `k${some.id}`, number: 9, state: 'firing', channelId: 'C2' },
    ...{ firing: { ...NONE, warning: 1 }, openedAtMs: NINE - HOUR, changedAtMs: NINE - HOUR },
    ...some,
  });
  await store.saveAlertGroup(group, false);
}

function groupHistory(groupId: string, end: number, committed: number): GroupHistory {
  const partition = { topic: 't', samples: [{ atMs: 0, committed, end }] };
  return {
    ...{ groupId, isRead: true, state: 'Stable' },
    partitions: [{ ...partition, partition: 0 }],
  };
}

async function look(): Promise<void> {
  await postDigests({
    ...{ store, outbound: { wake: () => {} }, redact: (text: string) => ({ text }) },
    clock: { nowMs: () => nowMs, sleep: async () => {}, id: () => 'id' },
    lagHistory: () => history,
    settings: () =>
      readSettings(
        {
          timeZone: 'Asia/Seoul',
          clusters: { dev: { environment: 'dev', kubeconfig: 'x' } },
          kafkas: { local: { environment: 'dev', brokers: ['127.0.0.1:9092'] } },
          alerts: {
            kafkas: ['local'],
            digests: { channel: 'C1', ...digests },
            routes: [{ name: 'all', channel: 'C2' }],
          },
        },
        'test.yaml',
      ),
    directory: {
      person: async (teamId, userId) => ({
        ...{ teamId, userId, name: 'bob', isBot: false, isGuest: false, isStranger: false },
        ...{ isDeleted: false, userGroups: [] },
      }),
      channelName: async (id) => id,
    },
  });
}

async function said() {
  return (await store.queued(99)).map(({ outgoing: { key, address, message } }) => ({
    ...{ key, channelId: address.channelId, blocks: message.blocks },
    text: JSON.stringify(message.blocks),
  }));
}
