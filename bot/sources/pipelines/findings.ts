// What is wrong with a pipeline, from what its processes say of themselves, and from where its tasks stood at the looks before. Pure.

import type { DeadLetter, PipelineStatus } from '../../../pipeline/index.ts';
import { lagOf } from '../../pipelines/look.ts';
import type { PipelineInfo } from '../../pipelines.ts';
import type { Finding } from '../polled.ts';
import type { Severity } from '../source.ts';

/** A task that is behind and has come no further for so long stands still. */
const STALLED_MS = 3 * 60_000;
/** A process that starts anew, or moves. */
const GRACE_MS = 60_000;
/** Dead letters that are older are no news. */
const NEW_MS = 15 * 60_000;

/** Where a task stood, and since when. */
export interface Standing {
  readonly at: string;
  readonly sinceMs: number;
}

export interface PipelineSeen {
  readonly info: PipelineInfo;
  readonly status: PipelineStatus;
  /** By partition. */
  readonly standing: ReadonlyMap<number, Standing>;
  /** The latest of them; undefined: they could not be read. */
  readonly deadLetters: readonly DeadLetter[] | undefined;
  readonly nowMs: number;
}

/** Where each task stands now. @param before as it was at the look before */
export function standingOf(
  { members }: PipelineStatus,
  before: ReadonlyMap<number, Standing>,
  nowMs: number,
): ReadonlyMap<number, Standing> {
  return new Map(
    members
      .flatMap(({ tasks }) => tasks)
      .map(({ partition, inputs }) => {
        const at = inputs.map(({ topic, committed }) => `${topic}@${committed}`).join(' ');
        const known = before.get(partition);
        return [partition, known?.at === at ? known : { at, sinceMs: nowMs }] as const;
      }),
  );
}

export function pipelineFindings(seen: PipelineSeen): readonly Finding[] {
  return [
    ...heldTasks(seen),
    ...failingMembers(seen),
    ...stalledTasks(seen),
    ...lost(seen),
    ...dead(seen),
  ];
}

function heldTasks({ info, status }: PipelineSeen): readonly Finding[] {
  return status.members
    .flatMap(({ held }) => held)
    .map(({ topic, partition, offset, reason }) =>
      finding(info, `TaskOnHold/${partition}`, 'critical', {
        title: `partition ${partition} is on hold: it failed too often at one record`,
        lines: [`${topic}-${partition} at offset ${offset}: ${reason}`],
      }),
    );
}

function failingMembers({ info, status }: PipelineSeen): readonly Finding[] {
  return status.members.flatMap(({ phase, instanceId, lastError, restarts }) => {
    if (phase !== 'refused' && phase !== 'backing off') return [];
    const isRefused = phase === 'refused';
    return [
      finding(
        info,
        `${isRefused ? 'Refused' : 'TaskFailed'}/${instanceId}`,
        isRefused ? 'critical' : 'warning',
        {
          title: isRefused
            ? `${instanceId} does not begin: its topics are not as they must be`
            : `${instanceId} fails, and tries again later each time`,
          lines: [
            ...(lastError === undefined ? [] : [lastError.message]),
            ...(restarts === 0 ? [] : [`Started over: ${restarts} times`]),
          ],
          graceMs: isRefused ? 0 : GRACE_MS,
        },
      ),
    ];
  });
}

function stalledTasks({ info, status, standing, nowMs }: PipelineSeen): readonly Finding[] {
  const stalled = status.members
    .filter(({ phase }) => phase === 'running')
    .flatMap(({ tasks, held }) => {
      const isHeld = new Set(held.map(({ partition }) => partition));
      return tasks.filter(({ partition }) => !isHeld.has(partition));
    })
    .filter((task) => lagOf(task) > 0)
    .filter(({ partition }) => nowMs - (standing.get(partition)?.sinceMs ?? nowMs) >= STALLED_MS);
  return stalled.map((task) =>
    finding(info, `TaskStalled/${task.partition}`, 'warning', {
      title: `partition ${task.partition} stands still, and records wait`,
      lines: [`Waiting: ${lagOf(task)} records`],
    }),
  );
}

function lost({ info, status }: PipelineSeen): readonly Finding[] {
  return status.unreached.map(({ endpoint, partitions, reason }) =>
    finding(info, `Unreached/${endpoint}`, 'warning', {
      title: `the process at ${endpoint} gives no answer`,
      lines: [reason, ...(partitions.length === 0 ? [] : [`Partitions: ${partitions.join(', ')}`])],
      graceMs: GRACE_MS,
    }),
  );
}

/** Keys and values of them are other people's data, and stay where they are. */
function dead({ info, deadLetters, nowMs }: PipelineSeen): readonly Finding[] {
  const fresh = (deadLetters ?? []).filter(({ timestampMs }) => timestampMs > nowMs - NEW_MS);
  if (fresh.length === 0) return [];
  const reasons = new Map<string, number>();
  for (const { reason } of fresh) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return [
    finding(info, DEAD_LETTERS, 'warning', {
      title: 'records come that cannot be used: there are new dead letters',
      lines: [...reasons].slice(0, 5).map(([reason, count]) => `${count}: ${reason}`),
      count: fresh.length,
    }),
  ];
}

export const DEAD_LETTERS = 'DeadLetters/';

function finding(
  { name, environment }: PipelineInfo,
  key: string,
  severity: Severity,
  rest: Pick<Finding, 'title' | 'lines'> & Partial<Pick<Finding, 'graceMs' | 'count'>>,
): Finding {
  return {
    ...{ key: key.slice(0, 300), group: name, groupTitle: `pipeline ${name}`, severity },
    ...{ ...rest, title: `${name}: ${rest.title}` },
    labels: { pipeline: name, environment, reason: key.split('/')[0] ?? '' },
  };
}
