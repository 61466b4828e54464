// Standby copies: the state of partitions that others settle, kept up with their changelogs, so that whoever goes with a partition leaves no
// gap of a restore behind. What is in one is committed, since only committed records are read; it is a shortcut and never a truth: the task
// that takes it over reads the end of the changelogs, and one that does not match them in every respect is left aside.
import type { CopyStatus } from './control.ts';
import { mismatchOf, OLDEST_MS, topicIdsOf } from './kept-state.ts';
import { changelogOf, type Pipeline, type Store } from './pipeline.ts';
import type { Clock, Fetched, Log, LogReader } from './ports.ts';
import type { WorkerLimits } from './worker-limits.ts';

/** The state of one partition, and by changelog topic how far it has come. */
export type Copy = ReturnType<Pipeline['createState']> & {
  readonly ends: ReadonlyMap<string, number>;
};

export interface Copies {
  readonly progress: readonly CopyStatus[];
  /** Partitions whose copies are as good as caught up. */
  readonly held: readonly number[];
  /** Keeps copies of these from now on, and forgets all others. */
  follow(partitions: readonly number[]): void;
  /**
   * Gives the copy of the partition away, to be the state of its task.
   * @param streamTime of the committed offsets
   * @returns undefined when there is none, or it is not of the changelogs as they are.
   */
  take(partition: number, streamTime: number): Promise<Copy | undefined>;
  /** Follows until `stop`, and closes the reader; it never rejects. */
  run(): Promise<void>;
  stop(): void;
}

export interface CopiesOptions {
  readonly pipeline: Pipeline;
  readonly reader: LogReader;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Pick<WorkerLimits, 'recordsPerTurn'>;
}

interface Standby extends ReturnType<Pipeline['createState']> {
  readonly partition: number;
  /** One for each store. */
  readonly changelogs: readonly Changelog[];
  /** Kafka's ids of the changelogs, once they are known: from then on it is followed. */
  ids: ReadonlyMap<string, string> | undefined;
  /** The latest time of all records in it. */
  streamTime: number;
  /** When all of its changelogs were last read from. */
  keptUpAtMs: number;
}

interface Changelog {
  readonly topic: string;
  readonly partition: number;
  readonly store: Store;
  /** Where to read on: everything before is in the store. */
  offset: number;
  /** Where the committed records were seen to end. */
  seenEnd: number | undefined;
}

const FETCH = { maxWaitMs: 200, maxBytesPerPartition: 1024 * 1024 };
const BACKOFF_MS = 1_000;
/** What is missing of a copy that is behind by less is read in a moment. */
const NEAR = 10_000;

