// The disruption controller: how many of the chosen pods may be missed right now.
import type { Cluster } from '../cluster.ts';
import type {
  Deployment,
  KubernetesObject,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
} from '../objects.ts';
import { builtIn } from '../resources.ts';
import { selects } from '../selectors.ts';
import { type Controller, controllerOf, keyOf, save } from './controller.ts';
import { isActive, isReady, resolveShare } from './pod-state.ts';

const BUDGET = builtIn('PodDisruptionBudget');
const POD = builtIn('Pod');

export const BUDGETS: Controller = {
  name: 'disruption',
  keysOf(cluster, { storedAs, object }) {
    if (storedAs === BUDGET.storedAs) return [keyOf(object)];
    if (storedAs !== POD.storedAs) return [];
    return cluster.store.list(BUDGET, object.metadata.namespace).map(keyOf);
  },
  reconcile(cluster, { namespace, name }) {
    const budget = cluster.store.get(BUDGET, namespace, name) as PodDisruptionBudget | undefined;
    if (budget === undefined) return;
    const pods = (cluster.store.list(POD, namespace) as Pod[]).filter(
      (pod) => selects(budget.spec.selector, pod.metadata.labels) && isActive(pod),
    );
    save(cluster, BUDGET, { ...budget, status: statusOf(cluster, budget, pods) });
  },
};

function statusOf(
  cluster: Cluster,
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
): PodDisruptionBudget['status'] {
  const { minAvailable, maxUnavailable } = budget.spec;
  const isCounted = typeof minAvailable === 'number' && maxUnavailable === undefined;
  const expected = isCounted ? pods.length : expectedOf(cluster, pods);
  const desired =
    maxUnavailable === undefined
      ? resolveShare(minAvailable, expected, 'up')
      : Math.max(0, expected - resolveShare(maxUnavailable, expected, 'up'));
  const healthy = pods.filter(isReady).length;
  const allowed = expected === 0 ? 0 : Math.max(0, healthy - desired);
  const generation = budget.metadata.generation ?? 1;
  const state = allowed > 0 ? 'True' : 'False';
  const known = budget.status.conditions?.find(({ type }) => type === 'DisruptionAllowed');
  return {
    conditions: [
      {
        type: 'DisruptionAllowed',
        status: state,
        observedGeneration: generation,
        lastTransitionTime:
          (known?.status === state ? known.lastTransitionTime : undefined) ?? cluster.clock.stamp(),
        reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
        message: '',
      },
    ],
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    expectedPods: expected,
    observedGeneration: generation,
  };
}

/** Percentages count the pods that the controllers above want, not those that are there. */
function expectedOf(cluster: Cluster, pods: readonly Pod[]): number {
  const owners = new Map<string, number>();
  for (const pod of pods) {
    const top = topOwner(cluster, pod);
    if (top !== undefined) owners.set(top.metadata.uid, (top as Deployment).spec.replicas);
  }
  return owners.size === 0
    ? pods.length
    : [...owners.values()].reduce((sum, count) => sum + count, 0);
}

function topOwner(
  { store }: Cluster,
  object: KubernetesObject,
): Deployment | ReplicaSet | undefined {
  const owner = controllerOf(object);
  if (owner === undefined || !['ReplicaSet', 'StatefulSet', 'Deployment'].includes(owner.kind))
    return undefined;
  const found = store.get(builtIn(owner.kind), object.metadata.namespace, owner.name) as
    | ReplicaSet
    | undefined;
  return found === undefined ? undefined : (topOwner({ store } as Cluster, found) ?? found);
}
