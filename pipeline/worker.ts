// One member of the pipeline's consumer group: joins, restores, processes, commits, and starts over by the same path after any
// failure. It guesses nothing: after an outcome that is not known it asks Kafka what it came to.
import { createBreaker, type Failure } from './breaker.ts';
import type { CopyStatus } from './control.ts';
import { createCopies } from './copies.ts';
import { createIntake } from './intake.ts';
import { isFenced } from './kafka-error.ts';
import { openTasks } from './open-tasks.ts';
import { createPause, type Pause } from './pause.ts';
import type { Pipeline } from './pipeline.ts';
import type { Assignment, Clock, Kafka, Log, PeerInfo, SnapshotFiles } from './ports.ts';
import type { RestoreProgress } from './restore.ts';
import { createSnapshots } from './snapshots.ts';
import type { Task } from './task.ts';
import { TaskError } from './task-error.ts';
import { createTransactions } from './transaction.ts';
import { createTrimmer } from './trimmer.ts';
import { WORKER_LIMITS, type WorkerLimits } from './worker-limits.ts';

export interface WorkerOptions {
  readonly pipeline: Pipeline;
  readonly kafka: Kafka;
  readonly clock: Clock;
  readonly log: Log;
  /** The same after a restart, so that a transaction left open is ended at once; no two alive have the same. */
  readonly instanceId: string;
  /** Where others reach our control port; empty when they cannot. */
  readonly endpoint?: string;
  readonly limits?: Partial<WorkerLimits>;
  /** Absent: each start reads the whole changelogs. */
  readonly snapshotFiles?: SnapshotFiles;
  /** So many others keep a copy of each partition's state, ready to go on with it. All of a group should say the same. */
  readonly standbys?: number;
}

export type WorkerPhase =
  | 'starting'
  | 'joining'
  | 'restoring'
  | 'running'
  | 'paused'
  | 'backing off'
  | 'stopped';

export interface Worker {
  /** Returns when it was stopped and has left the group. */
  run(): Promise<void>;
  /** Finishes the transaction at hand, then ends. */
  stop(): void;
  /** Takes no more records, and keeps its partitions. */
  readonly pause: Pause['pause'];
  readonly resume: Pause['resume'];
  /** Forgets all state and comes in by the start path. */
  restart(): void;
  /** Lets a task that is on hold try again. Says whether it was. */
  clearHold(partition: number): boolean;
  readonly phase: WorkerPhase;
  readonly tasks: ReadonlyMap<number, Task>;
  readonly held: ReadonlyMap<number, Failure>;
  readonly progress: RestoreProgress | undefined;
  readonly lastError: { readonly message: string; readonly atMs: number } | undefined;
  readonly transactions: number;
  readonly restarts: number;
  readonly word: Pause['word'];
  /** All members of the group as of the last rebalance, ourselves among them. */
  readonly peers: readonly PeerInfo[];
  /** What it keeps of the partitions of others. */
  readonly copies: readonly CopyStatus[];
}

/** So many tasks have their full turn; with more of them each has less. */
const TASKS_PER_TURN = 4;

/** Somebody asked for it; nothing is wrong. */
class RestartAsked extends Error {}

