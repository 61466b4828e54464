// What is asked of a Prometheus, and what is made of its answers.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createPrometheus } from '../../../bot/adapters/prometheus.ts';

const { signal } = new AbortController();
const HOUR_MS = 3_600_000;

const servers: Server[] = [];
let asked: URL | undefined;

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function rangeOf(answer: unknown, status = 200, untilMs = HOUR_MS) {
  const server = createServer((request, response) => {
    asked = new URL(request.url ?? '', 'http://here');
    response.writeHead(status);
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const prometheus = createPrometheus({ url: `http://127.0.0.1:${port}` });
  const span = { fromMs: 0, untilMs };
  return await prometheus
    .range('up{job="a b"} == 0 & x', span, signal)
    .finally(() => prometheus.close());
}

const of = (...result: readonly object[]) => ({
  status: 'success',
  data: { resultType: 'matrix', result },
});

test('the rule is asked for as it is, in as many points as a graph can show', async () => {
  await rangeOf(of());
  expect(asked?.pathname).toBe('/api/v1/query_range');
  expect(Object.fromEntries(asked?.searchParams ?? [])).toEqual({
    ...{ query: 'up{job="a b"} == 0 & x', start: '0', end: '3600', step: '15' },
  });
  await rangeOf(of(), 200, 24 * HOUR_MS);
  expect(asked?.searchParams.get('step')).toBe('360');
});

test('series are numbers over time, without what is none', async () => {
  const metric = { __name__: 'up', job: 'a' };
  const values = [
    [1_000, '0.5'],
    [1_015.5, 'NaN'],
    [1_030, '+Inf'],
    [1_045, '3'],
  ];
  expect(await rangeOf(of({ metric, values }))).toEqual([
    {
      labels: metric,
      points: [
        [1_000_000, 0.5],
        [1_045_000, 3],
      ],
    },
  ]);
});

test.each([
  ['an error', { status: 'error', errorType: 'bad_data', error: 'secret' }, 400, /status 400/u],
  ['a page', '<html>', 200, /no list of series/u],
  [
    'another type',
    { status: 'success', data: { resultType: 'scalar', result: [1, '2'] } },
    200,
    /no list of series/u,
  ],
] as const)('%s is said to be none', async (_, answer, status, words) => {
  const failed = rangeOf(answer, status);
  await expect(failed).rejects.toThrow(words);
  await expect(failed).rejects.not.toThrow(/secret/u);
});
