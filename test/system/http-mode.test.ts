// The whole product with Slack's requests over HTTP in place of a socket: commands, mentions and buttons are signed, answered, and
// refused without a right signature.

import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { type BotProcess, startBotProcess } from '../../sandbox/bot-process.ts';
import { freePort } from '../../sandbox/free-port.ts';
import { startSlack } from '../../sandbox/slack/server.ts';
import { until } from '../world/world.ts';
import { type StoredMessage, words } from './sandbox.ts';

const SECRET = 'the-signing-secret-of-this-test';
const TOKEN = 'the-token-of-this-test';
const LONG_MS = 120_000;

let folder: string;
let slack: Awaited<ReturnType<typeof startSlack>>;
let bot: BotProcess;
let botUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-http-'));
  const port = await freePort();
  botUrl = `http://127.0.0.1:${port}`;
  slack = await startSlack({
    port: 0,
    manifestPath: 'manifest.yml',
    botUrl: `${botUrl}/slack/events`,
    signingSecret: SECRET,
    settings: { ack_ms: 30_000, trigger_ms: 30_000, rate_limits: false },
  });
  const configFile = path.join(folder, 'quartermaster.yaml');
  const settings = {
    policies: path.resolve('policies', 'starter'),
    clusters: {},
    groups: { admin: { userGroups: ['S0ADMINS'] } },
    webhooks: { prometheus: { kind: 'alertmanager', bearer: { variable: 'WEBHOOK_TOKEN' } } },
    alerts: { routes: [{ name: 'all', channel: 'C0SHOPOPS' }] },
  };
  await writeFile(configFile, stringify(settings), { mode: 0o600 });
  const { PATH, HOME } = process.env;
  bot = await startBotProcess({
    ...{ PATH, HOME, PORT: String(port), LOG_LEVEL: 'error' },
    SLACK_APP_TOKEN: '',
    WEBHOOK_TOKEN: TOKEN,
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: slack.apiUrl,
    QUARTERMASTER_CONFIG: configFile,
    DATA_DIR: path.join(folder, 'data'),
  });
}, LONG_MS);

afterAll(async () => {
  await bot?.end('SIGTERM');
  await slack?.close();
  await rm(folder, { recursive: true, force: true });
});

test(
  'a slash command and a mention are answered',
  async () => {
    await sim('command', { user: 'alice', channel: '#shop-ops', text: '/qm version' });
    await answered(/Succeeded[\s\S]*qm version/u, 1);
    await sim('command', {
      user: 'alice',
      channel: '#shop-ops',
      text: '@quartermaster qm version',
    });
    await answered(/Succeeded[\s\S]*qm version/u, 2);
  },
  LONG_MS,
);

test.each([
  ['a wrong signature', (body: string, at: string) => sign(body, at, 'another secret')],
  ['no signature', () => ''],
  ['a signature of long ago', (body: string) => sign(body, '1600000000', SECRET)],
])(
  'a request with %s is turned away, and nothing comes of it',
  async (title, signed) => {
    const at = title.endsWith('long ago') ? '1600000000' : String(Math.floor(Date.now() / 1000));
    const body = new URLSearchParams({
      ...{ command: '/qm', text: 'freezes', trigger_id: `forged ${title}`, team_id: 'T0SHOP' },
      ...{ user_id: 'U0ALICE', channel_id: 'C0SHOPOPS' },
    }).toString();
    const answer = await fetch(`${botUrl}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': at,
        'x-slack-signature': signed(body, at),
      },
      body,
    });
    expect(answer.status).toBe(401);
    expect((await messages()).filter((message) => /freezes/u.test(words(message)))).toEqual([]);
  },
  LONG_MS,
);

test('the same listener says that it is well', async () => {
  const answer = await fetch(`${botUrl}/healthz`);
  expect(answer.status).toBe(200);
});

test(
  'an alert that is delivered is told in its channel, and its end in the same message',
  async () => {
    const deliver = async (status: 'firing' | 'resolved', token = TOKEN) => {
      const alert = {
        ...{ status, fingerprint: 'a1', startsAt: '2026-01-01T00:00:00Z' },
        labels: { alertname: 'SlowCheckout', severity: 'critical' },
        annotations: { summary: 'Checkout takes 9 seconds' },
      };
      const group = { groupKey: 'g1', groupLabels: { alertname: 'SlowCheckout' } };
      const answer = await fetch(`${botUrl}/webhooks/prometheus`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ version: '4', ...group, alerts: [alert] }),
      });
      return answer.status;
    };
    expect(await deliver('firing', 'another')).toBe(401);
    expect(await deliver('firing')).toBe(200);
    await answered(/SlowCheckout/u, 1);
    const told = async () => (await messages()).filter((each) => /SlowCheckout/u.test(words(each)));
    const [before] = (await told()).map(words);
    expect(before).toContain('Checkout takes 9 seconds');
    expect(await deliver('resolved')).toBe(200);
    await until(async () => {
      const [now] = (await told()).map(words);
      return now === before ? 'the message is as it was' : undefined;
    }, 60_000);
    expect((await told()).map(words)).toEqual([expect.stringMatching(/resolved/iu)]);
  },
  LONG_MS,
);

function sign(body: string, at: string, secret: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
}

async function answered(wanted: RegExp, count: number): Promise<void> {
  await until(async () => {
    const found = (await messages()).filter((message) => wanted.test(words(message)));
    return found.length >= count ? undefined : `${count} answers like ${wanted.source}`;
  }, 60_000);
}

async function messages(): Promise<readonly StoredMessage[]> {
  const response = await fetch(`${slack.url}/sim/messages?channel=C0SHOPOPS`);
  return ((await response.json()) as { messages: readonly StoredMessage[] }).messages;
}

async function sim(route: string, body: object): Promise<void> {
  const response = await fetch(`${slack.url}/sim/${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(await response.json()).toMatchObject({ ok: true });
}