export function createWorker(options: WorkerOptions): Worker {
  const { pipeline, kafka, clock, log, endpoint = '', standbys = 0 } = options;
  const limits = { ...WORKER_LIMITS, ...options.limits };
  const { groupId, inputs } = pipeline;
  const stopping = new AbortController();
  const tasks = new Map<number, Task>();
  const breaker = createBreaker(limits.mostFailures);
  const pause = createPause(clock);
  const copies = createCopies({ pipeline, reader: kafka.openReader(), clock, log, limits });
  const member = kafka.openMember({
    ...{ groupId, topics: inputs, instanceId: options.instanceId, endpoint, standbys },
    ...{ isPaused: () => pause.isPaused, pausedFor: () => pause.pausedFor },
    copies: () => copies.held,
    ...{ sessionTimeoutMs: limits.sessionTimeoutMs, rebalanceTimeoutMs: limits.rebalanceTimeoutMs },
  });
  const producer = kafka.openProducer(`${groupId}-${options.instanceId}`);
  const reader = kafka.openReader();
  const restorer = kafka.openReader();
  const isCurrent = (task: Task) => tasks.get(task.partition) === task;
  const intake = createIntake({ reader, clock, limits, isCurrent });
  let failures = 0;
  const transactions = createTransactions({
    producer,
    onCommitted: () => {
      failures = 0;
    },
    onUnknown: (unknown) => {
      for (const { partition } of unknown) tasks.delete(partition);
    },
  });
  const trimmer = createTrimmer({ pipeline, reader: restorer, clock, log, limits });
  const { snapshotFiles: files } = options;
  const snapshots =
    files && createSnapshots({ pipeline, files, reader: restorer, clock, log, limits });
  let assignment: Assignment | undefined;
  let phase: WorkerPhase = 'starting';
  let progress: RestoreProgress | undefined;
  let lastError: { readonly message: string; readonly atMs: number } | undefined;
  let isRestartAsked = false;
  let restarts = 0;
  let openedAtMs: number | undefined;
  /** After a failure it is asked where the committed offsets are, even when all seems to be there. */
  let isUnsure = false;

  const running = () => [...tasks.values()].filter(({ partition }) => !breaker.held.has(partition));
  const isMember = () => member.state === 'member' && !stopping.signal.aborted;
  const isSettled = (partition: number) => tasks.has(partition) || breaker.held.has(partition);
  /** Partitions of ours that have no task and may have one. */
  const missing = () => assignment?.partitions.filter((each) => !isSettled(each)) ?? [];

  /** However many tasks there are, a turn is short: heartbeats have to go out between two. */
  const perTask = (count: number) =>
    Math.ceil(limits.recordsPerTurn * Math.min(1, TASKS_PER_TURN / count));
  const join = async () => {
    phase = 'joining';
    assignment = await member.join();
    const { partitions, isContinuous, peers } = assignment;
    for (const partition of tasks.keys()) {
      if (!isContinuous || !partitions.includes(partition)) tasks.delete(partition);
    }
    pause.join(peers);
    log.info({ partitions, kept: [...tasks.keys()], members: peers.length }, 'assigned');
  };
  const open = async () => {
    phase = 'restoring';
    const partitions = [...running().map(({ partition }) => partition), ...missing()];
    const opened = await openTasks({
      ...{ pipeline, member, reader: restorer, clock, partitions, known: tasks },
      newBatch: () => producer.newBatch(),
      copies,
      ...(snapshots === undefined ? {} : { loadSnapshot: snapshots.load }),
      mayGoOn: () => isMember() && !isRestartAsked,
      onProgress: (now) => {
        progress = now;
      },
    });
    for (const task of opened ?? []) tasks.set(task.partition, task);
    if (opened !== undefined) isUnsure = false;
    if (isRestartAsked) throw new RestartAsked('A restart was asked for.');
    if (progress !== undefined && opened !== undefined) {
      const tookMs = clock.nowMs() - progress.startedMs;
      log.info({ partitions, restored: progress.restored, tookMs }, 'restored');
    }
    progress = undefined;
  };
  const throwTrouble = () => {
    const trouble = transactions.takeTrouble() ?? intake.takeTrouble();
    if (trouble !== undefined) throw trouble;
    if (isRestartAsked) throw new RestartAsked('A restart was asked for.');
  };
  const turn = async () => {
    throwTrouble();
    const { isPaused } = pause;
    phase = isPaused ? 'paused' : 'running';
    const ours = isPaused ? [] : running();
    if (ours.length > 0) intake.start(ours);
    let taken = 0;
    for (const task of ours) taken += task.process(perTask(ours.length), clock.nowMs());
    transactions.send(ours);
    if (taken > 0) openedAtMs ??= clock.nowMs();
    const filled = ours.reduce((sum, task) => sum + task.taken, 0);
    const dueMs = openedAtMs === undefined ? Infinity : openedAtMs + limits.commitIntervalMs;
    const isDue = clock.nowMs() >= dueMs || filled >= limits.mostRecordsPerTransaction || isPaused;
    if (isDue) await commit();
    else if (taken > 0) await clock.giveWay();
    else await intake.wait(Math.min(dueMs - clock.nowMs(), limits.fetchWaitMs), stopping.signal);
    trimmer.trim(ours);
    snapshots?.take(ours);
  };
  /** Begins to commit what there is; the one before has ended by then. */
  const commit = async () => {
    await transactions.committing;
    throwTrouble();
    const ending = running().filter((task) => task.taken > 0);
    openedAtMs = undefined;
    if (ending.length > 0 && assignment !== undefined) {
      transactions.begin(assignment.membership, ending);
    } else await clock.sleep(limits.fetchWaitMs, stopping.signal);
  };
  const finish = async () => {
    if (openedAtMs !== undefined) await commit();
    await transactions.committing;
    throwTrouble();
  };
  const live = async () => {
    await producer.initialize();
    while (!stopping.signal.aborted) {
      if (member.state !== 'member' || assignment === undefined) await join();
      if (isUnsure || missing().length > 0) await open();
      // Only now: what is ours since the rebalance has been taken over.
      copies.follow(assignment?.copies ?? []);
      while (isMember() && missing().length === 0) await turn();
      if (member.state === 'lost') throw new Error('The group has given our partitions to others.');
      await finish();
    }
  };
  const recover = async (error: unknown) => {
    restarts += 1;
    isUnsure = true;
    await transactions.settle();
    await intake.fetching;
    for (const each of [transactions, intake]) each.takeTrouble();
    openedAtMs = undefined;
    progress = undefined;
    for (const task of tasks.values()) task.drop();
    if (error instanceof RestartAsked) {
      isRestartAsked = false;
      tasks.clear();
      copies.follow([]);
      return;
    }
    failures += 1;
    const message = error instanceof Error ? error.message : String(error);
    lastError = { message, atMs: clock.nowMs() };
    log.warn({ err: error, failures }, 'starting over');
    if (error instanceof TaskError && breaker.failed({ ...error.at, reason: error.message })) {
      tasks.delete(error.at.partition);
      log.error({ ...error.at, reason: error.message }, 'the task is on hold');
    }
    // Whoever was refused asks whether the partitions are still theirs, before they take them for granted.
    if (isFenced(error)) await member.confirm().catch(() => {});
    phase = 'backing off';
    const backoffMs = limits.firstBackoffMs * 2 ** (failures - 1);
    await clock.sleep(Math.min(backoffMs, limits.lastBackoffMs), stopping.signal);
  };
  return {
    run: async () => {
      const following = copies.run();
      while (!stopping.signal.aborted) {
        try {
          await live();
        } catch (error) {
          if (!stopping.signal.aborted) await recover(error);
        }
      }
      await transactions.settle();
      await member.leave();
      await snapshots?.takeNow([...tasks.values()]);
      await following;
      await Promise.all([producer.close(), reader.close(), restorer.close()]);
      tasks.clear();
      phase = 'stopped';
    },
    stop: () => {
      stopping.abort();
      copies.stop();
      member.giveUpJoining();
    },
    ...{ pause: pause.pause, resume: pause.resume },
    restart: () => {
      isRestartAsked = true;
    },
    clearHold: (partition) => {
      failures = 0; // somebody has mended it: it is tried at once
      return breaker.clear(partition);
    },
    get phase() {
      return phase;
    },
    tasks,
    held: breaker.held,
    get progress() {
      return progress;
    },
    get lastError() {
      return lastError;
    },
    get transactions() {
      return transactions.count;
    },
    get word() {
      return pause.word;
    },
    get restarts() {
      return restarts;
    },
    get peers() {
      return assignment?.peers ?? [];
    },
    get copies() {
      return copies.progress;
    },
  };
}
