// A real ElastAlert 2 with the rule of the documentation: what it finds in logs is one message, a webhook that refuses its token gets it later, and it ends by time.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findElastAlert, startElastAlert } from '../elastalert/elastalert.ts';
import { type Elasticsearch, startElasticsearch } from '../elastalert/elasticsearch.ts';
import type { Program } from '../programs/start-program.ts';
import { createWorld, type Said, until, type World } from '../world/world.ts';
import { documented } from './documented.ts';
import { words } from './sandbox.ts';

const python = await findElastAlert('the way from a log through ElastAlert to Slack');
const suite = python === undefined ? describe.skip : describe;
const LONG_MS = 300_000;
const PATIENCE_MS = 240_000;
const CHANNEL = '#incidents';
const TOKEN = 'a-token-of-the-tests';

let folder: string;
let token: string;
let elasticsearch: Elasticsearch;
let elastalert: Program;
let world: World;

beforeAll(async () => {
  if (python === undefined) return;
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-logs-'));
  token = path.join(folder, 'token');
  await writeFile(token, 'another-token', { mode: 0o600 });
  elasticsearch = await startElasticsearch();
  world = await createWorld({
    alerts: { routes: [{ name: 'payments', match: { team: 'payments' }, channel: 'C0INCIDENT' }] },
    webhooks: { logs: { kind: 'elastalert', bearer: { file: token }, endsAfterMinutes: 1 } },
  });
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
  elastalert = await startElastAlert(python, {
    port: elasticsearch.port,
    rule: await documented('http_post2_url', {
      'https://quartermaster.example.com': `http://127.0.0.1:${world.port()}`,
      'Bearer TOKEN': `Bearer ${TOKEN}`,
    }),
  });
}, LONG_MS);

afterAll(async () => {
  await elastalert?.stop();
  await world?.close();
  await elasticsearch?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}, LONG_MS);

suite('a rule of ElastAlert', () => {
  test(
    'is refused while its token is wrong, and keeps what it has found',
    async () => {
      for (let line = 0; line < 5; line += 1) {
        elasticsearch.log({ ...DECLINED, service: 'checkout', order: line });
        elasticsearch.log({ ...DECLINED, service: 'refund', order: line });
      }
      await until(async () => {
        const waiting = elasticsearch.written('elastalert').filter(isUnsent);
        if (waiting.length === 2) return undefined;
        return `two alerts that wait: ${(await elastalert.said()).slice(-2_000)}`;
      }, PATIENCE_MS);
      expect(await elastalert.said()).toContain('401 Client Error');
      expect(await all()).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'is one message for its matters once the token is right',
    async () => {
      await writeFile(token, TOKEN, { mode: 0o600 });
      await untilAlert(/checkout: card "declined"/u, /refund: card "declined"/u);
      const [alert] = await all();
      expect(words(alert as Said)).toMatch(/payment errors/u);
      expect(words(alert as Said)).toMatch(/namespace shop/u);
      // What ElastAlert counts is of both together.
      expect(words(alert as Said)).not.toMatch(/\d times/u);
      expect(JSON.stringify(alert?.blocks)).toContain('https://runbooks.example.com/payments');
      await until(async () => {
        const waiting = elasticsearch.written('elastalert').filter(isUnsent);
        return waiting.length === 0 ? undefined : 'alerts that are still to be sent';
      }, PATIENCE_MS);
    },
    LONG_MS,
  );

  test(
    'is over in the same message when nothing new was found for so long',
    async () => {
      const [before] = await all();
      await untilAlert(/resolved after/u);
      expect((await all()).map(({ ts }) => ts)).toEqual([before?.ts]);
      expect(JSON.stringify(await world.said())).not.toContain(TOKEN);
    },
    LONG_MS,
  );
});

/** What it says has quotes and a line's end, as logs have. */
const DECLINED = { level: 'error', namespace: 'shop', message: 'card "declined"\nby the bank' };

function isUnsent({ alert_sent: isSent }: Readonly<Record<string, unknown>>): boolean {
  return isSent === false;
}

/** Messages about it, answers in their threads left out. */
async function all(): Promise<readonly Said[]> {
  return (await world.said()).filter(
    (each) =>
      each.channel === CHANNEL &&
      words(each).includes('payment errors') &&
      (each.thread_ts === undefined || each.thread_ts === each.ts),
  );
}

async function untilAlert(...matches: readonly RegExp[]): Promise<void> {
  await until(async () => {
    const [found] = await all();
    const missing = matches.filter((each) => found === undefined || !each.test(words(found)));
    if (missing.length === 0) return undefined;
    return `${missing.join(' and ')} in ${found === undefined ? `no message; ${(await elastalert.said()).slice(-2_000)}` : words(found)}`;
  }, PATIENCE_MS);
}
