// Deliveries over real HTTP: who may deliver, how much and how often, and that "taken" means kept.

import { createHmac } from 'node:crypto';
import { request as ask, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createProbes } from '../../../bot/adapters/health.ts';
import { createWebhooks, type WebhookParts } from '../../../bot/adapters/webhooks.ts';
import type { WebhookSettings } from '../../../bot/config/webhooks.ts';
import type { Batch, Take } from '../../../bot/sources/source.ts';

const [TOKEN, KEY] = ['a-token-of-the-tests', 'a-key-of-the-tests'];
const BODY = JSON.stringify({ rule: 'errors', title: 'declined' });
const JSON_TYPE = { 'content-type': 'application/json' };
const BEARER = { ...JSON_TYPE, authorization: `Bearer ${TOKEN}` };

const logs: WebhookSettings = {
  ...{ kind: 'elastalert', labels: { cluster: 'prod' }, endsAfterMinutes: 60 },
  ...{ bearer: { variable: 'QM_TEST_TOKEN' }, hmac: { variable: 'QM_TEST_KEY' } },
};

let server: Server | undefined;
let kept: Batch[];
let warnings: unknown[];
let nowMs: number;

beforeEach(() => {
  [process.env.QM_TEST_TOKEN, process.env.QM_TEST_KEY] = [TOKEN, KEY];
  [kept, warnings, nowMs] = [[], [], Date.parse('2031-03-05T12:00:00Z')];
});

afterEach(async () => {
  delete process.env.QM_TEST_TOKEN;
  delete process.env.QM_TEST_KEY;
  const opened = server;
  server = undefined;
  opened?.closeAllConnections();
  if (opened !== undefined) await new Promise((resolve) => opened.close(resolve));
});

interface Opened extends Partial<Omit<WebhookParts, 'take'>> {
  readonly take?: Take;
}

async function open({ take, ...parts }: Opened = {}): Promise<void> {
  const { handler } = createWebhooks({
    webhooks: () => ({ logs, keyless: { ...logs, hmac: undefined } as WebhookSettings }),
    take: () => take ?? (async (batch) => void kept.push(batch)),
    nowMs: () => nowMs,
    log: { warn: (fields) => void warnings.push(fields) },
    ...parts,
  });
  await listen(createServer(handler));
}

async function listen(one: Server): Promise<void> {
  server = one;
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
}

function port(): number {
  if (server === undefined) throw new Error('nothing listens');
  return (server.address() as AddressInfo).port;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function post(
  body: string | Buffer = BODY,
  headers: Record<string, string> = BEARER,
  { path = '/webhooks/logs', method = 'POST' } = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = ask({ port: port(), path, method, headers, agent: false }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text += part;
    });
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
    );
  });
  sent.once('error', reject);
  sent.end(body);
  return promise;
}

function signature(body: string, { key = KEY, atMs = nowMs } = {}): Record<string, string> {
  const seconds = Math.floor(atMs / 1000);
  const hex = createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex');
  return { ...JSON_TYPE, 'quartermaster-signature': `t=${seconds},v1=${hex}` };
}

describe('a delivery', () => {
  test('is taken when it is kept, with the labels of its webhook', async () => {
    await open();
    expect(await post()).toMatchObject({ status: 200, text: '{"taken":1}\n' });
    expect(kept).toMatchObject([
      { source: 'webhook logs', notices: [{ title: 'declined', labels: { cluster: 'prod' } }] },
    ]);
  });

  test('is not answered before it is kept', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await open({ take: () => promise });
    let isAnswered = false;
    const answer = post().then((got) => {
      isAnswered = true;
      return got;
    });
    await delay(200);
    expect(isAnswered).toBe(false);
    resolve();
    expect((await answer).status).toBe(200);
  });

  test('that cannot be kept is to be sent again', async () => {
    await open({ take: () => Promise.reject(new Error('the store is gone')) });
    const { status, headers, text } = await post();
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('10');
    expect(text).not.toContain('store');
    expect(warnings).toHaveLength(1);
  });

  test('that is not kept in time is to be sent again', async () => {
    await open({ take: () => new Promise(() => {}), limits: { keepMs: 50 } });
    expect((await post()).status).toBe(503);
  });

  test('that makes no sense is refused with why, and not with what', async () => {
    await open();
    const { status, text } = await post('{"rule": 7, "hunter2": 1}');
    expect([status, text]).toEqual([400, '{"error":"rule: missing, or of another type"}\n']);
    expect((await post(BODY, { ...BEARER, 'content-type': 'text/plain' })).status).toBe(415);
    expect(kept).toEqual([]);
  });
});

