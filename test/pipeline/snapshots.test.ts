// Snapshots on their own: what they hold, and every way in which one does not match what Kafka has.
import { expect, test } from '@jest/globals';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { createSettlement, type SettlementState } from '../../pipeline/pipelines/settlement.ts';
import type { Clock, LogReader, SnapshotFiles } from '../../pipeline/ports.ts';
import { decodeSnapshot } from '../../pipeline/snapshot-format.ts';
import { createSnapshots } from '../../pipeline/snapshots.ts';
import { hashState } from '../../pipeline/state-hash.ts';
import { createTask, type Task } from '../../pipeline/task.ts';

const HOUR_MS = 3_600_000;
const TOPICS = ['budgets', 'clicks', 'charges'].map((name) => `settlement-${name}-changelog`);
const LOGS = TOPICS.map((topic) => ({ topic, start: 0, end: 50 }));
const COMMITTED = [7, 9];

function taskOf(pipeline: Pipeline, committed: readonly number[] = COMMITTED, partition = 2): Task {
  const offsets = committed.map((offset) => ({ offset, metadata: 'stream-time=5000' }));
  return createTask({
    ...{ pipeline, partition, offsets },
    newBatch: () => {
      throw new Error('it writes nothing');
    },
  });
}

/** Two campaigns, three clicks and a charge, with texts that are no ASCII. */
function filledTask(pipeline: Pipeline): Task {
  const task = taskOf(pipeline);
  const [budgets, clicks, charges] = task.stores;
  budgets?.restore('campaign-1', '700', 100);
  budgets?.restore('캠페인', '0 exhausted', 100);
  for (const key of ['a', 'ß', '클릭']) clicks?.restore(key, '', 4_000);
  charges?.restore('h1', '', 100);
  return task;
}

function createWorld(options: { readonly ids?: string; readonly windowMs?: number } = {}) {
  const files = new Map<string, Uint8Array>();
  const disk: SnapshotFiles = {
    read: async (name) => files.get(name),
    write: async (name, parts) => {
      const written: Uint8Array[] = [];
      for await (const part of parts) written.push(part);
      files.set(name, Buffer.concat(written));
    },
  };
  const said: unknown[] = [];
  const at = { nowMs: 1_000 * HOUR_MS };
  const note = (detail: object, message: string) => void said.push({ message, ...detail });
  const clock: Clock = { nowMs: () => at.nowMs, sleep: async () => {}, giveWay: async () => {} };
  const open = (ids = 'first', windowMs = 24 * HOUR_MS) => {
    const pipeline = createSettlement({ windowMs }) as Pipeline;
    const snapshots = createSnapshots({
      ...{ pipeline, files: disk, clock },
      reader: { topicId: async (topic: string) => `${ids} ${topic}` } as unknown as LogReader,
      log: { debug: note, info: note, warn: note, error: note },
      limits: { snapshotIntervalMs: 60_000, snapshotPartBytes: 16 },
    });
    return { pipeline, snapshots };
  };
  return { ...open(options.ids, options.windowMs), open, files, said, at };
}

/** A world in which the snapshot of a filled task lies. */
async function withSnapshot() {
  const world = createWorld();
  const { pipeline, snapshots } = world;
  const task = filledTask(pipeline);
  await snapshots.load(task, LOGS);
  task.restoredTo(new Map(TOPICS.map((topic, index) => [topic, 40 + index])));
  await snapshots.takeNow([task]);
  expect(world.files.size).toBe(1);
  return { ...world, task };
}

test('a snapshot gives a new task the same state, and says where to read on', async () => {
  const { task, pipeline, snapshots } = await withSnapshot();
  const restored = taskOf(pipeline);
  expect(await snapshots.load(restored, LOGS)).toEqual(
    new Map(TOPICS.map((topic, index) => [topic, 40 + index])),
  );
  expect(hashState(restored.stores)).toBe(hashState(task.stores));
  expect(restored.stores[0]?.lookUp('캠페인')).toEqual({ balance: 0, isExhausted: true });
  expect((restored.state as SettlementState).clicks.has('클릭')).toBe(true);
});

test('a task whose place in the changelogs is not known is not written down', async () => {
  const { pipeline, snapshots, files } = createWorld();
  await snapshots.takeNow([filledTask(pipeline)]);
  expect(files.size).toBe(0);
});

