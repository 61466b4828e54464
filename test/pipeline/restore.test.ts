// Restoring from changelogs as brokers leave them: with gaps that no record will ever fill, and parts that did not fit in.
import { expect, test } from '@jest/globals';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { createSettlement } from '../../pipeline/pipelines/settlement.ts';
import type { Clock, Fetched, FetchFrom, LogReader } from '../../pipeline/ports.ts';
import { type Changelog, restore } from '../../pipeline/restore.ts';
import { createTask } from '../../pipeline/task.ts';
import { recordsOf } from './simulation/kafka.ts';

const PIPELINE = createSettlement() as Pipeline;
const BUDGETS = 'settlement-budgets-changelog';
const CLOCK: Clock = { nowMs: () => 0, sleep: async () => {}, giveWay: async () => {} };

interface KnownLog {
  readonly end: number;
  readonly records: readonly { readonly offset: number; readonly value: string }[];
}

/** A reader of these logs. `leavesOut` says what an answer to several has no room for. */
function readerOf(
  logs: Readonly<Record<string, KnownLog>>,
  leavesOut: (from: FetchFrom) => boolean = () => false,
): LogReader {
  const fetchOne = (from: FetchFrom, isAlone: boolean): Fetched => {
    const { end = 0, records = [] } = logs[from.topic] ?? {};
    const isEmpty = !isAlone && leavesOut(from);
    const found = isEmpty ? [] : records.filter(({ offset }) => offset >= from.offset);
    const nextOffset = (found.at(-1)?.offset ?? from.offset - 1) + 1;
    const entries = found.map(({ offset, value }) => ({
      ...{ offset, key: 'c1', value, timestamp: 0, headers: [] },
      ...{ transaction: undefined, isMarker: false },
    }));
    return {
      ...{ topic: from.topic, partition: from.partition, nextOffset, isOutOfRange: false },
      ...{ bytes: found.length, lastStableOffset: end, highWatermark: end },
      records: recordsOf(entries, nextOffset),
    };
  };
  return {
    fetch: async (from) => from.map((each) => fetchOne(each, from.length === 1)),
    logStart: async (partitions) => partitions.map(() => 0),
    logEnd: async (partitions) => partitions.map(({ topic }) => logs[topic]?.end ?? 0),
    firstAt: async () => undefined,
    deleteBefore: async () => {},
    topicId: async (topic) => topic,
    close: async () => {},
  };
}

async function restored(reader: LogReader, mayGoOn = () => true) {
  const task = createTask({
    ...{ pipeline: PIPELINE, partition: 0, offsets: [] },
    newBatch: () => {
      throw new Error('a restore writes nothing');
    },
  });
  const changelogs = await restore({
    ...{ pipeline: PIPELINE, tasks: [task], reader, clock: CLOCK, mayGoOn },
    onProgress: () => {},
  });
  return { changelogs: changelogs as readonly Changelog[] | undefined, task };
}

test('an end that compaction has left without records is reached all the same', async () => {
  const reader = readerOf({ [BUDGETS]: { end: 100, records: [{ offset: 3, value: '70' }] } });
  const { task, changelogs } = await restored(reader);
  expect(task.stores[0]?.lookUp('c1')).toEqual({ balance: 70, isExhausted: false });
  expect(changelogs?.map(({ offset }) => offset)).toEqual([100, 0, 0]);
});

test('what an answer to several had no room for is asked for alone, and not passed over', async () => {
  const reader = readerOf(
    {
      [BUDGETS]: { end: 4, records: [{ offset: 3, value: '70' }] },
      'settlement-clicks-changelog': { end: 9, records: [] },
    },
    () => true,
  );
  const { task } = await restored(reader);
  expect(task.stores[0]?.lookUp('c1')).toEqual({ balance: 70, isExhausted: false });
});

test('one that was given up gives nothing', async () => {
  const reader = readerOf({ [BUDGETS]: { end: 4, records: [{ offset: 3, value: '70' }] } });
  expect((await restored(reader, () => false)).changelogs).toBeUndefined();
});
