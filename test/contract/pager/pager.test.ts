// The pager's adapter over HTTP: what PagerDuty's Events API v2 and a server of one's own are sent, and what is made of their answers.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createPager } from '../../../bot/adapters/pager.ts';
import { pager as schema } from '../../../bot/config/pagers.ts';
import type { Page, Pager } from '../../../bot/pager.ts';

const SECRET = 'R0UTINGKEY0000000000000000000001';
const { signal } = new AbortController();

interface Sent {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

let server: Server;
let url: string;
let sent: Sent[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let pager: Pager | undefined;

beforeEach(async () => {
  process.env.PAGER_TEST_KEY = SECRET;
  sent = [];
  answer = (_request, response) => response.writeHead(202).end('{"status":"success"}');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      sent.push({ path: request.url ?? '', headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  delete process.env.PAGER_TEST_KEY;
  await pager?.close();
  pager = undefined;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('PagerDuty', () => {
  test('is sent a trigger with what it needs, below the address of the settings', async () => {
    expect(await pagerduty('/v2/enqueue').send(PAGE, signal)).toEqual({ kind: 'taken' });
    expect(sent[0]?.path).toBe('/v2/enqueue');
    expect(sent[0]?.body).toEqual({
      ...{ routing_key: SECRET, event_action: 'trigger', dedup_key: 'quartermaster-g1' },
      client: 'Quartermaster',
      payload: {
        ...{ summary: 'web crashes', source: 'kubernetes staging', severity: 'critical' },
        timestamp: '2026-11-26T03:00:00.000Z',
        custom_details: { alert: 12, namespace: 'shop' },
      },
    });
  });

  test.each(['acknowledge', 'resolve'] as const)('is sent "%s" by the same key', async (event) => {
    await pagerduty().send({ ...PAGE, event }, signal);
    expect(sent[0]?.body).toEqual({
      ...{ routing_key: SECRET, event_action: event, dedup_key: 'quartermaster-g1' },
      client: 'Quartermaster',
    });
  });

  test('is sent no more than it takes', async () => {
    const alert = { ...PAGE.alert, title: 'x'.repeat(5_000) };
    await pagerduty().send({ ...PAGE, dedupKey: 'k'.repeat(900), alert }, signal);
    const { payload, dedup_key: key } = (sent[0]?.body ?? {}) as {
      payload: { summary: string };
      dedup_key: string;
    };
    expect([payload.summary.length, key.length]).toEqual([1_024, 255]);
  });
});

test('a pager of kind json is sent all of it, with its own secret', async () => {
  pager = createPager(
    schema.parse({ kind: 'json', endpoint: { url, bearer: { variable: 'PAGER_TEST_KEY' } } }),
  );
  expect(await pager.send(PAGE, signal)).toEqual({ kind: 'taken' });
  expect(sent[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  expect(sent[0]?.body).toEqual({
    ...{ version: 1, event: 'trigger', dedupKey: 'quartermaster-g1' },
    alert: {
      ...{ number: 12, title: 'web crashes', severity: 'critical', source: 'kubernetes staging' },
      ...{ since: '2026-11-26T03:00:00.000Z', labels: { namespace: 'shop' } },
    },
  });
});

describe('an answer', () => {
  test.each([
    [200, 'taken'],
    [202, 'taken'],
    [400, 'refused'],
    [403, 'refused'],
    [408, 'unsure'],
    [429, 'unsure'],
    [500, 'unsure'],
    [503, 'unsure'],
  ])('of %i is "%s"', async (status, kind) => {
    answer = (_request, response) => response.writeHead(status).end(SECRET);
    const outcome = await pagerduty().send(PAGE, signal);
    expect(outcome.kind).toBe(kind);
    expect(JSON.stringify(outcome)).not.toContain(SECRET);
  });

  test('that sends it elsewhere is not followed, and the secret goes to nobody else', async () => {
    answer = (_request, response) =>
      response.writeHead(307, { location: `${url}/elsewhere` }).end();
    expect(await pagerduty().send(PAGE, signal)).toEqual({
      ...{ kind: 'refused', why: 'it answered with HTTP 307' },
    });
    expect(sent).toHaveLength(1);
  });

  test('that breaks off leaves it unsure, in words without address or secret', async () => {
    answer = (request) => request.socket.destroy();
    const outcome = await pagerduty().send(PAGE, signal);
    expect(outcome.kind).toBe('unsure');
    expect(JSON.stringify(outcome)).not.toMatch(/127\.0\.0\.1|R0UTING/u);
    expect(sent).toHaveLength(1);
  });
});

test('where its secret is not there nothing is sent, and it says where it is looked for', async () => {
  delete process.env.PAGER_TEST_KEY;
  const gone = pagerduty();
  expect(await gone.send(PAGE, signal)).toEqual({
    ...{ kind: 'unsure', why: 'There is no usable secret in the variable PAGER_TEST_KEY.' },
  });
  expect(gone.problem()).toContain('PAGER_TEST_KEY');
  expect(sent).toEqual([]);
  process.env.PAGER_TEST_KEY = SECRET;
  expect(gone.problem()).toBeUndefined();
});

test('it ends at once when this process leads no longer', async () => {
  const over = new AbortController();
  answer = () => over.abort(new Error('another process leads'));
  await expect(pagerduty().send(PAGE, over.signal)).rejects.toThrow('another process leads');
});

const PAGE: Page = {
  ...{ pager: 'duty', dedupKey: 'quartermaster-g1', event: 'trigger' },
  alert: {
    ...{ number: 12, title: 'web crashes', severity: 'critical', source: 'kubernetes staging' },
    ...{ labels: { namespace: 'shop' }, openedAtMs: Date.UTC(2026, 10, 26, 3) },
  },
};

function pagerduty(path = ''): Pager {
  pager = createPager(
    schema.parse({
      ...{ kind: 'pagerduty', routingKey: { variable: 'PAGER_TEST_KEY' } },
      endpoint: { url: `${url}${path}` },
    }),
  );
  return pager;
}
