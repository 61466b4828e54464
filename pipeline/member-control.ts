// What one process answers about its own share of its pipelines. It asks nobody else.
import type { MemberControl, MemberStatus, RestoreStatus, TaskStatus } from './control.ts';
import { OperatorError } from './operator-error.ts';
import type { Clock } from './ports.ts';
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
}

export function createMemberControl({
  instanceId,
  clock,
  find,
}: MemberControlOptions): MemberControl {
  const tasksOf = (name: string) => [...(find(name).worker?.tasks.values() ?? [])];
  return {
    memberStatus: async (name) => {
      const { worker, refusal } = find(name);
      const nowMs = clock.nowMs();
      return {
        pipeline: name,
        instanceId,
        phase: worker?.phase ?? (refusal === undefined ? 'starting' : 'refused'),
        tasks: tasksOf(name).map((task) => statusOf(task, nowMs)),
        held: [...(worker?.held.values() ?? [])],
        restore: restoreStatus(worker?.progress, nowMs),
        lastError: worker?.lastError ?? refusal,
        transactions: worker?.transactions ?? 0,
        restarts: worker?.restarts ?? 0,
      };
    },
    memberAct: async (name, action) => find(name).worker?.[action](),
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
  return {
    partition: task.partition,
    inputs: task.inputs.map(({ topic, lag }, index) => ({
      ...{ topic, committed: task.committed[index] ?? 0, lagRecords: lag },
    })),
    streamTimeMs: task.streamTime,
    behindMs: oldest === Infinity ? 0 : Math.max(0, nowMs - oldest),
    counts: Object.fromEntries(task.counts),
    stores: Object.fromEntries(task.stores.map(({ name, size }) => [name, size])),
  };
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
