// The audit on its way to a real https server that fails, is slow, lies and restarts: every row arrives, in order, and what hinders it
// is told without a secret.

import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAuditWebhook } from '../../../bot/adapters/audit-webhook.ts';
import { openStore } from '../../../bot/adapters/store.ts';
import {
  type AuditExport,
  createAuditExport,
  createStdoutSink,
} from '../../../bot/audit/export.ts';
import { readAuditLine } from '../../../bot/audit/line.ts';
import { hashRow } from '../../../bot/audit-chain.ts';
import { systemClock } from '../../../bot/clock.ts';
import type { WebhookSettings } from '../../../bot/config/audit.ts';
import type { Store } from '../../../bot/ports.ts';
import { AT_MS, entryOf } from '../../contract/store/fixtures.ts';
import { until } from '../../world/world.ts';
import { createSiem, type Received, type Siem, take } from './siem.ts';

const TOKEN = 'token-9f8e7d6c5b4a-secret';
const KEY = 'key-1a2b3c4d5e6f-secret';
const PATIENCE_MS = 30_000;
let folder: string;
let store: Store;
let siem: Siem;
let logged: string;
const running: AuditExport[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-export-'));
  store = await openStore({ dataDirectory: folder });
  siem = await createSiem();
  await writeFile(path.join(folder, 'ca.pem'), siem.ca);
  await writeFile(path.join(folder, 'token'), `${TOKEN}\n`);
  await writeFile(path.join(folder, 'key'), KEY);
  logged = '';
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  await siem.stop();
  await store.close();
  await rm(folder, { recursive: true, force: true });
  expect(logged).not.toContain(TOKEN);
  expect(logged).not.toContain(KEY);
});

const note = (fields: object, message: string) => {
  logged += `${JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? `${value.stack}` : value))} ${message}\n`;
};

function start(
  changes: Partial<WebhookSettings> = {},
  limits = {},
  deadlineMs = 20_000,
): AuditExport {
  const settings: WebhookSettings = {
    url: siem.url,
    ca: path.join(folder, 'ca.pem'),
    bearer: { file: path.join(folder, 'token') },
    hmac: { file: path.join(folder, 'key') },
    ...changes,
  };
  const sink = createAuditWebhook(settings, { nowMs: systemClock.nowMs, deadlineMs });
  const exporting = createAuditExport({
    ...{ name: 'webhook', store, clock: systemClock, sink: () => sink },
    log: { info: note, warn: note, error: note },
    limits: { rows: 10, pollMs: 20, retryFirstMs: 20, retryLongestMs: 100, stopMs: 500, ...limits },
  });
  running.push(exporting);
  exporting.start();
  return exporting;
}

async function write(count: number): Promise<void> {
  await store.transaction(async (inside) => {
    for (let row = 0; row < count; row += 1) await inside.appendAudit(entryOf(), AT_MS + row);
  });
}

async function arrived(seq: number): Promise<void> {
  await until(async () => {
    const through = await store.exportedThrough('webhook');
    return through >= seq ? undefined : `row ${seq}; they came to ${through}; ${logged}`;
  }, PATIENCE_MS);
}

