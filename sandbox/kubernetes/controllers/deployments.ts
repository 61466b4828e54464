// The deployment controller: one replica set a revision, and a rollout that keeps to maxSurge and maxUnavailable.
import type { Cluster } from '../cluster.ts';
import type { Deployment, ReplicaSet } from '../objects.ts';
import { builtIn } from '../resources.ts';
import { createObject } from '../write/create.ts';
import { type Controller, ownedBy, ownerReference, ownOrOwned, save } from './controller.ts';
import { describeStatus } from './deployment-status.ts';
import { resolveShare } from './pod-state.ts';
import { hashOf, isSameTemplate } from './template.ts';

const DEPLOYMENT = builtIn('Deployment');
const REPLICA_SET = builtIn('ReplicaSet');
const POD = builtIn('Pod');
export const REVISION = 'deployment.kubernetes.io/revision';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MOST = 'deployment.kubernetes.io/max-replicas';

export const DEPLOYMENTS: Controller = {
  name: 'deployment',
  keysOf: ownOrOwned(DEPLOYMENT, [REPLICA_SET]),
  reconcile(cluster, { namespace, name }, again) {
    // Only deployments are kept under the kind.
    const found = cluster.store.get(DEPLOYMENT, namespace, name) as Deployment | undefined;
    if (found === undefined || found.metadata.deletionTimestamp !== undefined) return;
    const { deployment, current } = prepareRevision(cluster, found);
    if (current !== undefined) roll(cluster, deployment, current);
    else scalePaused(cluster, deployment);
    const sets = ownedBy<ReplicaSet>(cluster, REPLICA_SET, deployment);
    const newest = sets.find(({ metadata }) => metadata.uid === current?.metadata.uid);
    cleanUp(cluster, deployment, sets, newest);
    const status = describeStatus(cluster, deployment, sets, newest, again);
    save(cluster, DEPLOYMENT, { ...deployment, status });
  },
};

/** Finds or makes the replica set of the present template, and numbers it. A paused deployment makes none. */
function prepareRevision(cluster: Cluster, deployment: Deployment) {
  const sets = ownedBy<ReplicaSet>(cluster, REPLICA_SET, deployment);
  const { template, paused } = deployment.spec;
  const found = sets.find((set) => isSameTemplate(set.spec.template, template));
  const others = sets.filter((set) => set !== found).map(revisionOf);
  const next = String(Math.max(0, ...others) + 1);
  if (found === undefined && paused) return { deployment, current: undefined };
  const current =
    found === undefined
      ? createSet(cluster, deployment, {
          revision: next,
          replicas: firstReplicas(deployment, sets),
        })
      : revisionOf(found) > Math.max(0, ...others)
        ? found
        : save(cluster, REPLICA_SET, renumbered(found, next));
  const revision = current.metadata.annotations?.[REVISION] ?? next;
  const annotations = { ...deployment.metadata.annotations, [REVISION]: revision };
  const numbered = { ...deployment, metadata: { ...deployment.metadata, annotations } };
  return { deployment: save(cluster, DEPLOYMENT, numbered), current };
}

export function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

/** A revision that comes back remembers the numbers it had. */
function renumbered(set: ReplicaSet, next: string): ReplicaSet {
  const { annotations = {} } = set.metadata;
  const history = 'deployment.kubernetes.io/revision-history';
  const earlier = [annotations[history], annotations[REVISION]].filter(Boolean).join(',');
  const changed = { ...annotations, [REVISION]: next, [history]: earlier };
  return { ...set, metadata: { ...set.metadata, annotations: changed } };
}

/** How many pods a new revision may have at once. */
function firstReplicas({ spec }: Deployment, old: readonly ReplicaSet[]): number {
  const there = total(old, (set) => set.spec.replicas);
  if (there === 0) return spec.replicas;
  if (spec.strategy.type === 'Recreate') return 0;
  const surge = resolveShare(spec.strategy.rollingUpdate?.maxSurge, spec.replicas, 'up');
  return Math.min(spec.replicas, Math.max(0, spec.replicas + surge - there));
}

