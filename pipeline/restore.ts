// Rebuilds the stores of tasks from their changelogs, up to the ends that the logs have now: the committed offsets must have
// been read before, so that no late write of an owner before us can be missed.
import { changelogOf, type Pipeline, type Store } from './pipeline.ts';
import type { Clock, LogReader, TopicPartition } from './ports.ts';
import type { Task } from './task.ts';

const LIMITS = { maxWaitMs: 50, maxBytesPerPartition: 4 * 1024 * 1024 };
/** Between two looks at whether to go on. */
const RECORDS_PER_TURN = 20_000;

export interface RestoreProgress {
  /** Records of the changelogs, restored and in all. */
  readonly restored: number;
  readonly total: number;
}

export interface RestoreOptions {
  readonly pipeline: Pipeline;
  readonly tasks: readonly Task[];
  readonly reader: LogReader;
  readonly clock: Clock;
  readonly onProgress: (progress: RestoreProgress) => void;
  /** Asked now and then: a restore may be given up. */
  readonly mayGoOn: () => boolean;
}

interface Changelog extends TopicPartition {
  readonly store: Store;
  readonly start: number;
  readonly end: number;
  offset: number;
}

/** True when all stores are whole; false when it was given up, and the stores are of no use. */
export async function restore(options: RestoreOptions): Promise<boolean> {
  const { reader, clock, onProgress, mayGoOn } = options;
  const changelogs = await findChangelogs(options);
  const total = changelogs.reduce((sum, { start, end }) => sum + end - start, 0);
  const left = () => changelogs.filter(({ offset, end }) => offset < end);
  const report = () => {
    const missing = left().reduce((sum, { offset, end }) => sum + end - offset, 0);
    onProgress({ restored: total - missing, total });
  };
  for (report(); left().length > 0; report()) {
    const wanted = left();
    for (const { topic, partition, records, nextOffset } of await reader.fetch(wanted, LIMITS)) {
      const changelog = wanted.find((each) => each.topic === topic && each.partition === partition);
      if (changelog === undefined) continue;
      for (let count = 1; records.next(); count += 1) {
        changelog.store.restore(records.keyText() ?? '', records.valueText(), records.timestamp);
        if (count % RECORDS_PER_TURN === 0) await clock.giveWay();
        if (!mayGoOn()) return false;
      }
      changelog.offset = nextOffset;
    }
    if (!mayGoOn()) return false;
  }
  return true;
}

async function findChangelogs({ pipeline, tasks, reader }: RestoreOptions): Promise<Changelog[]> {
  const wanted = tasks.flatMap(({ partition, stores }) =>
    stores.map((store) => ({ topic: changelogOf(pipeline, store), partition, store })),
  );
  const [starts, ends] = await Promise.all([reader.logStart(wanted), reader.logEnd(wanted)]);
  return wanted.map((each, index) => {
    const start = starts[index] ?? 0;
    return { ...each, start, offset: start, end: ends[index] ?? 0 };
  });
}
