// The control port over HTTP, from client to server: the same answers, the same refusals, and nothing for strangers.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createControlClient } from '../../../../pipeline/adapters/control/client.ts';
import {
  type ControlServer,
  startControlServer,
} from '../../../../pipeline/adapters/control/server.ts';
import type { MemberControl, PipelineControl } from '../../../../pipeline/control.ts';
import { OperatorError } from '../../../../pipeline/operator-error.ts';
import type { Log } from '../../../../pipeline/ports.ts';

const TOKEN = 'a token of many characters';
const logged: string[] = [];
const LOG: Log = {
  ...{ debug: () => {}, info: () => {}, warn: () => {} },
  error: (_, message) => void logged.push(message),
};

/** Answers with what it was asked. */
const CONTROL = {
  list: async () => ['settlement'],
  query: async (...asked: string[]) => ({ found: undefined, unasked: [], asked }),
  memberQuery: async () => undefined,
  memberStatus: async (name: string) => ({
    ...{ pipeline: name, instanceId: 'p1', phase: 'running', held: [], restarts: 2 },
    ...{ transactions: 3, restore: undefined, lastError: undefined },
    tasks: [
      {
        ...{ partition: 0, streamTimeMs: 0, behindMs: 1_500, counts: { 'a "b"': 1 }, stores: {} },
        inputs: [{ topic: 'ad.clicks', committed: 5, lagRecords: 7 }],
      },
    ],
  }),
  describe: async (name: string) => {
    throw new OperatorError({ what: `No ${name}.`, why: 'Because.', fix: 'Do.' });
  },
  replay: async () => {
    throw new Error('a secret of ours');
  },
} as unknown as PipelineControl & MemberControl;

let server: ControlServer;
const endpoint = () => `http://127.0.0.1:${server.port}`;
const client = (token = TOKEN) => createControlClient({ endpoint: endpoint(), token });
const post = (path: string, body: string, headers = {}) =>
  fetch(`${endpoint()}${path}`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
  });

beforeEach(async () => {
  logged.length = 0;
  server = await startControlServer({
    ...{ host: '127.0.0.1', port: 0, token: TOKEN, control: () => CONTROL, log: LOG },
  });
});

afterEach(async () => {
  await server.close();
});

test('what is asked is answered as by the port itself', async () => {
  expect(await client().list()).toEqual(['settlement']);
  expect(await client().query('settlement', 'budgets', 'c1')).toMatchObject({
    asked: ['settlement', 'budgets', 'c1'],
  });
  expect(await client().memberQuery('settlement', 'budgets', 'c1')).toBeUndefined();
});

test('a refusal comes over whole', async () => {
  await expect(client().describe('x')).rejects.toMatchObject({
    ...{ what: 'No x.', why: 'Because.', fix: 'Do.' },
  });
});

test('a failure is told without its insides, which are in the log', async () => {
  const answer = await post('/control/replay', '["settlement"]');
  expect([answer.status, await answer.text()]).toEqual([500, '']);
  expect(logged).toEqual(['a request to the control port failed']);
});

test('without the token nothing is answered, wrong or missing', async () => {
  await expect(client('another token of many characters').list()).rejects.toMatchObject({
    why: 'It does not know our token.',
  });
  for (const path of ['/metrics', '/control/list', '/anything']) {
    expect((await fetch(`${endpoint()}${path}`)).status).toBe(401);
  }
  expect((await fetch(`${endpoint()}/healthz`)).status).toBe(200);
});

test.each([
  ['/control/list', '{}', 400],
  ['/control/list', 'no json', 400],
  ['/control/act', '["settlement","explode"]', 400],
  ['/control/deadLetters', '["settlement",1e9]', 400],
  ['/control/query', JSON.stringify(['settlement', 'budgets', 'x'.repeat(100_000)]), 400],
  ['/control/constructor', '[]', 404],
  ['/control/toString', '[]', 404],
])('%s with %.30s is answered with %i', async (path, body, status) => {
  expect((await post(path, body)).status).toBe(status);
});

test('the figures are in the format of Prometheus', async () => {
  const answer = await fetch(`${endpoint()}/metrics`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  const text = await answer.text();
  expect(text).toContain(
    'pipeline_lag_records{pipeline="settlement",topic="ad.clicks",partition="0"} 7\n',
  );
  expect(text).toContain('pipeline_behind_seconds{pipeline="settlement",partition="0"} 1.5\n');
  expect(text).toContain('outcome="a \\"b\\""} 1\n');
});

test('a token that is easily guessed opens no port', async () => {
  await expect(
    startControlServer({
      ...{ host: '127.0.0.1', port: 0, token: 'short', control: () => CONTROL, log: LOG },
    }),
  ).rejects.toMatchObject({ why: 'Its token has fewer than 16 characters.' });
});

test('a process that is not there is told as such', async () => {
  const gone = client();
  await server.close();
  await expect(gone.list()).rejects.toMatchObject({ why: 'It did not answer.' });
});

test('a process that says nothing is told with how long it was waited for', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const asked = createControlClient({
    ...{ endpoint: `http://127.0.0.1:${port}`, token: TOKEN, timeoutMs: 250 },
  });
  try {
    await expect(asked.list()).rejects.toMatchObject({
      why: 'It did not answer within 0.25 seconds.',
    });
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});
