// A real Prometheus with a real Alertmanager, both as the documentation says: a rule fires, is silenced by the button, ends meanwhile, fires anew and ends, and all
// of it is one message.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAlertmanager } from '../../bot/adapters/alertmanager.ts';
import type { Alertmanager } from '../../bot/alertmanager.ts';
import {
  findAlertmanager,
  startAlertmanager,
  type TestAlertmanager,
} from '../alertmanager/alertmanager.ts';
import { findPrometheus, startPrometheus } from '../alertmanager/prometheus.ts';
import type { TestServer } from '../alertmanager/server.ts';
import { createWorld, type Said, until, type World } from '../world/world.ts';
import { documented } from './documented.ts';
import { words } from './sandbox.ts';

const WHAT = 'the way from a rule of Prometheus to Slack';
const programs = [await findPrometheus(WHAT), await findAlertmanager(WHAT)] as const;
const suite = programs.includes(undefined) ? describe.skip : describe;
const LONG_MS = 480_000;
const PATIENCE_MS = 240_000;
const CHANNEL = '#incidents';
const TOKEN = 'a-token-of-the-tests';
const { signal } = new AbortController();

/** How many orders wait, by service: what is scraped. */
let queues: Readonly<Record<string, number>> = { cart: 5, checkout: 5 };
let folder: string;
let metrics: Server;
let alertmanager: TestAlertmanager;
let prometheus: TestServer;
let asked: Alertmanager;
let world: World;

beforeAll(async () => {
  const [prometheusProgram, alertmanagerProgram] = programs;
  if (prometheusProgram === undefined || alertmanagerProgram === undefined) return;
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-prometheus-'));
  const file = path.join(folder, 'token');
  await writeFile(file, TOKEN, { mode: 0o600 });
  metrics = createServer((_, response) => {
    const lines = Object.entries(queues).map(
      ([service, length]) => `queue_length{namespace="shop",service="${service}"} ${length}\n`,
    );
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(lines.join(''));
  });
  await new Promise<void>((resolve) => metrics.listen(0, '127.0.0.1', resolve));
  alertmanager = await startAlertmanager(alertmanagerProgram);
  asked = createAlertmanager({ url: alertmanager.url });
  prometheus = await startPrometheus(prometheusProgram, {
    target: `127.0.0.1:${(metrics.address() as AddressInfo).port}`,
    alertmanager: new URL(alertmanager.url).host,
    rules: await documented('QueueIsLong', { 'for: 5m': 'for: 1s' }),
    externalLabels: { cluster: 'of-prometheus' },
  });
  world = await createWorld({
    alerts: { routes: [{ name: 'shop', match: { team: 'shop' }, channel: 'C0INCIDENT' }] },
    alertmanager: { url: alertmanager.url },
    webhooks: {
      prometheus: { kind: 'alertmanager', bearer: { file }, labels: { cluster: 'staging' } },
    },
  });
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
  await alertmanager.configure(
    await documented('webhook_configs', {
      'https://quartermaster.example.com': `http://127.0.0.1:${world.port()}`,
      '/etc/alertmanager/quartermaster-token': file,
      ...{ 'group_wait: 30s': 'group_wait: 3s', 'group_interval: 5m': 'group_interval: 3s' },
    }),
  );
}, LONG_MS);

afterAll(async () => {
  await world?.close();
  await asked?.close();
  await Promise.all([prometheus?.stop(), alertmanager?.stop()]);
  metrics?.closeAllConnections();
  metrics?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}, LONG_MS);

