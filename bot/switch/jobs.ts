// What a Job of Kubernetes tells of itself (batch/v1). Pure.

import type { Workload } from './workload.ts';

interface Told {
  readonly active?: number;
  readonly conditions?: readonly { readonly type?: string; readonly status?: string }[];
}

/** How many of its pods have not ended. */
export function activeOf(job: Workload): number {
  return toldOf(job).active ?? 0;
}

/** One that has ended is left alone, and so is one that something else has made and looks after. */
export function isSwitchedJob(job: Workload): boolean {
  const isOver = toldOf(job).conditions?.some(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  return isOver !== true && !job.metadata?.ownerReferences?.some(({ controller }) => controller);
}

function toldOf(job: Workload): Told {
  return (job as { readonly status?: Told }).status ?? {};
}
