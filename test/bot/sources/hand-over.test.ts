// Notices on their way to whoever keeps them: together, in order, with the position up to which they count, and again until they are kept.

import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHandOver, type HandOver } from '../../../bot/sources/hand-over.ts';
import type { Batch, Notice } from '../../../bot/sources/source.ts';

const ended = new Error('stopped');

let ending: AbortController;
let kept: Batch[];
let failures: number;
let position: string;
/** Of what sleeps now: how long, and how to wake it. */
let sleeping: { readonly ms: number; readonly wake: () => void }[];
let handOver: HandOver;
let running: Promise<void>;

beforeEach(() => {
  [ending, kept, failures, position, sleeping] = [new AbortController(), [], 0, 'p0', []];
  handOver = createHandOver({
    source: 'test',
    take: async (batch) => {
      if (failures > 0) {
        failures -= 1;
        throw new Error('the store is gone');
      }
      kept.push(batch);
    },
    position: () => position,
    clock: { nowMs: () => 0, sleep },
    signal: ending.signal,
    log: { warn: () => {} },
  });
  running = handOver.run();
});

afterEach(async () => {
  ending.abort(ended);
  await running;
});

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const one = { ms, wake: resolve };
  sleeping.push(one);
  signal?.addEventListener('abort', () => reject(signal.reason));
  await promise.finally(() => {
    sleeping = sleeping.filter((each) => each !== one);
  });
}

/** All that can happen without time has happened. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await turn();
}

async function pass(): Promise<void> {
  await settle();
  for (const { wake } of sleeping.toSorted((one, other) => one.ms - other.ms).slice(0, 1)) wake();
  await settle();
}

/** As many as there is room for. */
function fill(): void {
  handOver.add(
    Array.from({ length: 2_000 }, (_, index) => notice(`n${index}`)),
    2_000,
    0,
  );
}

function notice(key: string, state: Notice['state'] = 'firing', title = key): Notice {
  return {
    ...{ key, state, title, group: 'g', groupTitle: 'g', severity: 'warning', lines: [] },
    ...{ labels: {}, count: 1, startedAtMs: 0 },
  };
}

const told = () =>
  kept.map(({ notices }) => notices.map(({ state, title }) => `${state} ${title}`));

describe('a batch', () => {
  test('has what came within a moment, with what was seen for it and the position', async () => {
    handOver.add([notice('a')], 1, 0);
    handOver.add([], 3, 3);
    handOver.add([notice('b')], 1, 0);
    position = 'p1';
    await pass();
    expect(told()).toEqual([['firing a', 'firing b']]);
    expect(kept).toMatchObject([{ source: 'test', received: 5, ignored: 3, position: 'p1' }]);
  });

  test('says what was said again once, the newest, but each beginning and end', async () => {
    handOver.add([notice('a', 'firing', 'old'), notice('b')], 2, 0);
    handOver.add([notice('a', 'firing', 'new')], 1, 0);
    handOver.add([notice('b', 'resolved'), notice('b')], 2, 0);
    await pass();
    expect(told()).toEqual([['firing new', 'firing b', 'resolved b', 'firing b']]);
  });

  test('that was not kept is handed over again before what came later', async () => {
    failures = 2;
    handOver.add([notice('a')], 1, 0);
    await pass();
    expect(kept).toEqual([]);
    handOver.add([notice('b')], 1, 0);
    position = 'p2';
    await pass();
    await pass();
    await pass();
    expect(told()).toEqual([['firing a'], ['firing b']]);
    expect(kept).toMatchObject([{ position: 'p0' }, { position: 'p2' }]);
  });

  test('is made of a position alone once in a while', async () => {
    handOver.moved();
    position = 'p9';
    await settle();
    expect(kept).toEqual([]);
    await pass();
    expect(kept).toEqual([
      { source: 'test', notices: [], received: 0, ignored: 0, position: 'p9' },
    ]);
    await pass();
    expect(kept).toHaveLength(1);
  });

  test('that is begun when it ends is handed over', async () => {
    handOver.add([notice('a')], 1, 0);
    ending.abort(ended);
    await running;
    expect(told()).toEqual([['firing a']]);
  });
});

describe('room', () => {
  test('is there until two thousand wait, which go at once, and again when they are on their way', async () => {
    fill();
    let isThere = false;
    const waited = handOver.room().then(() => {
      isThere = true;
    });
    await Promise.resolve();
    expect(isThere).toBe(false);
    await settle();
    await waited;
    expect(kept[0]?.notices).toHaveLength(2_000);
  });

  test('is there again for whoever waited, though more was added meanwhile', async () => {
    fill();
    let isThere = false;
    void handOver.room().then(() => {
      isThere = true;
    });
    handOver.add([notice('more')], 1, 0);
    await settle();
    expect(kept[0]?.notices).toHaveLength(2_001);
    expect(isThere).toBe(true);
  });

  test('is used up again after it was given', async () => {
    for (const round of [1, 2]) {
      fill();
      let isThere = false;
      const waited = handOver.room().then(() => {
        isThere = true;
      });
      await Promise.resolve();
      expect(isThere).toBe(false);
      await settle();
      await waited;
      expect(kept).toHaveLength(round);
    }
  });

  test('is not waited for after the end', async () => {
    fill();
    const waiting = handOver.room();
    ending.abort(ended);
    await expect(waiting).rejects.toBe(ended);
  });
});
