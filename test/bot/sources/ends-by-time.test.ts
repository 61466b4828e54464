// Alerts whose sender tells no end: they are over when nothing new has come for so long.

import { expect, test } from '@jest/globals';
import { createEndsByTime } from '../../../bot/sources/ends-by-time.ts';
import type { Batch, Notice } from '../../../bot/sources/source.ts';

const MINUTE_MS = 60_000;

function notice(key: string, startedAtMs: number): Notice {
  return {
    ...{ key, startedAtMs, group: 'g', groupTitle: 'g', state: 'firing', severity: 'warning' },
    ...{ title: key, lines: [], labels: {}, count: 1 },
  };
}

test('ends what began long ago, and nothing else', async () => {
  const ending = new AbortController();
  const batches: Batch[] = [];
  let nowMs = 10 * MINUTE_MS;
  let looks = 0;
  const source = createEndsByTime({ name: 'webhook logs', afterMs: 10 * MINUTE_MS });
  await source.run({
    take: async (batch) => void batches.push(batch),
    position: async () => undefined,
    firing: async () => [notice('old', 0), notice('new', 1)],
    clock: {
      ...{ nowMs: () => nowMs, id: () => '' },
      sleep: async () => {
        looks += 1;
        nowMs += 0.5;
        if (looks === 2) ending.abort();
      },
    },
    signal: ending.signal,
  });
  const told = batches.map(({ source: of, notices }) => [
    of,
    ...notices.map(({ key, state }) => `${state} ${key}`),
  ]);
  expect(told).toEqual([
    ['webhook logs', 'resolved old'],
    ['webhook logs', 'resolved old'],
  ]);
  expect(source.seenAtMs()).toBe(10 * MINUTE_MS + 0.5);
});