suite('a rule of Prometheus', () => {
  let ts: string;

  test(
    'fires as one message for all that belongs together, with what its annotations say',
    async () => {
      queues = { cart: 1_500, checkout: 2_000 };
      await untilAlert(/cart has 1500 orders waiting/u, /checkout has 2000 orders waiting/u);
      const alert = await theAlert();
      ts = alert.ts;
      expect(words(alert)).toMatch(/QueueIsLong \(namespace=shop\)/u);
      expect(JSON.stringify(alert.blocks)).toContain('https://runbooks.example.com/queue');
    },
    LONG_MS,
  );

  test(
    'is silenced in Alertmanager by the button, for exactly its labels',
    async () => {
      await world.sim('click', { user: 'bob', channel: CHANNEL, ts, action_id: 'alert_silence' });
      await until(
        async () => ((await matchers()).length === 2 ? undefined : 'the silence of both'),
        PATIENCE_MS,
      );
      expect((await statesThere()).toSorted()).toEqual(['suppressed', 'suppressed']);
      expect(await matchers()).toEqual(
        ['cart', 'checkout'].map((service) => [
          ...['alertname=QueueIsLong', 'cluster=of-prometheus', 'namespace=shop'],
          ...[`service=${service}`, 'severity=critical', 'team=shop'],
        ]),
      );
      await untilAlert(/Silenced by/u);
    },
    LONG_MS,
  );

  test(
    'that ends while Alertmanager is silent about it is over in Slack too',
    async () => {
      await untilLooked();
      queues = { cart: 5, checkout: 5 };
      await untilAlert(/resolved after/u);
      expect(await matchers()).toHaveLength(2);
    },
    LONG_MS,
  );

  test(
    'that fires anew and ends after the silence is told in the same message, which has the right end',
    async () => {
      queues = { cart: 3_000, checkout: 5 };
      await untilAlert(/cart has 3000 orders waiting/u);
      await world.sim('click', { user: 'bob', channel: CHANNEL, ts, action_id: 'alert_unsilence' });
      await until(
        async () => ((await matchers()).length === 0 ? undefined : 'the end of the silences'),
        PATIENCE_MS,
      );
      queues = { cart: 5, checkout: 5 };
      await untilAlert(/resolved after/u);
      expect((await all()).map((each) => each.ts)).toEqual([ts]);
      expect(JSON.stringify(await world.said())).not.toContain(TOKEN);
    },
    LONG_MS,
  );
});

/** Messages about it, answers in their threads left out. */
async function all(): Promise<readonly Said[]> {
  return (await world.said()).filter(
    (each) =>
      each.channel === CHANNEL &&
      words(each).includes('QueueIsLong') &&
      (each.thread_ts === undefined || each.thread_ts === each.ts),
  );
}

async function theAlert(): Promise<Said> {
  const [found, ...others] = await all();
  if (found === undefined || others.length > 0) throw new Error(`${others.length} more of it`);
  return found;
}

async function untilAlert(...matches: readonly RegExp[]): Promise<void> {
  await until(async () => {
    const [found] = await all();
    const missing = matches.filter((each) => found === undefined || !each.test(words(found)));
    if (missing.length === 0) return undefined;
    return `${missing.join(' and ')} in ${found === undefined ? 'no message' : words(found)}`;
  }, PATIENCE_MS);
}

/** As Alertmanager calls them. */
async function statesThere(): Promise<readonly string[]> {
  const answer = await fetch(`${alertmanager.url}/api/v2/alerts`);
  const found = (await answer.json()) as readonly { readonly status: { readonly state: string } }[];
  return found.map(({ status }) => status.state);
}

/** Until the bot has asked Alertmanager twice: the second time it knows what was delivered before. */
async function untilLooked(): Promise<void> {
  let [looks, last] = [0, Number.POSITIVE_INFINITY];
  await until(async () => {
    const text = await (await fetch(`http://127.0.0.1:${world.port()}/metrics`)).text();
    const age = Number(
      /^quartermaster_source_age_seconds\{source="webhook prometheus"\} (\S+)$/mu.exec(text)?.[1],
    );
    if (age < last) looks += 1;
    last = Number.isNaN(age) ? last : age;
    return looks >= 3 ? undefined : `looks at Alertmanager: ${looks}`;
  }, PATIENCE_MS);
}

/** Those of silences that stand. */
async function matchers(): Promise<readonly (readonly string[])[]> {
  const standing = (await asked.silences(signal)).filter(({ state }) => state !== 'expired');
  return standing
    .map((each) => each.matchers.map(({ name, value }) => `${name}=${value}`).toSorted())
    .toSorted((one, other) => (one.join() < other.join() ? -1 : 1));
}