function createSet(
  cluster: Cluster,
  deployment: Deployment,
  { revision, replicas }: { revision: string; replicas: number },
): ReplicaSet {
  const { metadata, spec } = deployment;
  const hash = hashOf(spec.template);
  const labels = { ...spec.template.metadata?.labels, 'pod-template-hash': hash };
  const { [REVISION]: _revision, ...annotations } = metadata.annotations ?? {};
  Reflect.deleteProperty(annotations, 'kubectl.kubernetes.io/last-applied-configuration');
  const set = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace ?? '',
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
      labels,
      annotations: { ...annotations, ...limits(deployment), [REVISION]: revision },
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas,
      selector: { matchLabels: { ...spec.selector.matchLabels, 'pod-template-hash': hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
  const made = createObject(cluster, REPLICA_SET, set) as ReplicaSet;
  if (replicas > 0) sayScaled(cluster, deployment, { set: made, from: 0, to: replicas });
  return made;
}

function limits({ spec }: Deployment): Record<string, string> {
  const surge = resolveShare(spec.strategy.rollingUpdate?.maxSurge, spec.replicas, 'up');
  return { [DESIRED]: String(spec.replicas), [MOST]: String(spec.replicas + surge) };
}

function roll(cluster: Cluster, deployment: Deployment, current: ReplicaSet): void {
  const { replicas, strategy, paused } = deployment.spec;
  const old = ownedBy<ReplicaSet>(cluster, REPLICA_SET, deployment).filter(
    ({ metadata }) => metadata.uid !== current.metadata.uid,
  );
  const oldReplicas = total(old, ({ spec }) => spec.replicas);
  if (oldReplicas === 0) {
    scale(cluster, deployment, current, replicas);
    return;
  }
  if (paused) return;
  if (strategy.type === 'Recreate') {
    recreate(cluster, deployment, current, old);
    return;
  }
  const surge = resolveShare(strategy.rollingUpdate?.maxSurge, replicas, 'up');
  const share = resolveShare(strategy.rollingUpdate?.maxUnavailable, replicas, 'down');
  const unavailable = surge === 0 && share === 0 ? 1 : share;
  const room = Math.max(0, replicas + surge - oldReplicas - current.spec.replicas);
  const grown = Math.min(replicas, current.spec.replicas + room);
  scale(cluster, deployment, current, grown);
  shrinkOld(cluster, deployment, { old, grown, current, least: replicas - unavailable });
}

interface Shrinking {
  readonly old: readonly ReplicaSet[];
  readonly current: ReplicaSet;
  /** What the new replica set is wanted to have now. */
  readonly grown: number;
  /** How many pods must stay available. */
  readonly least: number;
}

/** First the old pods that are not available anyway, then as many others as may be missed. */
function shrinkOld(
  cluster: Cluster,
  deployment: Deployment,
  { old, current, grown, least }: Shrinking,
): void {
  const available = ({ status }: ReplicaSet) => status.availableReplicas ?? 0;
  const missing = Math.max(0, grown - available(current));
  const all = grown + total(old, ({ spec }) => spec.replicas);
  let mayGo = Math.max(0, all - least - missing);
  const left = new Map(old.map((set) => [set, set.spec.replicas]));
  for (const set of old) {
    const gone = Math.min(mayGo, Math.max(0, set.spec.replicas - available(set)));
    left.set(set, set.spec.replicas - gone);
    mayGo -= gone;
  }
  const availableNow =
    available(current) + total(old, (set) => Math.min(available(set), left.get(set) ?? 0));
  let spare = Math.max(0, availableNow - least);
  for (const set of [...old].sort((one, other) => revisionOf(one) - revisionOf(other))) {
    const gone = Math.min(spare, mayGo, left.get(set) ?? 0);
    left.set(set, (left.get(set) ?? 0) - gone);
    spare -= gone;
    mayGo -= gone;
  }
  for (const [set, replicas] of left) scale(cluster, deployment, set, replicas);
}

function recreate(
  cluster: Cluster,
  deployment: Deployment,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
): void {
  for (const set of old) scale(cluster, deployment, set, 0);
  const arePodsLeft = old.some((set) => ownedBy(cluster, POD, set).length > 0);
  if (!arePodsLeft) scale(cluster, deployment, current, deployment.spec.replicas);
}

/** While paused only the number of replicas follows, on the newest replica set that has any. */
function scalePaused(cluster: Cluster, deployment: Deployment): void {
  const active = ownedBy<ReplicaSet>(cluster, REPLICA_SET, deployment)
    .filter(({ spec }) => spec.replicas > 0)
    .sort((one, other) => revisionOf(other) - revisionOf(one));
  const [newest] = active;
  if (newest !== undefined && active.length === 1)
    scale(cluster, deployment, newest, deployment.spec.replicas);
}

function scale(cluster: Cluster, deployment: Deployment, set: ReplicaSet, replicas: number): void {
  const annotations = { ...set.metadata.annotations, ...limits(deployment) };
  const from = set.spec.replicas;
  const changed = {
    ...set,
    metadata: {
      ...set.metadata,
      annotations,
      generation: (set.metadata.generation ?? 1) + (from === replicas ? 0 : 1),
    },
    spec: { ...set.spec, replicas },
  };
  save(cluster, REPLICA_SET, changed);
  if (from === replicas) return;
  sayScaled(cluster, deployment, { set, from, to: replicas });
}

function sayScaled(
  cluster: Cluster,
  deployment: Deployment,
  { set, from, to }: { set: ReplicaSet; from: number; to: number },
): void {
  cluster.events.record(deployment, {
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message: `Scaled ${to > from ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${to}`,
    component: 'deployment-controller',
  });
}

/** Old revisions beyond the history limit go, once they have no pods. */
function cleanUp(
  { store }: Cluster,
  { spec }: Deployment,
  sets: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
): void {
  const idle = sets
    .filter((set) => set !== newest && set.spec.replicas === 0 && set.status.replicas === 0)
    .sort((one, other) => revisionOf(one) - revisionOf(other));
  const surplus = idle.length - (spec.revisionHistoryLimit ?? 10);
  for (const set of idle.slice(0, Math.max(0, surplus))) store.remove(REPLICA_SET, set);
}

function total(sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number): number {
  return sets.reduce((sum, set) => sum + count(set), 0);
}
