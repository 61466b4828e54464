// One member of the pipeline's consumer group: joins, restores, processes, commits, and starts over by the same path after any
// failure. One transaction holds outputs, changelogs, dead letters and input offsets of all its tasks.
import { createBreaker } from './breaker.ts';
import { hasCode, isFenced } from './kafka-error.ts';
import type { Pipeline } from './pipeline.ts';
import type { Assignment, Clock, CommittedOffset, Kafka, Log } from './ports.ts';
import { type RestoreProgress, restore } from './restore.ts';
import { createTask, type Filled, StepError, type Task } from './task.ts';
import { WORKER_LIMITS, type WorkerLimits } from './worker-limits.ts';

export interface WorkerOptions {
  readonly pipeline: Pipeline;
  readonly kafka: Kafka;
  readonly clock: Clock;
  readonly log: Log;
  /** The same after a restart, so that a transaction left open is ended at once; no two alive have the same. */
  readonly instanceId: string;
  readonly limits?: Partial<WorkerLimits>;
}

export type WorkerPhase =
  | 'starting'
  | 'joining'
  | 'restoring'
  | 'running'
  | 'backing off'
  | 'stopped';

export interface Worker {
  /** Returns when it was stopped and has left the group. */
  run(): Promise<void>;
  /** Finishes the transaction at hand, then ends. */
  stop(): void;
  readonly phase: WorkerPhase;
  readonly tasks: ReadonlyMap<number, Task>;
  readonly progress: RestoreProgress | undefined;
  readonly breaker: ReturnType<typeof createBreaker>;
  readonly lastError: string | undefined;
  readonly transactions: number;
}

const FETCH_WAIT_MS = 100;
const RECORDS_PER_TURN = 1_000;
/** A batch of that size is sent before its transaction ends. */
const SEND_BYTES = 384 * 1024;
const LEAST_FETCH_BYTES = 64 * 1024;
const MOST_FETCH_BYTES = 1024 * 1024;
const FIRST_BACKOFF_MS = 100;
const LAST_BACKOFF_MS = 10_000;

