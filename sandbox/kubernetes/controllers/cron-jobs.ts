// The cron job controller: a job at each time of the schedule (in UTC), and a bounded history of ended ones.

import { stampOf } from '../clock.ts';
import type { Cluster } from '../cluster.ts';
import type { CronJob, Job } from '../objects.ts';
import { builtIn } from '../resources.ts';
import { createObject } from '../write/create.ts';
import { deleteObject } from '../write/delete.ts';
import { type Controller, ownedBy, ownerReference, ownOrOwned, save } from './controller.ts';
import { nextTime } from './cron-schedule.ts';

const CRON_JOB = builtIn('CronJob');
const JOB = builtIn('Job');
const MINUTE = 60_000;

export function createCronJobs(): Controller {
  // One timer for each cron job is enough: it wakes once a minute.
  const isWaiting = new Set<string>();
  return {
    name: 'cronjob',
    keysOf: ownOrOwned(CRON_JOB, [JOB]),
    reconcile(cluster, { namespace, name }, again) {
      const cron = cluster.store.get(CRON_JOB, namespace, name) as CronJob | undefined;
      if (cron === undefined || cron.metadata.deletionTimestamp !== undefined) return;
      const started = cron.spec.suspend ? cron : startDue(cluster, cron);
      const jobs = ownedBy<Job>(cluster, JOB, started);
      dropHistory(cluster, started, jobs);
      const ended = jobs.filter(({ status }) => status.completionTime !== undefined);
      const last = ended
        .map(({ status }) => status.completionTime ?? '')
        .sort()
        .at(-1);
      const active = jobs.filter((job) => !isEnded(job));
      const { active: _active, ...status } = started.status;
      save(cluster, CRON_JOB, {
        ...started,
        status: {
          ...status,
          ...(active.length === 0 ? {} : { active: active.map(referenceTo) }),
          ...(last === undefined ? {} : { lastSuccessfulTime: last }),
        },
      });
      if (!cron.spec.suspend && !isWaiting.has(cron.metadata.uid)) {
        isWaiting.add(cron.metadata.uid);
        cluster.clock.after(MINUTE, () => isWaiting.delete(cron.metadata.uid));
        again(MINUTE);
      }
    },
  };
}

function startDue(cluster: Cluster, cron: CronJob): CronJob {
  const from = Date.parse(cron.status.lastScheduleTime ?? cron.metadata.creationTimestamp);
  const now = cluster.clock.now();
  let due: number | undefined;
  for (
    let next = nextTime(cron.spec.schedule, from);
    next !== undefined && next <= now;
    next = nextTime(cron.spec.schedule, next)
  )
    due = next;
  if (due === undefined) return cron;
  const job = makeJob(cluster, cron, due);
  cluster.events.record(cron, {
    type: 'Normal',
    reason: 'SuccessfulCreate',
    message: `Created job ${job.metadata.name}`,
    component: 'cronjob-controller',
  });
  return save(cluster, CRON_JOB, {
    ...cron,
    status: { ...cron.status, lastScheduleTime: stampOf(due) },
  });
}

/** Named after the minute it stands for, as the real controller does, so that it cannot be made twice. */
function makeJob(cluster: Cluster, cron: CronJob, due: number): Job {
  const { metadata, spec } = cron.spec.jobTemplate;
  const name = `${cron.metadata.name}-${Math.floor(due / MINUTE)}`;
  const known = cluster.store.get(JOB, cron.metadata.namespace, name);
  if (known !== undefined) return known as Job;
  return createObject(cluster, JOB, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: cron.metadata.namespace ?? '',
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
      ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
      annotations: {
        ...metadata?.annotations,
        'batch.kubernetes.io/cronjob-scheduled-timestamp': stampOf(due),
      },
      ownerReferences: [ownerReference(cron)],
    },
    spec,
  }) as Job;
}

function isEnded({ status }: Job): boolean {
  return (
    status.conditions?.some(
      ({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True',
    ) ?? false
  );
}

function dropHistory(cluster: Cluster, { spec }: CronJob, jobs: readonly Job[]): void {
  const isFailed = ({ status }: Job) =>
    status.conditions?.some(({ type }) => type === 'Failed') ?? false;
  const ended = jobs
    .filter(isEnded)
    .sort((one, other) =>
      one.metadata.creationTimestamp.localeCompare(other.metadata.creationTimestamp),
    );
  const drop = (list: readonly Job[], kept: number) => {
    for (const job of list.slice(0, Math.max(0, list.length - kept)))
      deleteObject(cluster, JOB, job, { graceSeconds: undefined, propagation: undefined });
  };
  drop(
    ended.filter((job) => !isFailed(job)),
    spec.successfulJobsHistoryLimit,
  );
  drop(ended.filter(isFailed), spec.failedJobsHistoryLimit);
}

function referenceTo({ apiVersion, kind, metadata }: Job) {
  const { name, namespace = '', uid, resourceVersion } = metadata;
  return { kind, namespace, name, uid, apiVersion, resourceVersion };
}
