// Whether a workload has come to what it was switched to: its pods have ended, or as many as it wants are ready. Pure.

import type { State } from '../timetable/timetable.ts';
import { activeOf } from './jobs.ts';
import { isMachine, isOwner, type SwitchKind } from './kinds.ts';
import { nodesOf } from './node-pool.ts';
import { type PipelineTold, toldOf } from './pipelines.ts';
import type { Workload } from './workload.ts';

/** What controllers tell of a workload (apps/v1; Argo Rollouts tell the same). */
interface Told {
  readonly observedGeneration?: number | string;
  readonly replicas?: number;
  readonly readyReplicas?: number;
}

/**
 * @param ready how many of its pods were ready before it was switched off; all of them unless said
 * @returns undefined when it has; else in words what is missing: `2 pods have not ended`.
 */
export function unsettled(
  state: State,
  kind: SwitchKind,
  object: Workload,
  ready = Number.POSITIVE_INFINITY,
): string | undefined {
  if (kind === 'Job') return unsettledJob(state, object);
  if (kind === 'CronJob' || kind === 'ScaledObject' || isOwner(kind)) return undefined;
  if (isMachine(kind)) return unsettledNodes(state, object);
  if (kind === 'Pipeline') return unsettledPipeline(state, toldOf(object));
  const { status = {} } = object as { readonly status?: Told };
  const { generation = 0 } = object.metadata ?? {};
  const { observedGeneration, replicas = 0, readyReplicas = 0 } = status;
  if (observedGeneration === undefined || Number(observedGeneration) < generation) {
    return 'its controller has not seen the change';
  }
  const wanted = Math.min(object.spec?.replicas ?? 1, ready);
  if (state === 'off') return replicas === 0 ? undefined : `${pods(replicas)} not ended`;
  return readyReplicas >= wanted ? undefined : `${readyReplicas} of ${wanted} pods are ready`;
}

/** It has its own time to go on: nothing waits for that. */
function unsettledJob(state: State, job: Workload): string | undefined {
  const active = activeOf(job);
  return state === 'on' || active === 0 ? undefined : `${pods(active)} not ended`;
}

/** Its nodes come as pods want them, but where it has a fixed number of them. */
function unsettledNodes(state: State, object: Workload): string | undefined {
  const nodes = nodesOf(object);
  if (nodes === undefined) return undefined;
  const wanted = object.spec?.replicas ?? object.spec?.sizes?.desired ?? 0;
  if (state === 'on') return nodes >= wanted ? undefined : `${nodes} of ${wanted} nodes are there`;
  if (nodes === 0) return undefined;
  return nodes === 1 ? '1 node is still there' : `${nodes} nodes are still there`;
}

/** One on hold waits for a person, whatever it is switched to. */
function unsettledPipeline(state: State, { members, trouble }: PipelineTold): string | undefined {
  if (trouble !== undefined) return trouble;
  const isLate = ({ phase, held }: PipelineTold['members'][number]) =>
    held.length === 0 && (state === 'off' ? phase === 'running' : phase !== 'running');
  const late = members.filter(isLate).length;
  const how = state === 'off' ? 'still take records' : 'do not run yet';
  return late === 0 ? undefined : `${late} of ${members.length} processes ${how}`;
}

function pods(count: number): string {
  return count === 1 ? '1 pod has' : `${count} pods have`;
}