describe('whoever', () => {
  test.each<[string, Record<string, string>]>([
    ['says nothing', JSON_TYPE],
    ['has another token', { ...JSON_TYPE, authorization: 'Bearer another' }],
    [
      'has the beginning of the token',
      { ...JSON_TYPE, authorization: `Bearer ${TOKEN.slice(0, -1)}` },
    ],
    ['has the token with more behind it', { ...JSON_TYPE, authorization: `Bearer ${TOKEN}x` }],
    ['sends it in another way', { ...JSON_TYPE, authorization: `Basic ${TOKEN}` }],
    ['has a signature of no form', { ...JSON_TYPE, 'quartermaster-signature': 'v1=abc' }],
  ])('%s is refused', async (_who, headers) => {
    await open();
    const { status, text } = await post(BODY, headers);
    expect(status).toBe(401);
    expect(text).not.toContain(TOKEN);
    expect(kept).toEqual([]);
  });

  test('signs the body is let in', async () => {
    await open();
    expect((await post(BODY, signature(BODY))).status).toBe(200);
  });

  test('signs another body, with another key or at another time is refused', async () => {
    await open();
    const wrong = [
      signature(`${BODY} `),
      signature(BODY, { key: 'another' }),
      signature(BODY, { atMs: nowMs - 301_000 }),
      signature(BODY, { atMs: nowMs + 301_000 }),
    ];
    for (const headers of wrong) expect((await post(BODY, headers)).status).toBe(401);
    const keyless = await post(BODY, signature(BODY), { path: '/webhooks/keyless' });
    expect(keyless.status).toBe(401);
    expect(kept).toEqual([]);
  });

  test('asks for what there is not learns nothing', async () => {
    await open();
    for (const path of [
      '/webhooks/other',
      '/webhooks/constructor',
      '/webhooks/',
      '/webhooks/logs/x',
    ]) {
      expect((await post(BODY, BEARER, { path })).status).toBe(404);
    }
    expect((await post('', BEARER, { method: 'PUT' })).status).toBe(405);
  });

  test('delivers when the secret is not there is told to send it again, and the log says why', async () => {
    await open();
    delete process.env.QM_TEST_TOKEN;
    expect((await post()).status).toBe(503);
    expect(JSON.stringify(warnings)).toContain('source');
  });

  test('guesses is soon told to wait, and those who may deliver are not', async () => {
    await open();
    const statuses = [];
    for (let tries = 0; tries < 25; tries += 1) statuses.push((await post(BODY, JSON_TYPE)).status);
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
    expect(statuses.at(-1)).toBe(429);
    expect((await post()).status).toBe(200);
  });
});

test('it stands beside the probes, on one port', async () => {
  const webhooks = createWebhooks({
    ...{ webhooks: () => ({ logs }), nowMs: () => nowMs, log: { warn: () => {} } },
    take: () => async (batch) => void kept.push(batch),
  });
  const parts = { problems: async () => [], metrics: async () => '', webhooks };
  const probes = await createProbes(parts).listen(0);
  const to = (path: string) => `http://127.0.0.1:${probes.port}${path}`;
  const sent = await fetch(to('/webhooks/logs'), { method: 'POST', headers: BEARER, body: BODY });
  expect([sent.status, (await fetch(to('/healthz'))).status]).toEqual([200, 200]);
  await probes.close();
});

test('nothing is taken before the bot has started', async () => {
  const { handler } = createWebhooks({
    ...{ webhooks: () => ({ logs }), nowMs: () => nowMs, log: { warn: () => {} } },
    take: () => undefined,
  });
  await listen(createServer(handler));
  expect(await post()).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
});

describe('too much', () => {
  const limits = { body: { bytes: 1_000, ms: 10_000 } };
  const large = JSON.stringify({ rule: 'errors', text: 'x'.repeat(2_000) });

  test('in one delivery is refused by what it says', async () => {
    await open({ limits });
    expect((await post(large)).status).toBe(413);
  });

  test('in one delivery is refused as it comes', async () => {
    await open({ limits });
    expect((await post(large, { ...BEARER, 'transfer-encoding': 'chunked' })).status).toBe(413);
    expect(kept).toEqual([]);
  });

  test('in a second is told to wait, and for how long', async () => {
    await open({ limits: { perSecond: 0.5, atOnce: 2 } });
    const answers = [await post(), await post(), await post()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]?.headers['retry-after']).toBe('2');
    nowMs += 2_000;
    expect((await post()).status).toBe(200);
  });

  test('at the same time is told to wait', async () => {
    const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const take = async () => {
      begun.resolve();
      await end.promise;
    };
    await open({ take, limits: { inWork: 1 } });
    const first = post();
    await begun.promise;
    expect(await post()).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    end.resolve();
    expect((await first).status).toBe(200);
  });

  test('time for a body ends it', async () => {
    await open({ limits: { body: { bytes: 1_000, ms: 100 } } });
    const socket = connect(port(), '127.0.0.1');
    const { promise, resolve } = Promise.withResolvers<string>();
    let text = '';
    socket.on('data', (part) => {
      text += String(part);
    });
    socket.on('close', () => resolve(text));
    socket.on('error', () => resolve(text));
    socket.write(
      `POST /webhooks/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 50\r\n\r\n{`,
    );
    expect(await promise).toMatch(/^HTTP\/1\.1 408 /u);
    expect(kept).toEqual([]);
  });
});
