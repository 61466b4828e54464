// Standby copies on their own, over logs in memory: what they take in, and every way in which one is left aside.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type Copies, createCopies } from '../../pipeline/copies.ts';
import { KafkaError, NO_ANSWER } from '../../pipeline/kafka-error.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { createSettlement } from '../../pipeline/pipelines/settlement.ts';
import type { Clock, Fetched, LogReader } from '../../pipeline/ports.ts';
import { recordsOf } from './simulation/kafka.ts';

const HOUR_MS = 3_600_000;
const WINDOW_MS = 24 * HOUR_MS;
const CLICKS = 'settlement-clicks-changelog';
const BUDGETS = 'settlement-budgets-changelog';
const PARTITION = 2;

interface FakeLog {
  start: number;
  id: string;
  readonly records: {
    readonly key: string;
    readonly value: string | null;
    readonly time: number;
  }[];
}

function createWorld() {
  const logs = new Map<string, FakeLog>();
  const logOf = (topic: string) => {
    const log = logs.get(topic) ?? { start: 0, id: 'first', records: [] };
    logs.set(topic, log);
    return log;
  };
  const at = { nowMs: 1_000 * HOUR_MS };
  const silent = new Set<string>();
  let rounds = 0;
  const reader = {
    fetch: async (from: readonly { topic: string; partition: number; offset: number }[]) => {
      rounds += 1;
      await nextTurn();
      return from
        .filter(({ topic }) => !silent.has(topic))
        .map(({ topic, partition, offset }): Fetched => {
          const { start, records } = logOf(topic);
          const entries = records
            .map(({ key, value, time: timestamp }, index) => ({
              key,
              value,
              timestamp,
              offset: index,
            }))
            .slice(offset);
          return {
            ...{ topic, partition, nextOffset: records.length, bytes: entries.length },
            ...{ lastStableOffset: records.length, highWatermark: records.length },
            isOutOfRange: offset < start,
            records: recordsOf(
              entries.map((entry) => ({
                ...entry,
                headers: [],
                transaction: undefined,
                isMarker: false,
              })),
              records.length,
            ),
          };
        });
    },
    logStart: async (places: readonly { topic: string }[]) =>
      places.map(({ topic }) => logOf(topic).start),
    logEnd: async (places: readonly { topic: string }[]) => {
      if (silent.size > 0) throw new KafkaError(NO_ANSWER, 'ask for the ends');
      return places.map(({ topic }) => logOf(topic).records.length);
    },
    topicId: async (topic: string) => logOf(topic).id,
    close: async () => {},
  } as unknown as LogReader;
  const clock: Clock = {
    nowMs: () => at.nowMs,
    sleep: async () => {
      await nextTurn();
    },
    giveWay: async () => {
      await nextTurn();
    },
  };
  const said: unknown[] = [];
  const note = (detail: object, message: string) => void said.push({ message, ...detail });
  const copies = createCopies({
    ...{ pipeline: createSettlement({ windowMs: WINDOW_MS }) as Pipeline, reader, clock },
    ...{ log: { debug: note, info: note, warn: note, error: note }, limits: { recordsPerTurn: 2 } },
  });
  return {
    ...{ logOf, at, silent, copies, said },
    /** Until it has read all that there is twice. */
    settle: async () => {
      for (const wanted = rounds + 3; rounds < wanted; ) await nextTurn();
    },
  };
}

async function withCopies(
  act: (world: ReturnType<typeof createWorld>, copies: Copies) => Promise<void>,
): Promise<void> {
  const world = createWorld();
  const running = world.copies.run();
  try {
    await act(world, world.copies);
  } finally {
    world.copies.stop();
    await running;
  }
}

function lookUp(copy: Awaited<ReturnType<Copies['take']>>, store: string, key: string): unknown {
  return copy?.stores.find(({ name }) => name === store)?.lookUp(key);
}

