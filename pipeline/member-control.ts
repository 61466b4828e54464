// What one process answers about its own share of its pipelines. It asks nobody else.
import type { MemberControl, MemberStatus, RestoreStatus, TaskStatus } from './control.ts';
import { OperatorError } from './operator-error.ts';
import type { Clock, TopicPartition } from './ports.ts';
import type { RecentLog } from './recent-log.ts';
import type { RestoreProgress } from './restore.ts';
import { hashState } from './state-hash.ts';
import type { Task } from './task.ts';
import type { Worker } from './worker.ts';

/** A pipeline as this process hosts it. */
export interface Hosted {
  readonly name: string;
  /** Undefined until its topics are as they must be. */
  readonly worker: Worker | undefined;
  readonly refusal: MemberStatus['lastError'];
  readonly log: Pick<RecentLog, 'lines'>;
}

export interface MemberControlOptions {
  readonly instanceId: string;
  readonly clock: Clock;
  readonly find: (name: string) => Hosted;
  /** The ends of the logs, asked of the brokers. */
  readonly logEnds: (partitions: readonly TopicPartition[]) => Promise<readonly number[]>;
}

/** So long the brokers are waited for, where a status has something to say without them. */
const ENDS_MS = 3_000;

export function createMemberControl({
  instanceId,
  clock,
  find,
  logEnds,
}: MemberControlOptions): MemberControl {
  const endsInTime = inTime(logEnds, clock);
  const tasksOf = (name: string) => [...(find(name).worker?.tasks.values() ?? [])];
  return {
    memberStatus: async (name) => {
      const { worker, refusal } = find(name);
      const nowMs = clock.nowMs();
      const tasks = tasksOf(name).map((task) => statusOf(task, nowMs));
      return {
        pipeline: name,
        instanceId,
        phase: worker?.phase ?? (refusal === undefined ? 'starting' : 'refused'),
        tasks: worker?.phase === 'paused' ? await atRest(tasks, nowMs, endsInTime) : tasks,
        held: [...(worker?.held.values() ?? [])],
        copies: worker?.copies ?? [],
        restore: restoreStatus(worker?.progress, nowMs),
        lastError: worker?.lastError ?? refusal,
        transactions: worker?.transactions ?? 0,
        restarts: worker?.restarts ?? 0,
        ...(worker?.word === undefined ? {} : { word: worker.word }),
      };
    },
    memberAct: async (name, action, why) => {
      const { worker } = find(name);
      if (action === 'restart') worker?.restart();
      else worker?.[action](why);
    },
    memberClearHold: async (name, partition) => find(name).worker?.clearHold(partition) ?? false,
    memberQuery: async (name, store, key) => {
      for (const { stores, partition, committed } of tasksOf(name)) {
        const known = stores.find((each) => each.name === store);
        if (known === undefined) throw noSuchStore(name, store, stores);
        const value = known.lookUp(key);
        if (value !== undefined) return { value, partition, instanceId, committed };
      }
      return undefined;
    },
    memberHashes: async (name) =>
      tasksOf(name).map(({ partition, committed, stores }) => ({
        ...{ partition, committed, hash: hashState(stores) },
      })),
    memberLog: async (name, most) => ({ instanceId, lines: find(name).log.lines(most) }),
  };
}

function statusOf(task: Task, nowMs: number): TaskStatus {
  const heads = task.inputs.map((input) => input.nextTimestamp ?? Infinity);
  const oldest = Math.min(...heads);
  const heard = task.inputs.map(({ heardMs }) => heardMs);
  return {
    partition: task.partition,
    inputs: task.inputs.map(({ topic, lag }, index) => ({
      ...{ topic, committed: task.committed[index] ?? 0, lagRecords: lag },
    })),
    streamTimeMs: task.streamTime,
    behindMs: oldest === Infinity ? 0 : Math.max(0, nowMs - oldest),
    ...(heard.includes(undefined) ? {} : { silentMs: nowMs - Math.min(...heard.map(Number)) }),
    counts: Object.fromEntries(task.counts),
    stores: Object.fromEntries(task.stores.map(({ name, size }) => [name, size])),
  };
}

type LogEnds = MemberControlOptions['logEnds'];

/** Brokers that do not answer hold up no status. */
function inTime(logEnds: LogEnds, clock: Clock) {
  return async (partitions: readonly TopicPartition[]) => {
    const isAnswered = new AbortController();
    const silence = clock.sleep(ENDS_MS, isAnswered.signal).then(() => undefined);
    const ends = logEnds(partitions).catch(() => undefined);
    const first = await Promise.race([ends, silence]);
    isAnswered.abort();
    return first;
  };
}

/**
 * Whoever is paused fetches nothing, and what a task knows of its lag is from before: the brokers know what has come since. Where they
 * say nothing, it stays as it was known.
 */
async function atRest(
  tasks: readonly TaskStatus[],
  nowMs: number,
  logEnds: ReturnType<typeof inTime>,
): Promise<readonly TaskStatus[]> {
  const places = tasks.flatMap(({ partition, inputs }) =>
    inputs.map(({ topic }) => ({ topic, partition })),
  );
  const ends = await logEnds(places);
  if (ends === undefined) return tasks;
  const endOf = new Map(
    places.map((place, index) => [`${place.topic}-${place.partition}`, ends[index]]),
  );
  return tasks.map((task) => {
    const inputs = task.inputs.map((input) => {
      const end = endOf.get(`${input.topic}-${task.partition}`) ?? input.committed;
      return { ...input, lagRecords: Math.max(0, end - input.committed) };
    });
    const isBehind = inputs.some(({ lagRecords }) => lagRecords > 0);
    // What waits has come after what was settled last: it is at most so old.
    const behindMs = isBehind ? Math.max(task.behindMs, nowMs - task.streamTimeMs) : 0;
    return { ...task, inputs, behindMs, silentMs: 0 };
  });
}

function restoreStatus(
  progress: RestoreProgress | undefined,
  nowMs: number,
): RestoreStatus | undefined {
  if (progress === undefined) return undefined;
  const { restored, total, startedMs } = progress;
  const perSecond = Math.round((1_000 * restored) / Math.max(1, nowMs - startedMs));
  const secondsLeft = perSecond === 0 ? undefined : Math.ceil((total - restored) / perSecond);
  return { restored, total, perSecond, secondsLeft };
}

function noSuchStore(name: string, store: string, stores: Task['stores']): OperatorError {
  return new OperatorError({
    what: `Cannot look into store "${store}" of ${name}.`,
    why: 'It has no such store.',
    fix: `Its stores are: ${stores.map((each) => each.name).join(', ')}.`,
  });
}
