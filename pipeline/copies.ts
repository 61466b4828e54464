// Standby copies: the state of partitions that others settle, kept up with their changelogs, so that whoever goes with a partition leaves no
// gap of a restore behind. What is in one is committed, since only committed records are read; it is a shortcut and never a truth: the task
// that takes it over reads the end of the changelogs, and one that does not match them in every respect is left aside.
import type { CopyStatus } from './control.ts';
import { changelogOf, type Pipeline } from './pipeline.ts';
import type { Clock, Fetched, Log, LogReader, TopicPartition } from './ports.ts';
import { OLDEST_MS } from './snapshots.ts';
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

interface Following extends TopicPartition {
  readonly copy: Standby;
  readonly store: Standby['stores'][number];
}

interface Standby extends Copy {
  readonly partition: number;
  readonly ends: Map<string, number>;
  /** Where the log was seen to end, by topic. */
  readonly seen: Map<string, number>;
  /** Kafka's ids of the changelogs, once they are known. */
  ids: ReadonlyMap<string, string> | undefined;
  /** The latest time of all records in it. */
  streamTime: number;
  /** When all of its changelogs were last read from. */
  keptUpAtMs: number;
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

  const placesOf = (copy: Standby): readonly Following[] =>
    copy.stores.map((store) => ({
      ...{ topic: changelogOf(pipeline, store), partition: copy.partition, copy, store },
    }));
  const isCurrent = (copy: Standby) => copies.get(copy.partition) === copy;
  const idsOf = async (places: readonly Following[]) =>
    new Map(
      await Promise.all(
        places.map(async ({ topic }) => [topic, await reader.topicId(topic)] as const),
      ),
    );
  const begin = async (copy: Standby) => {
    const places = placesOf(copy);
    const ids = await idsOf(places);
    const starts = await reader.logStart(places);
    for (const [index, { topic }] of places.entries()) copy.ends.set(topic, starts[index] ?? 0);
    copy.ids = ids;
    copy.keptUpAtMs = clock.nowMs();
  };
  const beginAnew = ({ partition }: Standby) =>
    copies.set(partition, createStandby(pipeline, partition));
  const takeIn = async ({ copy, store, topic }: Following, fetched: Fetched) => {
    if (fetched.isOutOfRange) {
      beginAnew(copy); // what it has not read is gone: it cannot be of use any more
      return;
    }
    const { records, nextOffset, lastStableOffset } = fetched;
    for (let count = 1; records.next(); count += 1) {
      store.restore(records.keyText() ?? '', records.valueText(), records.timestamp);
      copy.streamTime = Math.max(copy.streamTime, records.timestamp);
      if (count % options.limits.recordsPerTurn !== 0) continue;
      await clock.giveWay();
      if (!isCurrent(copy)) return;
    }
    copy.ends.set(topic, nextOffset);
    copy.seen.set(topic, lastStableOffset);
  };
  const isTooOld = (copy: Standby) =>
    copy.ids !== undefined && clock.nowMs() - copy.keptUpAtMs > OLDEST_MS;
  const round = async () => {
    for (const copy of copies.values()) if (isTooOld(copy)) beginAnew(copy);
    for (const copy of copies.values()) if (copy.ids === undefined) await begin(copy);
    const wanted = [...copies.values()].filter(({ ids }) => ids !== undefined).flatMap(placesOf);
    const from = wanted.map((place) => ({ ...place, offset: endOf(place) }));
    const fetched = await reader.fetch(from, FETCH);
    for (const each of fetched) {
      const place = wanted.find(
        (one) => one.topic === each.topic && one.partition === each.partition,
      );
      if (place === undefined || !isCurrent(place.copy)) continue;
      await takeIn(place, each);
      if (!isCurrent(place.copy)) continue;
      for (const store of place.copy.stores) store.keepUp(place.copy.streamTime);
    }
    for (const copy of copies.values()) {
      const answered = fetched.filter(({ partition }) => partition === copy.partition);
      if (answered.length === copy.stores.length) copy.keptUpAtMs = clock.nowMs();
    }
  };
  const mismatch = async (copy: Standby, streamTime: number): Promise<string | undefined> => {
    if (copy.ids === undefined) return 'it has not begun';
    if (isTooOld(copy)) return 'it was not kept up for too long';
    if (copy.streamTime > streamTime) return 'it is of later offsets than are committed';
    const places = placesOf(copy);
    const ids = await idsOf(places);
    const starts = await reader.logStart(places);
    const ends = await reader.logEnd(places);
    for (const [index, place] of places.entries()) {
      const { topic } = place;
      if (ids.get(topic) !== copy.ids.get(topic)) return `${topic} was made anew since`;
      if (endOf(place) < (starts[index] ?? 0)) return `${topic} was cut off since`;
      if (endOf(place) > (ends[index] ?? -1)) return `${topic} ends before it`;
    }
    return undefined;
  };
  const progress = () =>
    [...copies.values()].map((copy) => ({
      ...{ partition: copy.partition, lagRecords: lagOf(copy, placesOf(copy)) },
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
      for (const partition of partitions) {
        if (!copies.has(partition)) copies.set(partition, createStandby(pipeline, partition));
      }
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
      log.info(
        { partition, ...(why === undefined ? {} : { why }) },
        why === undefined ? 'a copy is taken over' : 'a copy is left aside',
      );
      return why === undefined ? copy : undefined;
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
  return {
    ...made,
    partition,
    ends: new Map(),
    seen: new Map(),
    ids: undefined,
    streamTime: 0,
    keptUpAtMs: 0,
  };
}

function endOf({ copy, topic }: Following): number {
  return copy.ends.get(topic) ?? 0;
}

function lagOf(copy: Standby, places: readonly Following[]): number | undefined {
  let lag = 0;
  for (const place of places) {
    const seen = copy.seen.get(place.topic);
    if (seen === undefined) return undefined;
    lag += Math.max(0, seen - endOf(place));
  }
  return lag;
}
