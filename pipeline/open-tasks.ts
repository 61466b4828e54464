// The one way into work, at the start and after any failure: the committed offsets first, then the state up to the end that the
// changelogs have after that. It is called by a member that has been fenced in: nobody else can commit its partitions any more.
import type { Copies, Copy } from './copies.ts';
import { changelogOf, type Pipeline } from './pipeline.ts';
import type { Clock, CommittedOffset, GroupMember, LogReader, TopicPartition } from './ports.ts';
import { type RestoreProgress, restore } from './restore.ts';
import type { KnownChangelog, Snapshots } from './snapshots.ts';
import { createTask, streamTimeOf, type Task, type TaskOptions } from './task.ts';
import { TaskError } from './task-error.ts';

export interface OpenTasksOptions extends Pick<TaskOptions, 'newBatch'> {
  readonly pipeline: Pipeline;
  readonly member: Pick<GroupMember, 'committed'>;
  readonly reader: LogReader;
  readonly clock: Clock;
  /** The partitions that are ours to work on. */
  readonly partitions: readonly number[];
  /** The tasks that there are already, none of which has anything that is not committed. */
  readonly known: ReadonlyMap<number, Task>;
  readonly loadSnapshot?: Snapshots['load'];
  readonly copies: Copies;
  readonly onProgress: (progress: RestoreProgress) => void;
  readonly mayGoOn: () => boolean;
}

/**
 * The tasks of the partitions: known ones whose state is that of the committed offsets, the others made anew and restored.
 * Undefined when it was given up.
 * @throws TaskError when offsets are missing though there is state: from the beginning, all would be counted once more.
 */
export async function openTasks(options: OpenTasksOptions): Promise<readonly Task[] | undefined> {
  const { pipeline, partitions, known, newBatch, copies } = options;
  const { inputs } = pipeline;
  const wanted = partitions.flatMap((partition) => inputs.map((topic) => ({ topic, partition })));
  if (wanted.length === 0) return [];
  const offsets = await options.member.committed(wanted);
  const starts = await startsOf(wanted, offsets, options.reader);
  const fresh: Task[] = [];
  const isNew = new Map<Task, boolean>();
  const taken = new Map<Task, Copy>();
  const open = async (partition: number, index: number): Promise<Task> => {
    const own = offsets.slice(index * inputs.length, (index + 1) * inputs.length);
    const kept = known.get(partition);
    if (kept?.committed.every((offset, input) => offset === own[input]?.offset)) return kept;
    const hasNone = own.every(({ offset }) => offset === undefined);
    // Without committed offsets there must be no state: that is seen from the changelogs alone.
    const copy = hasNone ? undefined : await copies.take(partition, streamTimeOf(own));
    const resolved = own.map(({ offset, metadata }, input) => ({
      ...{ offset: offset ?? starts[index * inputs.length + input], metadata },
    }));
    const task = createTask({
      ...{ pipeline, partition, offsets: resolved, newBatch },
      ...(copy === undefined ? {} : { made: copy }),
    });
    if (copy !== undefined) taken.set(task, copy);
    isNew.set(task, hasNone);
    fresh.push(task);
    return task;
  };
  const tasks: Task[] = [];
  for (const [index, partition] of partitions.entries()) tasks.push(await open(partition, index));
  if (fresh.length === 0) return tasks;
  const { loadSnapshot } = options;
  const restored = await restore({
    ...{ ...options, tasks: fresh },
    load: async (task: Task, changelogs: readonly KnownChangelog[]) => {
      const copy = taken.get(task);
      const staysAsItIs = copy !== undefined || isNew.get(task) === true;
      const from = await loadSnapshot?.(task, changelogs, staysAsItIs);
      return copy?.ends ?? from;
    },
  });
  for (const { task, store, records } of restored ?? []) {
    if (!isNew.get(task) || records === 0) continue;
    const at = { topic: inputs[0] ?? '', partition: task.partition, offset: 0 };
    throw new TaskError(at, LOST_OFFSETS, new Error(`${changelogOf(pipeline, store)} has state`));
  }
  return restored === undefined ? undefined : tasks;
}

const LOST_OFFSETS =
  'The committed offsets are gone, the state is not: where to go on is not known';

/** A partition that nobody has committed yet begins where its log does. */
async function startsOf(
  wanted: readonly TopicPartition[],
  offsets: readonly CommittedOffset[],
  reader: LogReader,
): Promise<readonly (number | undefined)[]> {
  const isNew = wanted.filter((_, index) => offsets[index]?.offset === undefined);
  const found = isNew.length === 0 ? [] : await reader.logStart(isNew);
  return wanted.map((each) => found[isNew.indexOf(each)]);
}