export function createWorker(options: WorkerOptions): Worker {
  const { pipeline, kafka, clock, log } = options;
  const limits = { ...WORKER_LIMITS, ...options.limits };
  const { groupId, inputs } = pipeline;
  const { sessionTimeoutMs, rebalanceTimeoutMs } = limits;
  const member = kafka.openMember({
    groupId,
    topics: inputs,
    sessionTimeoutMs,
    rebalanceTimeoutMs,
  });
  const producer = kafka.openProducer(`${groupId}-${options.instanceId}`);
  const reader = kafka.openReader();
  const restorer = kafka.openReader();
  const breaker = createBreaker(limits.mostFailures);
  const stopping = new AbortController();
  const tasks = new Map<number, Task>();
  let assignment: Assignment | undefined;
  let phase: WorkerPhase = 'starting';
  let progress: RestoreProgress | undefined;
  let lastError: string | undefined;
  let transactions = 0;
  let failures = 0;
  let fetching: Promise<void> | undefined;
  /** What went wrong beside the loop: a batch that was refused, a fetch that failed. */
  let trouble: { readonly error: unknown } | undefined;
  let sends: Promise<void>[] = [];
  let openedAtMs: number | undefined;

  const running = () => [...tasks.values()].filter(({ partition }) => !breaker.held.has(partition));
  const isMember = () => member.state === 'member' && !stopping.signal.aborted;

  const join = async () => {
    phase = 'joining';
    const before = new Set(tasks.keys());
    assignment = await member.join();
    if (!assignment.isContinuous) tasks.clear();
    for (const partition of before) {
      if (!assignment.partitions.includes(partition)) tasks.delete(partition);
    }
    log.info({ partitions: assignment.partitions, kept: [...tasks.keys()] }, 'assigned');
  };
  /** Makes the tasks that we have not, and those again whose state is not that of the committed offsets. */
  const openTasks = async ({ partitions }: Assignment) => {
    const wanted = partitions.flatMap((partition) => inputs.map((topic) => ({ topic, partition })));
    if (wanted.length === 0) return;
    const offsets = await resolveOffsets(wanted);
    const fresh: Task[] = [];
    partitions.forEach((partition, index) => {
      const own = offsets.slice(index * inputs.length, (index + 1) * inputs.length);
      const known = tasks.get(partition);
      if (known?.committed.every((offset, input) => offset === own[input]?.offset)) return;
      tasks.delete(partition);
      const newBatch = () => producer.newBatch();
      fresh.push(createTask({ pipeline, partition, offsets: own, newBatch }));
    });
    if (fresh.length === 0) return;
    phase = 'restoring';
    const startedMs = clock.nowMs();
    const onProgress = (now: RestoreProgress) => {
      progress = now;
    };
    const isWhole = await restore({
      ...{ pipeline, tasks: fresh, reader: restorer, clock, onProgress, mayGoOn: isMember },
    });
    if (!isWhole) return;
    for (const task of fresh) tasks.set(task.partition, task);
    const tookMs = clock.nowMs() - startedMs;
    log.info({ partitions: fresh.map((task) => task.partition), ...progress, tookMs }, 'restored');
    progress = undefined;
  };
  /** A partition that nobody has committed yet begins where its log does. */
  const resolveOffsets = async (
    wanted: readonly { readonly topic: string; readonly partition: number }[],
  ): Promise<readonly CommittedOffset[]> => {
    const found = await member.committed(wanted);
    const isNew = wanted.filter((_, index) => found[index]?.offset === undefined);
    const starts = isNew.length === 0 ? [] : await restorer.logStart(isNew);
    return wanted.map((each, index) => ({
      offset: found[index]?.offset ?? starts[isNew.indexOf(each)] ?? 0,
      metadata: found[index]?.metadata ?? '',
    }));
  };
  const startFetch = () => {
    if (fetching !== undefined) return;
    const all = running().flatMap((task) => task.inputs.map((input) => ({ task, input })));
    const each = limits.mostBufferedBytes / Math.max(1, all.length);
    const bytes = Math.min(MOST_FETCH_BYTES, Math.max(LEAST_FETCH_BYTES, Math.floor(each / 2)));
    const wanted = all.filter(({ input }) => input.bufferedBytes < bytes);
    if (wanted.length === 0) return;
    const from = wanted.map(({ task: { partition }, input }) => ({
      ...{ topic: input.topic, partition, offset: input.fetchPosition },
    }));
    // Who has enough must not wait for those who have nothing.
    const maxWaitMs = wanted.length < all.length ? 1 : FETCH_WAIT_MS;
    fetching = reader
      .fetch(from, { maxWaitMs, maxBytesPerPartition: bytes })
      .then((fetched) => {
        const nowMs = clock.nowMs();
        for (const [index, { task, input }] of wanted.entries()) {
          const found = fetched.find(
            ({ topic, partition }) => topic === input.topic && partition === task.partition,
          );
          // A task that was dropped or rewound meanwhile wants other records.
          const isSame = tasks.get(task.partition) === task;
          if (found === undefined || !isSame || input.fetchPosition !== from[index]?.offset)
            continue;
          input.add(found, nowMs);
        }
      })
      .catch((error: unknown) => {
        trouble ??= { error };
      })
      .finally(() => {
        fetching = undefined;
      });
  };
  const send = (filled: readonly Filled[]) => {
    for (const { batch, ...partition } of filled) {
      const sent = producer.send(partition, batch);
      sent.catch((error: unknown) => {
        trouble ??= { error };
      });
      sends.push(sent);
    }
  };
  const turn = async () => {
    if (trouble !== undefined) throw trouble.error;
    startFetch();
    let taken = 0;
    for (const task of running()) {
      taken += task.process(RECORDS_PER_TURN, clock.nowMs());
      send(task.takeBatches(SEND_BYTES));
    }
    if (taken > 0) openedAtMs ??= clock.nowMs();
    const inTransaction = running().reduce((sum, task) => sum + task.taken, 0);
    const dueMs = openedAtMs === undefined ? Infinity : openedAtMs + limits.commitIntervalMs;
    if (clock.nowMs() >= dueMs || inTransaction >= limits.mostRecordsPerTransaction) await commit();
    else if (taken > 0) await clock.giveWay();
    else await pause(Math.min(dueMs - clock.nowMs(), FETCH_WAIT_MS));
  };
  /** Until something was fetched, or so long. */
  const pause = async (ms: number) => {
    const waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, stopping.signal]);
    await Promise.race([fetching ?? clock.sleep(ms, signal), clock.sleep(ms, signal)]);
    waiting.abort();
  };
  const commit = async () => {
    if (assignment === undefined || openedAtMs === undefined) return;
    const ending = running().filter((task) => task.taken > 0);
    const sealed = ending.map((task) => task.seal());
    openedAtMs = undefined;
    send(sealed.flatMap(({ batches }) => batches));
    await Promise.all(sends);
    sends = [];
    await producer.sendOffsets(
      assignment.membership,
      sealed.flatMap(({ offsets }) => offsets),
    );
    try {
      await producer.commit();
    } catch (error) {
      // It may have been committed or not. What the tasks hold is worth nothing until the offsets have been read again.
      for (const { partition } of ending) tasks.delete(partition);
      throw error;
    }
    for (const task of ending) task.commit();
    transactions += 1;
    failures = 0;
  };
  const live = async () => {
    await producer.initialize();
    while (!stopping.signal.aborted) {
      if (member.state !== 'member' || assignment === undefined) await join();
      if (assignment !== undefined) await openTasks(assignment);
      phase = 'running';
      while (isMember()) await turn();
      if (member.state === 'lost') throw new Error('The group has given our partitions to others.');
      await commit();
    }
  };
  const recover = async (error: unknown) => {
    lastError = error instanceof Error ? error.message : String(error);
    phase = 'backing off';
    failures += 1;
    log.warn({ err: error, failures }, 'starting over');
    if (error instanceof StepError) {
      const isHeld = breaker.failed({ ...error.at, reason: error.message });
      if (isHeld) log.error({ ...error.at }, 'the task is on hold');
    }
    await Promise.allSettled(sends);
    await fetching;
    sends = [];
    trouble = undefined;
    openedAtMs = undefined;
    for (const task of tasks.values()) task.drop();
    // Whoever was refused asks whether the partitions are still theirs, before they take them for granted.
    if (isFenced(error)) await member.confirm().catch(() => {});
    if (hasCode(error, 'OFFSET_OUT_OF_RANGE')) tasks.clear();
    const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), LAST_BACKOFF_MS);
    await clock.sleep(backoffMs, stopping.signal);
  };
  return {
    run: async () => {
      while (!stopping.signal.aborted) {
        try {
          await live();
        } catch (error) {
          await recover(error);
        }
      }
      phase = 'stopped';
      await member.leave();
      await Promise.all([producer.close(), reader.close(), restorer.close()]);
    },
    stop: () => stopping.abort(),
    get phase() {
      return phase;
    },
    tasks,
    get progress() {
      return progress;
    },
    breaker,
    get lastError() {
      return lastError;
    },
    get transactions() {
      return transactions;
    },
  };
}
