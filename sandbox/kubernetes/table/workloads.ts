// The Tables of what runs pods: deployments, replica sets, stateful sets, daemon sets, jobs, cron jobs and their kin.
import { age, humanDuration } from '../duration.ts';
import type {
  Container,
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  LabelSelector,
  ReplicaSet,
  StatefulSet,
} from '../objects.ts';
import { selectorText } from '../selectors.ts';
import { labelsText, type Printer, printerOf } from './printer.ts';

export const WORKLOAD_PRINTERS: Readonly<Record<string, Printer>> = {
  'Deployment.apps': printerOf<Deployment>(
    'Name|Ready|Up-to-date|Available|Age|+Containers|+Images|+Selector',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      `${status.readyReplicas ?? 0}/${spec.replicas}`,
      status.updatedReplicas ?? 0,
      status.availableReplicas ?? 0,
      age(metadata.creationTimestamp, now),
      ...containerCells(spec.template.spec.containers),
      selectorText(spec.selector),
    ],
  ),
  'ReplicaSet.apps': replicaSetPrinter(),
  'ReplicationController.': replicaSetPrinter(),
  'StatefulSet.apps': printerOf<StatefulSet>(
    'Name|Ready|Age|+Containers|+Images',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      `${status.readyReplicas ?? 0}/${spec.replicas}`,
      age(metadata.creationTimestamp, now),
      ...containerCells(spec.template.spec.containers),
    ],
  ),
  'DaemonSet.apps': printerOf<DaemonSet>(
    'Name|Desired:integer|Current:integer|Ready:integer|Up-to-date:integer|Available:integer|Node Selector|Age|+Containers|+Images|+Selector',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      status.desiredNumberScheduled,
      status.currentNumberScheduled,
      status.numberReady,
      status.updatedNumberScheduled ?? 0,
      status.numberAvailable ?? 0,
      labelsText(spec.template.spec.nodeSelector),
      age(metadata.creationTimestamp, now),
      ...containerCells(spec.template.spec.containers),
      selectorOrNone(spec.selector),
    ],
  ),
  'Job.batch': printerOf<Job>(
    'Name|Status|Completions|Duration|Age|+Containers|+Images|+Selector',
    (job, now) => [
      job.metadata.name,
      jobStatus(job),
      completions(job),
      jobDuration(job, now),
      age(job.metadata.creationTimestamp, now),
      ...containerCells(job.spec.template.spec.containers),
      selectorOrNone(job.spec.selector),
    ],
  ),
  'CronJob.batch': printerOf<CronJob>(
    'Name|Schedule|Timezone|Suspend:boolean|Active:integer|Last Schedule|Age|+Containers|+Images|+Selector',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      spec.schedule,
      spec.timeZone ?? '<none>',
      spec.suspend ? 'True' : 'False',
      status.active?.length ?? 0,
      status.lastScheduleTime === undefined ? '<none>' : age(status.lastScheduleTime, now),
      age(metadata.creationTimestamp, now),
      ...containerCells(spec.jobTemplate.spec.template.spec.containers),
      selectorOrNone(spec.jobTemplate.spec.selector),
    ],
  ),
  'ControllerRevision.apps': printerOf<ControllerRevision>(
    'Name|Controller|Revision|Age',
    ({ metadata, revision }, now) => [
      metadata.name,
      controllerText(metadata.ownerReferences?.find(({ controller }) => controller)),
      revision,
      age(metadata.creationTimestamp, now),
    ],
  ),
};

function replicaSetPrinter(): Printer {
  return printerOf<ReplicaSet>(
    'Name|Desired:integer|Current:integer|Ready:integer|Age|+Containers|+Images|+Selector',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      spec.replicas,
      status.replicas,
      status.readyReplicas ?? 0,
      age(metadata.creationTimestamp, now),
      ...containerCells(spec.template.spec.containers),
      selectorOrNone(spec.selector),
    ],
  );
}

function containerCells(containers: readonly Container[]): [string, string] {
  return [
    containers.map(({ name }) => name).join(','),
    containers.map(({ image }) => image).join(','),
  ];
}

function selectorOrNone(selector: LabelSelector | undefined): string {
  return selectorText(selector) || '<none>';
}

/** In the order in which the API server looks for them. */
const JOB_CONDITIONS = [
  ['Complete', 'Complete'],
  ['Failed', 'Failed'],
  ['', 'Terminating'],
  ['Suspended', 'Suspended'],
  ['FailureTarget', 'FailureTarget'],
  ['SuccessCriteriaMet', 'SuccessCriteriaMet'],
] as const;

function jobStatus({ metadata, status }: Job): string {
  const isTrue = (type: string) =>
    status.conditions?.some((one) => one.type === type && one.status === 'True') ?? false;
  const found = JOB_CONDITIONS.find(([type]) =>
    type === '' ? metadata.deletionTimestamp !== undefined : isTrue(type),
  );
  return found?.[1] ?? 'Running';
}

function completions({ spec, status }: Job): string {
  const done = status.succeeded ?? 0;
  if (spec.completions !== undefined) return `${done}/${spec.completions}`;
  const parallel = spec.parallelism ?? 0;
  return parallel > 1 ? `${done}/1 of ${parallel}` : `${done}/1`;
}

function jobDuration({ status }: Job, now: number): string {
  if (status.startTime === undefined) return '';
  const end = status.completionTime === undefined ? now : Date.parse(status.completionTime);
  return humanDuration(end - Date.parse(status.startTime));
}

function controllerText(
  owner: { apiVersion: string; kind: string; name: string } | undefined,
): string {
  if (owner === undefined) return '<none>';
  const [group, version] = owner.apiVersion.split('/');
  const kind = version === undefined ? owner.kind : `${owner.kind}.${group}`;
  return `${kind.toLowerCase()}/${owner.name}`;
}
