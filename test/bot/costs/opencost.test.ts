// What is made of the answers of an OpenCost: prices where it says what was paid, and words where it does not.

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createOpenCost } from '../../../bot/adapters/opencost.ts';

const GIB = 2 ** 30;
const DAY = { cpuCoreHours: 48, cpuCost: 1.5168, ramByteHours: 96 * GIB, ramCost: 0.4032 };
const PRICES = { cpuHour: 31_600, memoryGibHour: 4_200 };
const { signal } = new AbortController();

let server: Server;
const asked: string[] = [];

afterEach(() => {
  server.closeAllConnections();
  server.close();
  asked.length = 0;
});

/** Answers so to whatever path is there; 404 to others. */
async function costsOf(
  answer: unknown,
  { path = '/allocation/compute', status = 200, clusterId }: Given = {},
) {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const isThere = request.url?.split('?')[0] === path;
    response.writeHead(isThere ? status : 404);
    response.end(isThere ? (typeof answer === 'string' ? answer : JSON.stringify(answer)) : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const model = createOpenCost({ url, ...(clusterId === undefined ? {} : { clusterId }) });
  return await model.prices(signal).finally(() => model.close());
}

interface Given {
  readonly path?: string;
  readonly status?: number;
  readonly clusterId?: string;
}

const of = (clusters: object) => ({ code: 200, data: [clusters] });

test('a price is what was paid for what was had over the last day', async () => {
  expect(await costsOf(of({ 'cluster-one': DAY }))).toEqual(PRICES);
  expect(asked).toEqual(['/allocation/compute?window=24h&aggregate=cluster&accumulate=true']);
});

test('of what OpenCost 1.108 said on a cluster of its default prices, 0.031611 and 0.004237, these are made', async () => {
  const said = readFileSync(path.join(import.meta.dirname, 'opencost-1.108.json'), 'utf8');
  const { cpuHour, memoryGibHour } = await costsOf(said);
  expect(Math.abs(cpuHour - 31_611)).toBeLessThan(31);
  expect(Math.abs(memoryGibHour - 4_237)).toBeLessThan(5);
});

test('what the bill has made of it counts', async () => {
  const billed = { ...DAY, cpuCostAdjustment: -0.7584, ramCostAdjustment: 0.4032 };
  expect(await costsOf(of({ one: billed }))).toEqual({ cpuHour: 15_800, memoryGibHour: 8_400 });
});

test('one that knows the newer path alone is asked there', async () => {
  expect(await costsOf(of({ one: DAY }), { path: '/allocation' })).toEqual(PRICES);
});

test('what runs nowhere is no cluster', async () => {
  const idle = { ...DAY, cpuCost: 900 };
  expect(await costsOf(of({ one: DAY, __idle__: idle }))).toEqual(PRICES);
});

test('of several clusters the one counts that is named', async () => {
  const dear = { ...DAY, cpuCost: 3.0336 };
  expect(await costsOf(of({ one: DAY, two: dear }), { clusterId: 'two' })).toEqual({
    ...{ ...PRICES, cpuHour: 63_200 },
  });
});

describe('no price is made of', () => {
  test.each<[string, unknown, Given, RegExp]>([
    ['several clusters', of({ one: DAY, two: DAY }), {}, /several clusters.*one, two/u],
    [
      'a cluster that it does not know',
      of({ one: DAY }),
      { clusterId: 'x' },
      /for an hour of "x"/u,
    ],
    [
      'next to nothing',
      of({ one: { ...DAY, cpuCoreHours: 0.9 } }),
      {},
      /less than a core for an hour on/u,
    ],
    ['an empty answer', { code: 200, data: [null] }, {}, /less than a core/u],
    ['no data', { code: 200, data: null }, {}, /less than a core/u],
    ['what cost nothing', of({ one: { ...DAY, ramCost: 0 } }), {}, /a price of 0 an hour/u],
    ['what cost too much', of({ one: { ...DAY, cpuCost: 1e12 } }), {}, /a price of \d+/u],
    ['less than nothing', of({ one: { ...DAY, cpuCost: -1 } }), {}, /no list of allocations/u],
    ['a page', '<html>', {}, /no list of allocations/u],
    ['an error', 'boom', { status: 500 }, /answered with status 500/u],
    ['neither path', of({ one: DAY }), { path: '/costs' }, /answered with status 404/u],
  ])('%s', async (_, answer, given, why) => {
    await expect(costsOf(answer, given)).rejects.toMatchObject({ why: expect.stringMatching(why) });
  });
});

test('one that is not there is told as such', async () => {
  server = createServer();
  const model = createOpenCost({ url: 'http://127.0.0.1:1' });
  await expect(model.prices(signal)).rejects.toMatchObject({
    why: expect.stringContaining('ECONNREFUSED'),
  });
  await model.close();
});
