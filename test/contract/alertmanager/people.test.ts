// A person's silence of an alert that came from Alertmanager, on a real one: exactly its labels, gone with it, and one of each whatever answer is lost.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createAlertmanager } from '../../../bot/adapters/alertmanager.ts';
import { openStore } from '../../../bot/adapters/store.ts';
import type { Alertmanager, Silence } from '../../../bot/alertmanager.ts';
import type { Request } from '../../../bot/command.ts';
import { onCall } from '../../../bot/config/on-call.ts';
import { webhook } from '../../../bot/config/webhooks.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { type AlertGroup, NONE } from '../../../bot/notify/alert.ts';
import { createDesk } from '../../../bot/notify/desk.ts';
import { createMirror, type MirrorParts } from '../../../bot/notify/mirror.ts';
import type { Clock, Store } from '../../../bot/ports.ts';
import {
  findAlertmanager,
  startAlertmanager,
  type TestAlertmanager,
} from '../../alertmanager/alertmanager.ts';
import { DIRECTORY, groupOf, NO_SERIES, noticeOf } from '../../bot/notify/fixtures.ts';

const program = await findAlertmanager('silences of people');
const suite = program === undefined ? describe.skip : describe;
const LONG_MS = 120_000;
const HOUR_MS = 3_600_000;
const { signal } = new AbortController();

let server: TestAlertmanager | undefined;
let direct: Alertmanager;
let store: Store;
let folder: string;
/** Of this test alone: alerts and silences of others stay where they are. */
let run: string;
let nowMs: number;
let look: () => Promise<void>;

beforeAll(async () => {
  if (program !== undefined) server = await startAlertmanager(program);
}, LONG_MS);

afterAll(async () => {
  await server?.stop();
});

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-people-'));
  store = await openStore({ dataDirectory: folder });
  direct = createAlertmanager({ url: server?.url ?? 'http://127.0.0.1:1' });
  [nowMs, run] = [Date.now(), randomBytes(6).toString('hex')];
  look = lookWith();
});

