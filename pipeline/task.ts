// One task: the same partition of every input, the state that its records make, and what they emit until the transaction. It
// talks to nobody; the worker fetches for it, restores it and commits for it.
import assert from 'node:assert/strict';
import { createInputQueue, type InputQueue, nextInput } from './merge.ts';
import { changelogOf, type Emit, type InputRecord, type Pipeline, type Store } from './pipeline.ts';
import type { Batch, CommittedOffset, OffsetToCommit, Records, TopicPartition } from './ports.ts';
import { TaskError } from './task-error.ts';

export interface Filled extends TopicPartition {
  readonly batch: Batch;
}

/** Records that a transaction holds of one partition. */
export interface Written extends TopicPartition {
  /** The offset after the last of them. */
  readonly end: number;
}

export interface Task {
  readonly partition: number;
  readonly inputs: readonly InputQueue[];
  readonly stores: readonly Store[];
  readonly state: unknown;
  /** Records taken since the last `seal`. */
  readonly taken: number;
  /** Where the transactions that are committed have come to, one for each input. */
  readonly committed: readonly number[];
  readonly streamTime: number;
  readonly counts: ReadonlyMap<string, number>;
  /** Takes up to so many records. Returns how many it took: fewer when there are no more, for now. */
  process(most: number, nowMs: number): number;
  /** What is waiting to be produced and has come to its size; from now on others are filled. */
  takeBatches(): readonly Filled[];
  /** Ends what goes into the transaction. Returns what is left to be produced, and the offsets. */
  seal(): { readonly batches: readonly Filled[]; readonly offsets: readonly OffsetToCommit[] };
  /** The sealed transaction is committed; of what was written, the task finds its own changelogs. */
  commit(written: readonly Written[]): void;
  /** By the topic of each changelog: all committed records before that offset are in the state, and none after it. */
  readonly changelogEnds: ReadonlyMap<string, number>;
  /** The state is that of the changelogs up to these offsets. */
  restoredTo(ends: ReadonlyMap<string, number>): void;
  /** Back to what is committed. */
  drop(): void;
}

export interface TaskOptions {
  readonly pipeline: Pipeline;
  readonly partition: number;
  /** The state to go on with; absent: it begins empty. */
  readonly made?: ReturnType<Pipeline['createState']>;
  /** One for each input. */
  readonly offsets: readonly CommittedOffset[];
  newBatch(): Batch;
}

/** A batch is closed at that size; with one more record it stays below the 1 MiB that a broker takes by default. */
const BATCH_BYTES = 384 * 1024;
/** A larger value does not fit into a dead letter together with the reason: it has to be looked up where it lies. */
const MOST_BURIED_BYTES = 512 * 1024;