export function createCopies(options: CopiesOptions): Copies {
  const { pipeline, reader, clock, log } = options;
  const stopping = new AbortController();
  const copies = new Map<number, Standby>();
  let wake = () => {};

  const isCurrent = (copy: Standby) => copies.get(copy.partition) === copy;
  const beginAnew = (partition: number) =>
    copies.set(partition, createStandby(pipeline, partition));
  const begin = async (copy: Standby) => {
    const ids = await topicIdsOf(reader, copy.changelogs);
    const starts = await reader.logStart(copy.changelogs);
    for (const [index, each] of copy.changelogs.entries()) each.offset = starts[index] ?? 0;
    copy.ids = ids;
    copy.keptUpAtMs = clock.nowMs();
  };
  const takeIn = async (copy: Standby, changelog: Changelog, fetched: Fetched) => {
    if (fetched.isOutOfRange) {
      beginAnew(copy.partition); // what it has not read is gone: it cannot be of use any more
      return;
    }
    const { records, nextOffset, lastStableOffset } = fetched;
    for (let count = 1; records.next(); count += 1) {
      const { timestamp } = records;
      changelog.store.restore(records.keyText() ?? '', records.valueText(), timestamp);
      copy.streamTime = Math.max(copy.streamTime, timestamp);
      if (count % options.limits.recordsPerTurn !== 0) continue;
      await clock.giveWay();
      if (!isCurrent(copy)) return;
    }
    changelog.offset = nextOffset;
    changelog.seenEnd = lastStableOffset;
    for (const store of copy.stores) store.keepUp(copy.streamTime);
  };
  const isTooOld = (copy: Standby) =>
    copy.ids !== undefined && clock.nowMs() - copy.keptUpAtMs > OLDEST_MS;
  const round = async () => {
    for (const copy of copies.values()) if (isTooOld(copy)) beginAnew(copy.partition);
    for (const copy of copies.values()) if (copy.ids === undefined) await begin(copy);
    const followed = [...copies.values()].filter(({ ids }) => ids !== undefined);
    const fetched = await reader.fetch(
      followed.flatMap(({ changelogs }) => changelogs),
      FETCH,
    );
    for (const copy of followed) {
      const own = fetched.filter(({ partition }) => partition === copy.partition);
      for (const each of own) {
        const changelog = copy.changelogs.find(({ topic }) => topic === each.topic);
        if (changelog !== undefined && isCurrent(copy)) await takeIn(copy, changelog, each);
      }
      if (own.length === copy.changelogs.length) copy.keptUpAtMs = clock.nowMs();
    }
  };
  const mismatch = async (copy: Standby, streamTime: number): Promise<string | undefined> => {
    const { changelogs, ids: known } = copy;
    if (known === undefined) return 'it has not begun';
    if (isTooOld(copy)) return 'it was not kept up for too long';
    if (copy.streamTime > streamTime) return 'it is of later offsets than are committed';
    const ids = await topicIdsOf(reader, changelogs);
    const starts = await reader.logStart(changelogs);
    const ends = await reader.logEnd(changelogs);
    for (const [index, { topic, offset }] of changelogs.entries()) {
      const now = { topicId: ids.get(topic), start: starts[index] ?? 0, end: ends[index] ?? -1 };
      const why = mismatchOf({ topicId: known.get(topic), end: offset }, { topic, ...now });
      if (why !== undefined) return why;
    }
    return undefined;
  };
  const progress = () =>
    [...copies.values()].map(({ partition, changelogs }) => ({
      ...{ partition, lagRecords: lagOf(changelogs) },
    }));
  return {
    get progress() {
      return progress();
    },
    get held() {
      const near = progress().filter(({ lagRecords = NEAR }) => lagRecords < NEAR);
      return near.map(({ partition }) => partition);
    },
    follow: (partitions) => {
      for (const partition of copies.keys()) {
        if (!partitions.includes(partition)) copies.delete(partition);
      }
      for (const partition of partitions) if (!copies.has(partition)) beginAnew(partition);
      wake();
    },
    take: async (partition, streamTime) => {
      const copy = copies.get(partition);
      if (copy === undefined) return undefined;
      copies.delete(partition); // from now on nothing is added to it
      const why = await mismatch(copy, streamTime).catch((error: unknown) => {
        copies.set(partition, copy); // whoever asks again may have it still
        throw error;
      });
      if (why !== undefined) {
        log.info({ partition, why }, 'a copy is left aside');
        return undefined;
      }
      log.info({ partition }, 'a copy is taken over');
      const { state, stores, changelogs } = copy;
      const ends = new Map(changelogs.map(({ topic, offset }) => [topic, offset]));
      return { state, stores, ends };
    },
    run: async () => {
      while (!stopping.signal.aborted) {
        try {
          if (copies.size > 0) await round();
          else await new Promise<void>((resolve) => (wake = resolve));
        } catch (error) {
          log.warn({ err: error }, 'copies could not be kept up');
          await clock.sleep(BACKOFF_MS, stopping.signal);
        }
      }
      await reader.close();
    },
    stop: () => {
      stopping.abort();
      wake();
    },
  };
}

function createStandby(pipeline: Pipeline, partition: number): Standby {
  const made = pipeline.createState();
  for (const store of made.stores) store.begin(0);
  const changelogs = made.stores.map((store) => ({
    ...{ topic: changelogOf(pipeline, store), partition, store, offset: 0, seenEnd: undefined },
  }));
  return { ...made, partition, changelogs, ids: undefined, streamTime: 0, keptUpAtMs: 0 };
}

function lagOf(changelogs: readonly Changelog[]): number | undefined {
  let lag = 0;
  for (const { seenEnd, offset } of changelogs) {
    if (seenEnd === undefined) return undefined;
    lag += Math.max(0, seenEnd - offset);
  }
  return lag;
}