afterEach(async () => {
  await direct.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

suite('a silence of a person', () => {
  test(
    'stands in Alertmanager for exactly the labels of each alert that fires, and for no other',
    async () => {
      await fire({ instance: 'a' }, { instance: 'b' }, { instance: 'c' });
      await told('a', 'b');
      await desk().silence(BOB, 1, HOUR_MS);
      await pass(look);
      const all = await standing();
      expect(all.map(({ matchers }) => writtenOf(matchers)).toSorted()).toEqual([
        [`alertname=Down`, `instance=a`, `run=${run}`],
        [`alertname=Down`, `instance=b`, `run=${run}`],
      ]);
      expect(all.every(({ endsAtMs }) => Math.abs(endsAtMs - nowMs - HOUR_MS) < 60_000)).toBe(true);
      expect(await silencedThere()).toEqual(['a', 'b']);
      expect(await said()).toContain('Alertmanager is silent about it too, until');
      expect(await said()).toContain(`instance=\\"a\\", run=\\"${run}\\"`);
      const rows = await store.searchAudit({ command: 'silence alert 1', limit: 9 });
      expect(rows.map(({ verdict }) => verdict)).toEqual([
        ...['succeeded', 'running', 'succeeded', 'running'],
      ]);
    },
    LONG_MS,
  );

  test(
    'leaves the message of the alert to be shown anew, as what the person said of it is not shown yet',
    async () => {
      await fire({ instance: 'a' });
      await told('a');
      await desk().silence(BOB, 1, HOUR_MS);
      await pass(look);
      expect((await store.dirtyAlertGroups(9)).map(({ number }) => number)).toEqual([1]);
    },
    LONG_MS,
  );

  test(
    'is made once, however often it is looked at, and by whichever replica',
    async () => {
      await fire({ instance: 'a' });
      await told('a');
      await desk().silence(BOB, 1, HOUR_MS);
      for (const each of [look, look, lookWith(), lookWith()]) await pass(each);
      expect(await standing()).toHaveLength(1);
      expect((await store.searchAudit({ limit: 9 })).length).toBe(2);
    },
    LONG_MS,
  );

  test(
    'ends there when it is ended, and leaves those of others',
    async () => {
      await fire({ instance: 'a' });
      await told('a');
      const matcher = { name: 'run', value: run, isRegex: false, isEqual: true };
      await direct.setSilence(
        {
          ...{ matchers: [matcher], createdBy: 'bob', comment: 'by hand' },
          ...{ startsAtMs: Date.now(), endsAtMs: Date.now() + HOUR_MS },
        },
        signal,
      );
      await desk().silence(BOB, 1, HOUR_MS);
      await pass(look);
      expect(await standing()).toHaveLength(2);
      await desk().unsilence(BOB, 1);
      await pass(look);
      expect((await standing()).map(({ createdBy }) => createdBy)).toEqual(['bob']);
      expect(await said()).toContain('Its silences in Alertmanager are ended.');
      expect((await store.numberedAlertGroup(1))?.mirrored).toBeUndefined();
    },
    LONG_MS,
  );

  test.each([
    ['the answer is lost after it was done', true],
    ['it never arrived', false],
  ])(
    'is said to be unknown, and made once, where %s',
    async (_, isDone) => {
      await fire({ instance: 'a' });
      await told('a');
      await desk().silence(BOB, 1, HOUR_MS);
      const losing = lookWith((settings) => {
        const real = createAlertmanager(settings);
        return {
          ...real,
          setSilence: async (wish, until) => {
            if (isDone) await real.setSilence(wish, until);
            throw new OperatorError({ what: 'no answer', why: 'The answer was lost.', fix: '-' });
          },
        };
      });
      await pass(losing);
      expect(await said()).toContain(
        'It is not known whether Alertmanager is silent about alert 1',
      );
      expect(await standing()).toHaveLength(isDone ? 1 : 0);
      await pass(lookWith());
      expect(await standing()).toHaveLength(1);
      expect((await store.numberedAlertGroup(1))?.mirrored?.atMs).toBeDefined();
      // What was done is not asked for again.
      const [newest] = await store.searchAudit({ limit: 1 });
      expect(newest?.verdict).toBe(isDone ? 'failed' : 'succeeded');
    },
    LONG_MS,
  );

  test(
    'is not asked for where the alert did not come from there, or is none of it',
    async () => {
      await fire({ instance: 'a' });
      await told('a');
      const group = await store.numberedAlertGroup(1);
      if (group === undefined) throw new Error('it is not there');
      await store.saveAlertGroup({ ...group, source: 'webhook builds' }, false);
      await desk().silence(BOB, 1, HOUR_MS);
      await pass(look);
      expect(await standing()).toEqual([]);
    },
    LONG_MS,
  );
});

const BOB: Request = {
  ...{ id: 'r', surface: 'slash', ask: { kind: 'command', text: '' }, receivedAtMs: 0 },
  address: { teamId: 'T1', channelId: 'C1', userId: 'U0BOB' },
};

function clock(): Clock {
  return {
    nowMs: () => nowMs,
    sleep: async (ms) => await delay(ms),
    id: () => randomBytes(12).toString('hex'),
  };
}

/** As another process would: it remembers nothing. */
function lookWith(openAlertmanager: MirrorParts['openAlertmanager'] = createAlertmanager) {
  const secret = { bearer: { variable: 'X' } };
  const webhooks = {
    prometheus: webhook.parse({ kind: 'alertmanager', ...secret }),
    builds: webhook.parse({ kind: 'cloudevents', ...secret }),
  };
  return createMirror(
    {
      ...{ store, openAlertmanager, clock: clock(), outbound: { wake: () => {} } },
      ...{ log: { info: () => {}, warn: () => {}, error: () => {} }, guard: async () => {} },
      settings: () => ({ alertmanager: { url: server?.url ?? '' }, webhooks }),
    },
    signal,
  );
}

async function pass(each: () => Promise<void>): Promise<void> {
  await each();
  nowMs += 10_000;
}

function desk() {
  return createDesk({
    ...{ store, clock: clock(), nameOf: async () => undefined, ...NO_SERIES },
    directory: DIRECTORY,
    settings: () => ({ onCall: onCall.parse({}), timeZone: 'UTC' }),
  });
}

async function fire(...all: readonly object[]): Promise<void> {
  const alerts = all.map((labels) => ({ labels: { alertname: 'Down', run, ...labels } }));
  await fetch(`${server?.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  while ((await own()).length < all.length) await delay(50);
}

async function own() {
  return (await direct.alerts(signal)).filter(({ labels }) => labels.run === run);
}

/** One group of those of its alerts that were delivered. */
async function told(...instances: readonly string[]): Promise<void> {
  const alerts = (await own()).filter(({ labels }) => instances.includes(labels.instance ?? ''));
  const firing = { ...NONE, warning: alerts.length };
  const group: AlertGroup = groupOf({
    ...{ id: 'g1', source: 'webhook prometheus', state: 'firing', firing, channelId: 'C1' },
    ...{ openedAtMs: nowMs, changedAtMs: nowMs },
  });
  await store.saveAlertGroup(group, false);
  const { group: _, groupTitle: __, ...notice } = noticeOf();
  await store.saveAlerts(
    alerts.map(({ fingerprint, labels }) => ({
      ...{ ...notice, key: fingerprint, labels: { ...labels, cluster: 'of the settings' } },
      ...{ groupId: 'g1', countBefore: 0, changedAtMs: nowMs },
    })),
  );
}

async function standing(): Promise<readonly Silence[]> {
  return (await direct.silences(signal)).filter(
    ({ state, matchers }) =>
      state !== 'expired' && matchers.some(({ name, value }) => name === 'run' && value === run),
  );
}

function writtenOf(matchers: Silence['matchers']): readonly string[] {
  return matchers
    .map(({ name, value, isRegex, isEqual }) => `${name}${isEqual && !isRegex ? '=' : '?'}${value}`)
    .toSorted();
}

/** Which of the alerts Alertmanager itself holds for silenced, once it has seen to it. */
async function silencedThere(): Promise<readonly string[]> {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${server?.url}/api/v2/alerts`);
    const all = (await answer.json()) as {
      readonly labels: Readonly<Record<string, string>>;
      readonly status: { readonly silencedBy: readonly string[] };
    }[];
    const found = all.filter(
      ({ labels, status }) => labels.run === run && status.silencedBy.length > 0,
    );
    if (found.length >= 2 || tries > 400)
      return found.map(({ labels }) => labels.instance ?? '').toSorted();
    await delay(50);
  }
}

async function said(): Promise<string> {
  return JSON.stringify((await store.queued(99)).map(({ outgoing }) => outgoing.message.blocks));
}