export function createTask({ pipeline, partition, offsets, newBatch, made }: TaskOptions): Task {
  const { state, stores } = made ?? pipeline.createState();
  const inputs = pipeline.inputs.map((topic, index) =>
    createInputQueue({ topic, partition, offset: offsets[index]?.offset ?? 0 }),
  );
  let committed = inputs.map(({ position }) => position);
  let sealedPositions = committed;
  let committedTime = streamTimeOf(offsets);
  let sealedTime = committedTime;
  let streamTime = committedTime;
  let taken = 0;
  const counts = new Map<string, number>();
  let openCounts = new Map<string, number>();
  let sealedCounts = new Map<string, number>();
  let batches = new Map<string, Batch>();
  let full: Filled[] = [];
  /** Which record is at hand. The object is one and the same for all. */
  let record: Records | undefined;
  let emitted = 0;
  let changelogEnds = new Map<string, number>();

  const setStreamTime = (time: number) => {
    streamTime = time;
    for (const store of stores) store.advance(time);
  };
  /** A record without a time has none to hand on. */
  const timeOf = (from: Records | undefined) =>
    from === undefined || from.timestamp < 0 ? streamTime : from.timestamp;
  const batchFor = (topic: string): Batch => {
    const found = batches.get(topic);
    if (found !== undefined && found.size < BATCH_BYTES) return found;
    if (found !== undefined) full.push({ topic, partition, batch: found });
    const batch = newBatch();
    batches.set(topic, batch);
    return batch;
  };
  const out: Emit = {
    emit: (topic, key, value) => {
      assert(pipeline.outputs.includes(topic), `${topic} is no output of ${pipeline.name}`);
      emitted += 1;
      batchFor(topic).append(key, value, timeOf(record));
    },
    count: (what) => void openCounts.set(what, (openCounts.get(what) ?? 0) + 1),
  };
  const view = {
    topic: '',
    partition,
    offset: -1,
    timestamp: -1,
    streamTime: 0,
    key: () => record?.keyText() ?? null,
    bytes: () => record?.value() ?? null,
    text: () => record?.valueText() ?? null,
  } satisfies InputRecord;
  const bury = (topic: string, buried: Records, reason: string) => {
    const value = buried.value();
    const isLarge = value !== null && value.length > MOST_BURIED_BYTES;
    batchFor(pipeline.deadLetters).append(buried.key(), isLarge ? null : value, timeOf(buried), [
      ...(isLarge ? [['left-out-bytes', String(value.length)] as const] : buried.headers()),
      ['reason', reason],
      ['topic', topic],
      ['partition', String(partition)],
      ['offset', String(buried.offset)],
    ]);
    out.count('dead letters');
  };
  const take = (input: InputQueue, next: Records) => {
    record = next;
    view.topic = input.topic;
    view.offset = next.offset;
    view.timestamp = next.timestamp;
    if (next.timestamp > streamTime) setStreamTime(next.timestamp);
    view.streamTime = streamTime;
    const emittedBefore = emitted;
    try {
      const reason = pipeline.step(view, state, out);
      if (reason !== undefined) {
        assert.equal(emitted, emittedBefore, 'it emitted from a record that is a dead letter');
        bury(input.topic, next, reason);
      }
    } catch (error) {
      throw new TaskError(
        { topic: input.topic, partition, offset: next.offset },
        'The step failed',
        error,
      );
    }
    input.take();
    taken += 1;
  };
  for (const store of stores) store.begin(committedTime);
  return {
    partition,
    inputs,
    stores,
    state,
    counts,
    get taken() {
      return taken;
    },
    get committed() {
      return committed;
    },
    get streamTime() {
      return committedTime;
    },
    process: (most, nowMs) => {
      const options = { nowMs, idleMs: pipeline.idleMs };
      for (let done = 0; done < most; done += 1) {
        const input = nextInput(inputs, options);
        const next = input?.head();
        if (input === undefined || next === undefined) return done;
        take(input, next);
      }
      return most;
    },
    takeBatches: () => {
      const taking = full;
      full = [];
      return taking;
    },
    seal: () => {
      for (const store of stores) {
        const topic = changelogOf(pipeline, store);
        store.write({
          append: (key, value, time) => batchFor(topic).append(key, value, time ?? streamTime),
        });
        store.seal();
      }
      const last = [...batches].map(([topic, batch]) => ({ topic, partition, batch }));
      const sealed = [...full, ...last];
      batches = new Map();
      full = [];
      taken = 0;
      sealedPositions = inputs.map(({ position }) => position);
      sealedTime = streamTime;
      [sealedCounts, openCounts] = [openCounts, new Map()];
      const metadata = writeStreamTime(sealedTime);
      const offsets = inputs.map(({ topic, position }) => ({
        ...{ topic, partition, offset: position, metadata },
      }));
      return { batches: sealed, offsets };
    },
    get changelogEnds() {
      return changelogEnds;
    },
    restoredTo: (ends) => {
      changelogEnds = new Map(ends);
    },
    commit: (written) => {
      for (const each of written) {
        const before = changelogEnds.get(each.topic);
        if (before === undefined || each.partition !== partition) continue;
        changelogEnds.set(each.topic, Math.max(before, each.end));
      }
      committed = sealedPositions;
      committedTime = sealedTime;
      for (const store of stores) store.commit();
      for (const [what, count] of sealedCounts) counts.set(what, (counts.get(what) ?? 0) + count);
      sealedCounts = new Map();
    },
    drop: () => {
      for (const store of stores) store.drop();
      inputs.forEach((input, index) => {
        input.rewind(committed[index] ?? 0);
      });
      batches = new Map();
      full = [];
      openCounts = new Map();
      sealedCounts = new Map();
      taken = 0;
      sealedPositions = committed;
      sealedTime = committedTime;
      setStreamTime(committedTime);
    },
  };
}

/** The stream time that was committed with the offsets of a task. */
export function streamTimeOf(offsets: readonly CommittedOffset[]): number {
  return Math.max(0, ...offsets.map(({ metadata }) => readStreamTime(metadata)));
}

/** The stream time goes with the offsets, because it decides what has expired, and a restart must decide alike. */
function writeStreamTime(time: number): string {
  return `stream-time=${time}`;
}

function readStreamTime(metadata: string): number {
  return Number(/^stream-time=(\d+)$/u.exec(metadata)?.[1] ?? 0);
}
