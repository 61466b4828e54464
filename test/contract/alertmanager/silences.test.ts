// Silences of switches on a real Alertmanager: exactly the labels of what is off, until its wake and some time, one of each whatever answer
// is lost, and gone when it wakes early.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createAlertmanager } from '../../../bot/adapters/alertmanager.ts';
import { openStore } from '../../../bot/adapters/store.ts';
import type { Alertmanager, Silence } from '../../../bot/alertmanager.ts';
import { readSettings, type Settings } from '../../../bot/config.ts';
import { OperatorError } from '../../../bot/errors.ts';
import type { Clock, Store } from '../../../bot/ports.ts';
import { holdSilences, type SilenceParts } from '../../../bot/switch/silences.ts';
import {
  findAlertmanager,
  startAlertmanager,
  type TestAlertmanager,
} from '../../alertmanager/alertmanager.ts';

const program = await findAlertmanager('silences while something is off');
const suite = program === undefined ? describe.skip : describe;
const LONG_MS = 120_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const { signal } = new AbortController();

let server: TestAlertmanager | undefined;
let direct: Alertmanager;
let store: Store;
let folder: string;
let nowMs: number;

beforeAll(async () => {
  if (program !== undefined) server = await startAlertmanager(program);
}, LONG_MS);

afterAll(async () => {
  await server?.stop();
});

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-silences-'));
  store = await openStore({ dataDirectory: folder });
  direct = createAlertmanager({ url: server?.url ?? 'http://127.0.0.1:1' });
  nowMs = Date.now();
});

