// Rebuilds the stores of tasks from their changelogs, up to the ends that the logs have now: the committed offsets must have
// been read before, so that no late write of an owner before us can be missed.
import { KafkaError } from './kafka-error.ts';
import { changelogOf, type Pipeline, type Store } from './pipeline.ts';
import type { Clock, Fetched, LogReader, TopicPartition } from './ports.ts';
import type { Snapshots } from './snapshots.ts';
import type { Task } from './task.ts';

const LIMITS = { maxWaitMs: 50, maxBytesPerPartition: 4 * 1024 * 1024 };
/** Between two looks at whether to go on. */
const RECORDS_PER_TURN = 20_000;

export interface RestoreProgress {
  readonly startedMs: number;
  /** Offsets of the changelogs, passed and in all. */
  readonly restored: number;
  readonly total: number;
}

export interface RestoreOptions {
  readonly pipeline: Pipeline;
  readonly tasks: readonly Task[];
  readonly reader: LogReader;
  readonly clock: Clock;
  readonly onProgress: (progress: RestoreProgress) => void;
  /** Fills the stores of a task from what is kept, if there is anything; returns where to read on, by topic. */
  readonly load?: Snapshots['load'];
  /** Asked now and then: a restore may be given up. */
  readonly mayGoOn: () => boolean;
}

export interface Changelog extends TopicPartition {
  readonly task: Task;
  readonly store: Store;
  /** Where the reading begins: at the start of the log, or where a snapshot ends. */
  start: number;
  readonly end: number;
  offset: number;
  /** Records that were committed. */
  records: number;
}

/** The changelogs with what was restored of each; undefined when it was given up, and the stores are of no use. */
export async function restore(options: RestoreOptions): Promise<readonly Changelog[] | undefined> {
  const { reader, clock, onProgress, mayGoOn } = options;
  const startedMs = clock.nowMs();
  const changelogs = await findChangelogs(options);
  await loadAll(changelogs, options);
  if (!mayGoOn()) return undefined;
  const total = changelogs.reduce((sum, { start, end }) => sum + end - start, 0);
  const left = () => changelogs.filter(({ offset, end }) => offset < end);
  const report = () => {
    const missing = left().reduce((sum, { offset, end }) => sum + end - offset, 0);
    onProgress({ startedMs, restored: total - missing, total });
  };
  report();
  for (let round = 0, wanted = left(); wanted.length > 0; round += 1) {
    const before = wanted.map(({ offset }) => offset);
    const fetched = await reader.fetch(wanted, LIMITS);
    for (const each of fetched) {
      const changelog = wanted.find((one) => one.topic === each.topic && isSame(one, each));
      if (changelog === undefined) continue;
      if (!(await take(changelog, each, { clock, mayGoOn }))) return undefined;
      if (wanted.length === 1) passGap(changelog, each);
    }
    if (!mayGoOn()) return undefined;
    report();
    const hasMoved = wanted.some(({ offset }, index) => offset !== before[index]);
    const next = left();
    // A broker leaves out of an answer what has no room in it. Asked about one alone, it leaves out nothing.
    wanted = hasMoved ? next : next.slice(round % Math.max(1, next.length)).slice(0, 1);
  }
  for (const task of options.tasks) {
    const own = changelogs.filter((changelog) => changelog.task === task);
    task.restoredTo(new Map(own.map(({ topic, end }) => [topic, end])));
  }
  return changelogs;
}

async function loadAll(
  changelogs: readonly Changelog[],
  { tasks, load, clock, mayGoOn }: RestoreOptions,
): Promise<void> {
  if (load === undefined) return;
  for (const task of tasks) {
    if (!mayGoOn()) return;
    const own = changelogs.filter((changelog) => changelog.task === task);
    const from = await load(task, own);
    for (const changelog of own) {
      changelog.start = from?.get(changelog.topic) ?? changelog.start;
      changelog.offset = changelog.start;
    }
    await clock.giveWay();
  }
}

async function take(
  changelog: Changelog,
  { records, nextOffset, isOutOfRange }: Fetched,
  { clock, mayGoOn }: Pick<RestoreOptions, 'clock' | 'mayGoOn'>,
): Promise<boolean> {
  if (isOutOfRange) throw new KafkaError('OFFSET_OUT_OF_RANGE', `restore from ${changelog.topic}`);
  for (let count = 1; records.next(); count += 1) {
    changelog.records += 1;
    changelog.store.restore(records.keyText() ?? '', records.valueText(), records.timestamp);
    if (count % RECORDS_PER_TURN !== 0) continue;
    await clock.giveWay();
    if (!mayGoOn()) return false;
  }
  changelog.offset = nextOffset;
  return true;
}

/** Compaction can leave nothing between here and the end: no record will ever come to say so. */
function passGap(changelog: Changelog, { bytes, lastStableOffset }: Fetched): void {
  if (bytes === 0 && lastStableOffset >= changelog.end) changelog.offset = changelog.end;
}

function isSame(one: TopicPartition, other: TopicPartition): boolean {
  return one.partition === other.partition;
}

async function findChangelogs({ pipeline, tasks, reader }: RestoreOptions): Promise<Changelog[]> {
  const wanted = tasks.flatMap((task) =>
    task.stores.map((store) => ({
      ...{ topic: changelogOf(pipeline, store), partition: task.partition, task, store },
    })),
  );
  const [starts, ends] = await Promise.all([reader.logStart(wanted), reader.logEnd(wanted)]);
  return wanted.map((each, index) => {
    const start = starts[index] ?? 0;
    return { ...each, start, offset: start, end: ends[index] ?? 0, records: 0 };
  });
}
