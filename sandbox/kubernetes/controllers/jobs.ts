// The job controller: pods until enough have succeeded or too many have failed.
import type { Cluster } from '../cluster.ts';
import type { Condition, Job, Pod } from '../objects.ts';
import { builtIn } from '../resources.ts';
import { deleteObject } from '../write/delete.ts';
import { type Controller, ownedBy, ownOrOwned, save } from './controller.ts';
import { isActive, isReady } from './pod-state.ts';
import { createPod } from './template.ts';

const JOB = builtIn('Job');
const POD = builtIn('Pod');

export const JOBS: Controller = {
  name: 'job',
  keysOf: ownOrOwned(JOB, [POD]),
  reconcile(cluster, { namespace, name }) {
    const job = cluster.store.get(JOB, namespace, name) as Job | undefined;
    if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
    if (hasEnded(job)) return;
    if (job.spec.suspend) return suspend(cluster, job);
    const pods = ownedBy<Pod>(cluster, POD, job);
    const succeeded = pods.filter(({ status }) => status.phase === 'Succeeded').length;
    const failed = pods.filter(({ status }) => status.phase === 'Failed').length;
    const wanted = job.spec.completions ?? 1;
    const isFailed = failed > (job.spec.backoffLimit ?? 6);
    if (succeeded < wanted && !isFailed) startPods(cluster, job, wanted - succeeded);
    const active = ownedBy<Pod>(cluster, POD, job).filter(isActive);
    save(cluster, JOB, {
      ...job,
      status: statusOf(cluster, job, { active, succeeded, failed, wanted, isFailed }),
    });
  },
};

function hasEnded({ status }: Job): boolean {
  return (
    status.conditions?.some(
      ({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True',
    ) ?? false
  );
}

function startPods(cluster: Cluster, job: Job, missing: number): void {
  const active = ownedBy<Pod>(cluster, POD, job).filter(isActive).length;
  const wanted = Math.min(job.spec.parallelism ?? 1, missing);
  for (let count = active; count < wanted; count += 1) {
    const pod = createPod(cluster, job, job.spec.template);
    say(cluster, job, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  }
}

interface Counts {
  readonly active: readonly Pod[];
  readonly succeeded: number;
  readonly failed: number;
  readonly wanted: number;
  readonly isFailed: boolean;
}

function statusOf(
  cluster: Cluster,
  job: Job,
  { active, succeeded, failed, wanted, isFailed }: Counts,
): Job['status'] {
  const stamp = cluster.clock.stamp();
  const isComplete = succeeded >= wanted;
  const counts = {
    ...(active.length === 0 ? {} : { active: active.length }),
    ...(succeeded === 0 ? {} : { succeeded }),
    ...(failed === 0 ? {} : { failed }),
    ready: active.filter(isReady).length,
    terminating: 0,
    startTime: job.status.startTime ?? stamp,
    uncountedTerminatedPods: {},
  };
  if (isComplete) {
    say(cluster, job, 'Completed', 'Job completed');
    const said = (type: string) =>
      condition(type, 'CompletionsReached', 'Reached expected number of succeeded pods', stamp);
    return {
      ...counts,
      completionTime: stamp,
      conditions: [said('SuccessCriteriaMet'), said('Complete')],
    };
  }
  if (!isFailed) return counts;
  const message = 'Job has reached the specified backoff limit';
  cluster.events.record(job, {
    type: 'Warning',
    reason: 'BackoffLimitExceeded',
    message,
    component: 'job-controller',
  });
  const said = (type: string) => condition(type, 'BackoffLimitExceeded', message, stamp);
  return { ...counts, conditions: [said('FailureTarget'), said('Failed')] };
}

function condition(type: string, reason: string, message: string, stamp: string): Condition {
  return { type, status: 'True', lastProbeTime: stamp, lastTransitionTime: stamp, reason, message };
}

function suspend(cluster: Cluster, job: Job): void {
  for (const pod of ownedBy<Pod>(cluster, POD, job).filter(isActive))
    deleteObject(cluster, POD, pod, { graceSeconds: undefined, propagation: undefined });
  const { startTime: _startTime, active: _active, ...status } = job.status;
  if (status.conditions?.some(({ type }) => type === 'Suspended')) return;
  const said = condition('Suspended', 'JobSuspended', 'Job suspended', cluster.clock.stamp());
  save(cluster, JOB, { ...job, status: { ...status, conditions: [said] } });
}

function say(cluster: Cluster, job: Job, reason: string, message: string): void {
  cluster.events.record(job, { type: 'Normal', reason, message, component: 'job-controller' });
}