test('a copy has what the changelogs hold, and says how far it has come', async () => {
  await withCopies(async ({ logOf, settle }, copies) => {
    logOf(BUDGETS).records.push(
      { key: 'c1', value: '70', time: 5 },
      { key: 'c1', value: '60', time: 6 },
    );
    copies.follow([PARTITION]);
    await settle();
    logOf(BUDGETS).records.push({ key: 'c2', value: '10', time: 7 });
    logOf(CLICKS).records.push(...['a', 'b', 'd'].map((key) => ({ key, value: '', time: 8 })));
    await settle();
    expect(copies.progress).toEqual([{ partition: PARTITION, lagRecords: 0 }]);
    expect(copies.held).toEqual([PARTITION]);
    const copy = await copies.take(PARTITION, 8);
    expect([lookUp(copy, 'budgets', 'c1'), lookUp(copy, 'budgets', 'c2')]).toMatchObject([
      { balance: 60 },
      { balance: 10 },
    ]);
    expect(lookUp(copy, 'clicks', 'd')).toBe(8);
    expect(Object.fromEntries(copy?.ends ?? [])).toMatchObject({ [BUDGETS]: 3, [CLICKS]: 3 });
    expect(await copies.take(PARTITION, 8)).toBeUndefined();
  });
});

test('what has expired goes from a copy too', async () => {
  await withCopies(async ({ logOf, settle }, copies) => {
    logOf(CLICKS).records.push({ key: 'old', value: '', time: 1 });
    copies.follow([PARTITION]);
    await settle();
    logOf(CLICKS).records.push({ key: 'new', value: '', time: 3 * WINDOW_MS });
    await settle();
    const copy = await copies.take(PARTITION, 3 * WINDOW_MS);
    expect(copy?.stores.find(({ name }) => name === 'clicks')?.size).toBe(1);
  });
});

test.each<[string, (world: ReturnType<typeof createWorld>) => void, string]>([
  ['made anew', ({ logOf }) => (logOf(CLICKS).id = 'second'), `${CLICKS} was made anew since`],
  ['cut off', ({ logOf }) => (logOf(CLICKS).start = 9), `${CLICKS} was cut off since`],
  ['shorter', ({ logOf }) => logOf(CLICKS).records.pop(), `${CLICKS} ends before it`],
  ['of long ago', ({ at }) => (at.nowMs += 13 * HOUR_MS), 'it was not kept up for too long'],
])('a copy of a changelog that is %s is left aside', async (_, change, why) => {
  await withCopies(async (world, copies) => {
    world.logOf(CLICKS).records.push({ key: 'a', value: '', time: 5 });
    copies.follow([PARTITION]);
    await world.settle();
    change(world);
    expect(await copies.take(PARTITION, 5)).toBeUndefined();
    expect(world.said).toContainEqual({
      message: 'a copy is left aside',
      partition: PARTITION,
      why,
    });
  });
});

test('a copy of later offsets than are committed is left aside', async () => {
  await withCopies(async ({ logOf, settle }, copies) => {
    logOf(CLICKS).records.push({ key: 'a', value: '', time: 5 });
    copies.follow([PARTITION]);
    await settle();
    expect(await copies.take(PARTITION, 4)).toBeUndefined();
  });
});

test('a copy that lost its place begins anew', async () => {
  await withCopies(async ({ logOf, settle }, copies) => {
    logOf(CLICKS).records.push({ key: 'a', value: '', time: 5 }, { key: 'b', value: '', time: 6 });
    copies.follow([PARTITION]);
    await settle();
    logOf(CLICKS).records.push({ key: 'c', value: '', time: 7 }, { key: 'd', value: '', time: 8 });
    logOf(CLICKS).start = 3;
    await settle();
    const copy = await copies.take(PARTITION, 8);
    expect(copy?.stores.find(({ name }) => name === 'clicks')?.size).toBe(1);
  });
});

test('a copy that cannot be checked now is there for the next who asks', async () => {
  await withCopies(async ({ logOf, settle, silent }, copies) => {
    logOf(CLICKS).records.push({ key: 'a', value: '', time: 5 });
    copies.follow([PARTITION]);
    await settle();
    silent.add('any');
    await expect(copies.take(PARTITION, 5)).rejects.toThrow('NO_ANSWER');
    silent.clear();
    expect(lookUp(await copies.take(PARTITION, 5), 'clicks', 'a')).toBe(5);
  });
});

test('a changelog that cannot be read leaves the copy behind, and it does not say that it holds it', async () => {
  await withCopies(async ({ logOf, settle, silent }, copies) => {
    silent.add(CLICKS);
    logOf(BUDGETS).records.push({ key: 'c1', value: '70', time: 5 });
    copies.follow([PARTITION]);
    await settle();
    expect(copies.progress).toEqual([{ partition: PARTITION, lagRecords: undefined }]);
    expect(copies.held).toEqual([]);
    copies.follow([]);
    expect(copies.progress).toEqual([]);
  });
});
