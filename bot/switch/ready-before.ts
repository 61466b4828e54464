// How many pods of a workload were ready before it was switched off: what was broken then is not waited for when it comes back. Pure.

import type { Original } from './original.ts';
import type { Workload } from './workload.ts';

interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly lastTransitionTime?: string;
}

interface Told {
  readonly readyReplicas?: number;
  readonly conditions?: readonly Condition[];
}

/** As long as Deployments have by themselves to make progress (progressDeadlineSeconds). */
const STARTS_WITHIN_MS = 600_000;

/**
 * What was not ready before is not waited for when it is switched on again. Where none was ready it may just have been starting: only what is
 * known to be broken is not waited for at all.
 * @param sinceMs since when it is to be off
 * @returns undefined where all are
 */
export function readyBefore(
  original: Original,
  { object, sinceMs }: { readonly object: Workload; readonly sinceMs: number },
): number | undefined {
  if (original.kind !== 'replicas') return undefined;
  const { readyReplicas = 0, conditions = [] } =
    (object as { readonly status?: Told }).status ?? {};
  if (readyReplicas === 0 && !conditions.some((each) => isBroken(each, sinceMs))) return undefined;
  return readyReplicas < original.replicas ? readyReplicas : undefined;
}

/** Its controller has given it up, or it was not there for longer than it may take to start. */
function isBroken({ type, status, lastTransitionTime }: Condition, sinceMs: number): boolean {
  if (status !== 'False') return false;
  if (type === 'Progressing') return true;
  const brokenMs = sinceMs - Date.parse(lastTransitionTime ?? '');
  return type === 'Available' && brokenMs > STARTS_WITHIN_MS;
}