test('a task without committed offsets begins empty, and is written down when it has state', async () => {
  const { pipeline, snapshots, files } = await withSnapshot();
  const fresh = taskOf(pipeline);
  expect(await snapshots.load(fresh, LOGS, true)).toBeUndefined();
  expect(fresh.stores.map(({ size }) => size)).toEqual([0, 0, 0]);
  files.clear();
  fresh.restoredTo(new Map(TOPICS.map((topic) => [topic, 3])));
  await snapshots.takeNow([fresh]);
  expect(files.size).toBe(1);
});

test('what has changed in a single bit, or lacks its end, is no snapshot', async () => {
  const { files } = await withSnapshot();
  const [whole = new Uint8Array()] = files.values();
  expect(decodeSnapshot(whole)).toBeDefined();
  for (let at = 0; at < whole.length; at += 1) {
    const changed = Uint8Array.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 4;
    expect(decodeSnapshot(changed)).toBeUndefined();
    expect(decodeSnapshot(whole.subarray(0, at))).toBeUndefined();
  }
});

type Made = Awaited<ReturnType<typeof withSnapshot>>;
const LEFT_ASIDE: readonly (readonly [
  why: string,
  load: (made: Made) => { readonly task: Task; readonly loaded: Promise<unknown> },
])[] = [
  ['a changelog was deleted and made anew', ({ open }) => loadWith(open('second'))],
  ['the window is another', ({ open }) => loadWith(open('first', HOUR_MS))],
  [
    'a changelog was cut off beyond it',
    ({ open }) => loadWith(open(), { logs: LOGS.map((log) => ({ ...log, start: 41 })) }),
  ],
  [
    'a changelog ends before it',
    ({ open }) => loadWith(open(), { logs: LOGS.map((log) => ({ ...log, end: 41 })) }),
  ],
  ['less is committed than it has seen', ({ open }) => loadWith(open(), { committed: [7, 8] })],
  [
    'it is of another partition',
    ({ open, files }) => {
      files.set('settlement-3', files.get('settlement-2') ?? new Uint8Array());
      return loadWith(open(), { partition: 3 });
    },
  ],
  [
    'compaction may have forgotten what was deleted since',
    ({ open, at }) => {
      at.nowMs += 13 * HOUR_MS;
      return loadWith(open());
    },
  ],
  [
    'it is of a time that has not come',
    ({ open, at }) => {
      at.nowMs -= 1;
      return loadWith(open());
    },
  ],
];

function loadWith(
  { pipeline, snapshots }: ReturnType<Made['open']>,
  other: {
    readonly logs?: typeof LOGS;
    readonly committed?: readonly number[];
    readonly partition?: number;
  } = {},
) {
  const task = taskOf(pipeline, other.committed, other.partition);
  return { task, loaded: snapshots.load(task, other.logs ?? LOGS) };
}

test.each(LEFT_ASIDE)('a snapshot is left aside when %s', async (_, load) => {
  const made = await withSnapshot();
  const { task, loaded } = load(made);
  expect(await loaded).toBeUndefined();
  expect(task.stores.map(({ size }) => size)).toEqual([0, 0, 0]);
  expect(made.said).toMatchObject([
    { message: 'a snapshot is left aside', why: expect.anything() },
  ]);
});

test('a file that cannot be read or written keeps nobody from working', async () => {
  const pipeline = createSettlement() as Pipeline;
  const fail = async () => {
    throw new Error('the disk is full');
  };
  const said: string[] = [];
  const note = (_: object, message: string) => void said.push(message);
  const snapshots = createSnapshots({
    ...{ pipeline, files: { read: fail, write: fail } },
    clock: { nowMs: () => 0, sleep: async () => {}, giveWay: async () => {} },
    reader: { topicId: async (topic: string) => topic } as unknown as LogReader,
    log: { debug: note, info: note, warn: note, error: note },
    limits: { snapshotIntervalMs: 60_000, snapshotPartBytes: 16 },
  });
  const task = filledTask(pipeline);
  expect(await snapshots.load(task, LOGS)).toBeUndefined();
  task.restoredTo(new Map(TOPICS.map((topic) => [topic, 40])));
  await snapshots.takeNow([task]);
  expect(said).toEqual(['a snapshot cannot be read', 'a snapshot was not written']);
});