afterEach(async () => {
  if (server !== undefined)
    for (const { id } of await standing()) await direct.expireSilence(id, signal);
  await direct.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Off since a while, on again in about two hours, by UTC. */
function settingsOf(more: object = {}, url = server?.url): Settings {
  const time = (ms: number) => new Date(nowMs + ms).toISOString().slice(11, 16);
  return readSettings(
    {
      clusters: { staging: { environment: 'staging', kubeconfig: 'k' } },
      timetables: {
        usual: { rules: [{ off: time(-HOUR_MS) }, { on: time(2 * HOUR_MS) }], timeZone: 'UTC' },
      },
      alertmanager: { url },
      switches: {
        nights: {
          ...{ cluster: 'staging', timetable: 'usual', silence: { grace: '15m' } },
          tiers: [{ name: 'all', workloads: [{ namespace: 'shop' }] }],
          ...more,
        },
      },
    },
    'the test',
  );
}

function partsOf(settings: Settings, more: Partial<SilenceParts> = {}): SilenceParts {
  const clock: Clock = {
    nowMs: () => nowMs,
    sleep: async (ms) => await delay(ms),
    id: () => randomBytes(12).toString('hex'),
  };
  return {
    ...{ settings: () => settings, store, clock, outbound: { wake: () => {} } },
    redact: (text) => ({ text }),
    directory: {
      person: async () => {
        throw new Error('nobody is asked about');
      },
      channelName: async (channelId) => channelId,
    },
    clusters: () => {
      throw new Error('no cluster is asked');
    },
    pipelines: () => {
      throw new Error('no pipeline is asked');
    },
    openAlertmanager: createAlertmanager,
    ...more,
  };
}

async function isOff(): Promise<void> {
  await store.saveOriginals([
    {
      ...{ switchName: 'nights', kind: 'Deployment', namespace: 'shop', name: 'web', uid: 'u' },
      ...{ original: { kind: 'replicas', replicas: 2 }, phase: 'off', atMs: nowMs },
      ...{ again: 0, cluster: 'staging' },
    },
  ]);
}

async function standing(): Promise<readonly Silence[]> {
  return (await direct.silences(signal)).filter(({ state }) => state !== 'expired');
}

async function stateOf(labels: object): Promise<string> {
  const alert = { labels: { alertname: 'Down', ...labels } };
  await fetch(`${server?.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([alert]),
  });
  for (;;) {
    const answer = await fetch(`${server?.url}/api/v2/alerts`);
    const found = (
      (await answer.json()) as { labels: Record<string, string>; status: { state: string } }[]
    ).find((each) => Object.entries(alert.labels).every(([k, v]) => each.labels[k] === v));
    if (found !== undefined && found.status.state !== 'unprocessed') return found.status.state;
    await delay(200);
  }
}

suite('silences', () => {
  test(
    'are made for exactly its labels until its wake and the grace, once, and hold its alerts alone',
    async () => {
      const parts = partsOf(settingsOf());
      await holdSilences(parts, signal);
      expect(await standing()).toEqual([]); // nothing is off by it yet
      await isOff();
      await holdSilences(parts, signal);
      await holdSilences(parts, signal);
      const [silence, ...others] = await standing();
      expect(others).toEqual([]);
      expect(silence).toMatchObject({
        matchers: [{ name: 'namespace', value: 'shop', isRegex: false, isEqual: true }],
        createdBy: 'quartermaster',
      });
      const wakeMs = Math.floor((nowMs + 2 * HOUR_MS) / MINUTE_MS) * MINUTE_MS;
      expect(silence?.endsAtMs).toBe(wakeMs + 15 * MINUTE_MS);
      expect(await stateOf({ namespace: 'shop' })).toBe('suppressed');
      expect(await stateOf({ namespace: 'billing' })).toBe('active');
      const rows = await store.searchAudit({ limit: 10 });
      expect(rows.map(({ command, verdict }) => `${command} ${verdict}`)).toEqual([
        'silence switch nights succeeded',
        'silence switch nights running',
      ]);
    },
    LONG_MS,
  );

  test(
    'end at once where it wakes early, and by themselves where it wakes in time',
    async () => {
      const parts = partsOf(settingsOf());
      await isOff();
      await holdSilences(parts, signal);
      expect(await standing()).toHaveLength(1);
      nowMs += 2 * HOUR_MS + MINUTE_MS; // its wake
      await holdSilences(parts, signal);
      expect(await standing()).toHaveLength(1);
      nowMs -= HOUR_MS;
      await store.saveOverride('nights', {
        ...{ kind: 'lease', id: 'l', who: 'U0BOB', why: 'asked for on', state: 'on' },
        ...{ madeAtMs: nowMs, fromMs: nowMs, untilMs: nowMs + 4 * HOUR_MS },
      });
      await holdSilences(parts, signal);
      expect(await standing()).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'follow a wake that is put off, without a second one',
    async () => {
      const parts = partsOf(settingsOf());
      await isOff();
      await holdSilences(parts, signal);
      await store.saveOverride('nights', {
        ...{ kind: 'lease', id: 'l', who: 'U0BOB', why: 'asked for off', state: 'off' },
        ...{ madeAtMs: nowMs, fromMs: nowMs, untilMs: nowMs + 5 * HOUR_MS },
      });
      await holdSilences(parts, signal);
      const [silence, ...others] = await standing();
      expect(others).toEqual([]);
      expect(silence?.endsAtMs).toBe(nowMs + 5 * HOUR_MS + 15 * MINUTE_MS);
    },
    LONG_MS,
  );

  test.each([
    ['the answer is lost after it was done', true],
    ['it never arrived', false],
  ])(
    'are made once where %s',
    async (_, isDone) => {
      await isOff();
      const openAlertmanager: SilenceParts['openAlertmanager'] = (settings) => {
        const real = createAlertmanager(settings);
        return {
          ...real,
          setSilence: async (wish, until) => {
            if (isDone) await real.setSilence(wish, until);
            throw new OperatorError({ what: 'no answer', why: 'it was lost', fix: 'none' });
          },
        };
      };
      const settings = settingsOf();
      await expect(holdSilences(partsOf(settings, { openAlertmanager }), signal)).rejects.toThrow(
        'no answer',
      );
      expect(await standing()).toHaveLength(isDone ? 1 : 0);
      await holdSilences(partsOf(settings), signal);
      expect(await standing()).toHaveLength(1);
      const [newest] = await store.searchAudit({ limit: 1 });
      expect(newest?.verdict).toBe(isDone ? 'failed' : 'succeeded');
    },
    LONG_MS,
  );

  test(
    'are of the labels that the settings say, and leave those of others and of people alone',
    async () => {
      const endsAtMs = nowMs + HOUR_MS;
      const foreign = { startsAtMs: nowMs, endsAtMs, comment: 'by hand', createdBy: 'bob' };
      const matchers = [{ name: 'namespace', value: 'shop', isRegex: false, isEqual: true }];
      await direct.setSilence({ ...foreign, matchers }, signal);
      await direct.setSilence(
        { ...foreign, matchers, createdBy: 'quartermaster', comment: 'switch nights-two is off' },
        signal,
      );
      const labels = [{ team: 'shop', cluster: 'staging' }, { namespace: 'web' }];
      await isOff();
      await holdSilences(partsOf(settingsOf({ silence: { labels } })), signal);
      const own = (await standing()).filter(({ comment }) =>
        /^switch nights is off/u.test(comment),
      );
      expect(
        own.map((each) => each.matchers.map(({ name, value }) => `${name}=${value}`).sort()).sort(),
      ).toEqual([['cluster=staging', 'team=shop'], ['namespace=web']]);
      // Other labels in the settings: what is not meant any longer ends.
      await holdSilences(
        partsOf(settingsOf({ silence: { labels: [{ namespace: 'web' }] } })),
        signal,
      );
      const left = (await standing()).map(({ comment }) => comment.split(' is off')[0]).sort();
      expect(left).toEqual(['by hand', 'switch nights', 'switch nights-two']);
    },
    LONG_MS,
  );

  test('say so where no Alertmanager answers', async () => {
    await isOff();
    const parts = partsOf(settingsOf({}, 'http://127.0.0.1:1'));
    await expect(holdSilences(parts, signal)).rejects.toThrow('Alertmanager does not do it');
  });
});

test('a part of a namespace is not silenced unless the settings say its labels', async () => {
  const tiers = [{ name: 'all', workloads: [{ namespace: 'shop', selector: 'app=web' }] }];
  await isOff();
  const parts = partsOf(settingsOf({ tiers }, 'http://127.0.0.1:1'), {
    openAlertmanager: () => {
      throw new Error('it is asked nothing');
    },
  });
  await holdSilences(parts, signal);
});