/** Each row once: a batch that came a second time begins where the first did. */
function rowsTaken(taken: readonly Received[] = siem.taken): readonly number[] {
  return [...new Set(taken.flatMap(({ rows }) => rows))];
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

async function problem(exporting: AuditExport, expected: RegExp): Promise<void> {
  await until(async () => {
    const { problem: told, waiting } = await exporting.status();
    return told !== undefined && expected.test(told) && waiting > 0
      ? undefined
      : `${expected}, not ${told}`;
  }, PATIENCE_MS);
}

describe('the webhook', () => {
  test('gets every row in order, once, in lines that prove the chain', async () => {
    await write(25);
    start();
    await arrived(25);
    await write(3);
    await arrived(28);
    expect(siem.received.flatMap(({ rows }) => rows)).toEqual(numbers(28));
    let previous = '0'.repeat(64);
    for (const line of siem.received.flatMap(({ body }) => body.trim().split('\n'))) {
      const row = readAuditLine(line);
      expect(row?.previousHash).toBe(previous);
      expect(row && hashRow(row)).toBe(row?.hash);
      previous = row?.hash ?? '';
    }
  });

  test('is shown who it is that sends, by token and by signature', async () => {
    await write(1);
    start();
    await arrived(1);
    const [{ headers, body } = siem.received[0] as Received] = siem.received;
    expect(headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/x-ndjson; charset=utf-8',
      'idempotency-key': expect.stringMatching(/^1-1-[0-9a-f]{16}$/u),
    });
    const [, seconds, signature] =
      /^t=(\d+),v1=([0-9a-f]{64})$/u.exec(String(headers['quartermaster-signature'])) ?? [];
    expect(signature).toBe(createHmac('sha256', KEY).update(`${seconds}.${body}`).digest('hex'));
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(600);
  });

  test.each<[string, RegExp, Siem['behave']]>([
    ['fails', /HTTP 503/u, (_, response) => void response.writeHead(503).end()],
    ['lets nobody in', /HTTP 401/u, (_, response) => void response.writeHead(401).end()],
    ['does not answer', /no whole answer in 1 s/u, () => {}],
    [
      'says yes and breaks off',
      /no answer|no whole answer/u,
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"ok"');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    [
      'says yes without an end',
      /no whole answer/u,
      (_, response) => void response.writeHead(200).write('{'),
    ],
    ['hangs up', /no answer \(\w+\)/u, (_, response) => void response.destroy()],
    [
      'answers with rubbish',
      /no answer \(\w+\)/u,
      (_, response) => void response.socket?.end('HTTP/9 what\r\n\r\n'),
    ],
    ['has no more room', /HTTP 507/u, (_, response) => void response.writeHead(507).end()],
  ])('that %s gets the rows when it is well again, none left out', async (_, expected, behave) => {
    siem.behave = behave;
    await write(25);
    const exporting = start({}, {}, 1_000);
    await problem(exporting, expected);
    expect(await store.exportedThrough('webhook')).toBe(0);
    siem.behave = take;
    await arrived(25);
    expect(rowsTaken()).toEqual(numbers(25));
    await until(async () => {
      const { waiting, failures, problem: left } = await exporting.status();
      return waiting + failures === 0 && left === undefined ? undefined : 'all to be well';
    }, PATIENCE_MS);
    expect(logged).toMatch(expected);
  });

  test('that sends elsewhere is not followed, and the secrets go nowhere', async () => {
    const seen: string[] = [];
    const elsewhere = createServer((request, response) => {
      seen.push(JSON.stringify(request.headers));
      response.end();
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as AddressInfo;
    siem.behave = (_, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end();
    await write(1);
    await problem(start(), /HTTP 307/u);
    expect(seen).toEqual([]);
    elsewhere.close();
  });

  test('that takes only little at a time gets less at a time', async () => {
    siem.behave = ({ rows }, response) => response.writeHead(rows.length > 2 ? 413 : 200).end();
    await write(25);
    start();
    await arrived(25);
    expect(rowsTaken()).toEqual(numbers(25));
  });

  test('that does not like one row gets those before it, and is told which it is', async () => {
    siem.behave = ({ rows }, response) => response.writeHead(rows.includes(17) ? 400 : 200).end();
    await write(25);
    const exporting = start();
    await arrived(16);
    await problem(exporting, /^rows 17 to 17: the server answered with HTTP 400$/u);
    siem.behave = take;
    await arrived(25);
  });

  test('that asks for time gets it, within bounds', async () => {
    siem.behave = (_, response) => response.writeHead(429, { 'retry-after': '86400' }).end();
    await write(1);
    const exporting = start({}, { retryLongestMs: 200 });
    await problem(exporting, /HTTP 429/u);
    siem.behave = take;
    await arrived(1);
  });

  test('that restarts in the middle misses nothing', async () => {
    await write(200);
    let count = 0;
    siem.behave = (received, response) => {
      count += 1;
      if (count % 4 === 0) response.destroy();
      else take(received, response);
    };
    start();
    await arrived(30);
    await siem.stop();
    await write(20);
    await siem.start();
    await arrived(220);
    expect(rowsTaken()).toEqual(numbers(220));
  });

  test('goes on where it was after the bot’s restart, and repeats no more than one batch', async () => {
    await write(40);
    siem.behave = (received, response) => {
      if ((received.rows[0] ?? 0) <= 21) take(received, response);
    };
    const first = start();
    await until(
      async () => (siem.received.length >= 4 ? undefined : 'the batch that hangs'),
      PATIENCE_MS,
    );
    await first.stop();
    siem.behave = take;
    start();
    await arrived(40);
    const sent = siem.received.flatMap(({ rows }) => rows);
    expect(rowsTaken()).toEqual(numbers(40));
    for (const row of numbers(30)) expect(sent.filter((each) => each === row).length).toBe(1);
  });

  test.each([
    [
      'is not there',
      { bearer: { variable: 'QM_NO_SUCH_VARIABLE' } },
      /no usable secret in the variable QM_NO_SUCH_VARIABLE/u,
    ],
    [
      'cannot be sent',
      { hmac: { file: 'package.json' } },
      /no usable secret in the file package.json/u,
    ],
    ['of the authority is not there', { ca: '/nowhere.pem' }, /ENOENT/u],
  ])('whose secret %s is told so, and gets nothing', async (_, changes, expected) => {
    await write(1);
    await problem(start(changes), expected);
    expect(siem.received).toEqual([]);
  });

  test('with a certificate of nobody known gets nothing', async () => {
    await writeFile(
      path.join(folder, 'ca.pem'),
      (
        await createSiem().then(async (other) => {
          await other.stop();
          return other.ca;
        })
      ).replace(/A/u, 'B'),
    );
    await write(1);
    await problem(start(), /no answer/u);
    expect(siem.received).toEqual([]);
  });

  test('is served by one process at a time', async () => {
    await write(50);
    start();
    start();
    await arrived(50);
    expect(siem.received.flatMap(({ rows }) => rows)).toEqual(numbers(50));
  });
});

describe('stdout', () => {
  test('gets marked lines, whole, from where it was', async () => {
    let text = '';
    const exportTo = () => {
      const sink = createStdoutSink((chunk) => {
        text += chunk;
      });
      const log = { info: note, warn: note, error: note };
      const limits = { pollMs: 20 };
      return createAuditExport({
        name: 'stdout',
        store,
        clock: systemClock,
        log,
        sink: () => sink,
        limits,
      });
    };
    const sent = (seq: number) =>
      until(
        async () => ((await store.exportedThrough('stdout')) >= seq ? undefined : `${seq}`),
        PATIENCE_MS,
      );
    await write(3);
    const first = exportTo();
    first.start();
    await sent(3);
    await first.stop();
    await write(2);
    const second = exportTo();
    second.start();
    await sent(5);
    await second.stop();
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => readAuditLine(line)?.seq);
    expect(rows).toEqual(numbers(5));
    expect(text).toMatch(/^\{"stream":"quartermaster\.audit"/u);
  });
});
