// What is watched of a cluster: each kind with the conditions that look at its objects. The accesses of the source are made of this list, so
// that its handle passes nothing else; the rights that the bot's account needs are the same (docs/operating.md).

import type { Access } from '../../command.ts';
import type { Resource } from '../../kubernetes/api.ts';
import { atMaximum } from './at-maximum.ts';
import { expiring } from './certificate.ts';
import { claimTroubles } from './claim.ts';
import { crashLoops } from './crash-loop.ts';
import { evicted } from './evicted.ts';
import { failedJob } from './failed-job.ts';
import { failedPod } from './failed-pod.ts';
import type { Matter } from './matter.ts';
import { nodeNotReady } from './node-not-ready.ts';
import { notStarted } from './not-started.ts';
import type { Autoscaler, Certificate, Claim, Job, Node, Pod, Workload } from './objects.ts';
import { oomKills } from './oom-kill.ts';
import { stuckRollouts } from './stuck-rollout.ts';
import { unscheduled } from './unscheduled.ts';

export interface WatchedKind {
  readonly kind: string;
  readonly resource: Pick<Resource, 'group' | 'version' | 'resource'>;
  /** What the server leaves out. */
  readonly fieldSelector?: string;
  /** Not every cluster has it. */
  readonly isOptional?: true;
  /** Read before the others: what the objects of these are judged by. */
  readonly isContext?: true;
  /** @param object as the server sent it */
  readonly conditions: (object: object) => readonly Matter[];
}

export const KINDS: readonly WatchedKind[] = [
  context('Namespace', core('namespaces')),
  // They say how claims are bound: without them claims are looked at all the same.
  { ...context('StorageClass', of('storage.k8s.io', 'storageclasses')), isOptional: true },
  { ...context('Deployment', of('apps', 'deployments')), conditions: conditions(stuckRollouts) },
  context('StatefulSet', of('apps', 'statefulsets')),
  context('CronJob', of('batch', 'cronjobs')),
  { ...context('Job', of('batch', 'jobs')), conditions: conditions<Job>(failedJob) },
  { kind: 'Node', resource: core('nodes'), conditions: conditions<Node>(nodeNotReady) },
  {
    kind: 'Pod',
    resource: core('pods'),
    // Of all the Pods of Jobs that did their work nothing is told.
    fieldSelector: 'status.phase!=Succeeded',
    conditions: conditions<Pod>(
      ...[crashLoops, oomKills, failedPod, notStarted, unscheduled, evicted],
    ),
  },
  {
    kind: 'PersistentVolumeClaim',
    resource: core('persistentvolumeclaims'),
    conditions: conditions<Claim>(claimTroubles),
  },
  {
    kind: 'HorizontalPodAutoscaler',
    resource: { ...of('autoscaling', 'horizontalpodautoscalers'), version: 'v2' },
    conditions: conditions<Autoscaler>(atMaximum),
  },
  {
    kind: 'Certificate',
    resource: of('cert-manager.io', 'certificates'),
    isOptional: true,
    conditions: conditions<Certificate>(expiring),
  },
  // They tell why and how often; what is wrong stands in the objects.
  {
    kind: 'Event',
    resource: core('events'),
    fieldSelector: 'type!=Normal',
    conditions: () => [],
  },
];

export const POD_LOG = { ...core('pods'), subresource: 'log' } as const;

/** All that the source may ask of a cluster. */
export const ACCESSES: readonly Access[] = [
  ...KINDS.flatMap(({ resource: { group, resource } }) =>
    (['list', 'watch'] as const).map((verb) => ({ verb, group, resource })),
  ),
  { verb: 'get', group: '', resource: 'pods', subresource: 'log' },
];

function core(resource: string) {
  return { group: '', version: 'v1', resource };
}

function of(group: string, resource: string) {
  return { group, version: 'v1', resource };
}

function context(kind: string, resource: WatchedKind['resource']): WatchedKind {
  return { kind, resource, isContext: true, conditions: () => [] };
}

/** The kind of the list says what its objects are; whatever in them is of another form finds nothing, or throws. */
function conditions<Seen extends object = Workload>(
  ...all: readonly ((object: Seen) => readonly Matter[])[]
): WatchedKind['conditions'] {
  return (object) => all.flatMap((each) => each(object as Seen));
}
