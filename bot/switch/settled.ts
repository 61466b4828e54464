// Whether a workload has come to what it was switched to: its pods have ended, or as many as it wants are ready. Pure.

import type { State } from '../timetable/timetable.ts';
import type { SwitchKind } from './kinds.ts';
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
  if (kind === 'CronJob' || kind === 'ScaledObject') return undefined;
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

function pods(count: number): string {
  return count === 1 ? '1 pod has' : `${count} pods have`;
}
