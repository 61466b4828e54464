// Snapshots of committed state, so that a restart reads the end of the changelogs alone. A snapshot is a shortcut and never a
// truth: one that does not match in every respect is left aside, and the whole changelog is read.
import { mismatchOf, OLDEST_MS, topicIdsOf } from './kept-state.ts';
import { changelogOf, type Pipeline } from './pipeline.ts';
import type { Clock, Log, LogReader, SnapshotFiles } from './ports.ts';
import { decodeSnapshot, encodeSnapshot, type SnapshotHeader } from './snapshot-format.ts';
import type { Task } from './task.ts';
import type { WorkerLimits } from './worker-limits.ts';

export interface Snapshots {
  /** Starts a round in the background, if one is due. The tasks go on meanwhile. */
  take(tasks: readonly Task[]): void;
  /** Takes them now, after the round that is under way. It never rejects. */
  takeNow(tasks: readonly Task[]): Promise<void>;
  /**
   * Fills the empty stores of a task, unless it has to begin with what it is. Returns by changelog topic where to read on;
   * undefined when there is no snapshot that matches, and the stores are as they were.
   */
  load(
    task: Task,
    changelogs: readonly KnownChangelog[],
    staysAsItIs?: boolean,
  ): Promise<ReadonlyMap<string, number> | undefined>;
}

/** What the log of a changelog has now. */
export interface KnownChangelog {
  readonly topic: string;
  readonly start: number;
  readonly end: number;
}

export interface SnapshotsOptions {
  readonly pipeline: Pipeline;
  readonly files: SnapshotFiles;
  readonly reader: LogReader;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Pick<WorkerLimits, 'snapshotIntervalMs' | 'snapshotPartBytes'>;
}

/** So many times as long as the writing took nothing is written: a large state must not keep the disk busy. */
const REST = 20;

export function createSnapshots(options: SnapshotsOptions): Snapshots {
  const { pipeline, files, reader, clock, log, limits } = options;
  /** The ids that the changelogs had when the task was opened: its offsets are of these topics and of no others. */
  const topicIds = new WeakMap<Task, ReadonlyMap<string, string>>();
  let dueMs = clock.nowMs() + limits.snapshotIntervalMs;
  let taking: Promise<void> | undefined;

  const nameOf = ({ partition }: Task) => `${pipeline.name}-${partition}`;
  const headerOf = (task: Task): SnapshotHeader | undefined => {
    const ids = topicIds.get(task);
    const stores = task.stores.map((store) => {
      const topic = changelogOf(pipeline, store);
      return {
        ...{ name: store.name, topicId: ids?.get(topic) ?? '' },
        changelogEnd: task.changelogEnds.get(topic) ?? -1,
        retentionMs: store.retentionMs === Infinity ? null : store.retentionMs,
      };
    });
    if (stores.some(({ topicId, changelogEnd }) => topicId === '' || changelogEnd < 0))
      return undefined;
    const { partition, committed } = task;
    return { pipeline: pipeline.name, partition, takenAtMs: clock.nowMs(), committed, stores };
  };
  const write = async (task: Task) => {
    const header = headerOf(task);
    if (header === undefined) return;
    const parts = encodeSnapshot(header, task.stores, {
      partBytes: limits.snapshotPartBytes,
      giveWay: () => clock.giveWay(),
    });
    await files.write(nameOf(task), parts);
  };
  const takeAll = async (tasks: readonly Task[]) => {
    await taking;
    const startedMs = clock.nowMs();
    for (const task of tasks) {
      try {
        await write(task);
      } catch (error) {
        // The next start takes longer; nothing else comes of it.
        log.warn({ err: error, partition: task.partition }, 'a snapshot was not written');
      }
    }
    const restMs = Math.max(limits.snapshotIntervalMs, REST * (clock.nowMs() - startedMs));
    dueMs = clock.nowMs() + restMs;
  };
  return {
    take: (tasks) => {
      if (taking !== undefined || clock.nowMs() < dueMs || tasks.length === 0) return;
      taking = takeAll(tasks).finally(() => {
        taking = undefined;
      });
    },
    takeNow: takeAll,
    load: async (task, changelogs, staysAsItIs = false) => {
      const ids = await topicIdsOf(reader, changelogs);
      topicIds.set(task, ids);
      if (staysAsItIs) return undefined;
      const bytes = await files.read(nameOf(task)).catch((error: unknown) => {
        log.warn({ err: error, partition: task.partition }, 'a snapshot cannot be read');
        return undefined;
      });
      if (bytes === undefined) return undefined;
      const snapshot = decodeSnapshot(bytes);
      const wanted = { pipeline, task, changelogs, topicIds: ids, nowMs: clock.nowMs() };
      const why = snapshot === undefined ? 'it is not whole' : mismatch(snapshot.header, wanted);
      if (snapshot === undefined || why !== undefined) {
        log.info({ partition: task.partition, why }, 'a snapshot is left aside');
        return undefined;
      }
      snapshot.fill(task.stores);
      const { stores } = snapshot.header;
      return new Map(stores.map((store) => [changelogOf(pipeline, store), store.changelogEnd]));
    },
  };
}

interface Wanted {
  readonly pipeline: Pipeline;
  readonly task: Task;
  readonly changelogs: readonly KnownChangelog[];
  readonly topicIds: ReadonlyMap<string, string>;
  readonly nowMs: number;
}

/** Why the snapshot cannot be used; undefined when it can. */
function mismatch(header: SnapshotHeader, wanted: Wanted): string | undefined {
  const { pipeline, task, changelogs, topicIds, nowMs } = wanted;
  if (header.pipeline !== pipeline.name || header.partition !== task.partition) {
    return 'it is of another task';
  }
  const ageMs = nowMs - header.takenAtMs;
  if (ageMs < 0 || ageMs > OLDEST_MS) return 'it is too old';
  const isAhead = header.committed.some((offset, input) => offset > (task.committed[input] ?? -1));
  if (isAhead || header.committed.length !== task.committed.length) {
    return 'it is of later offsets than are committed';
  }
  if (header.stores.length !== task.stores.length) return 'it has other stores';
  for (const [index, store] of task.stores.entries()) {
    const kept = header.stores[index];
    const topic = changelogOf(pipeline, store);
    const known = changelogs.find((each) => each.topic === topic);
    const retentionMs = store.retentionMs === Infinity ? null : store.retentionMs;
    if (kept?.name !== store.name || kept.retentionMs !== retentionMs) return 'it has other stores';
    const { start = 0, end = -1 } = known ?? {};
    const was = { topicId: kept.topicId, end: kept.changelogEnd };
    const why = mismatchOf(was, { topic, topicId: topicIds.get(topic), start, end });
    if (why !== undefined) return why;
  }
  return undefined;
}
