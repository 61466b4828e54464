// The stateful set controller: pods with numbers, one at a time, up in order and down in reverse.
import type { Cluster } from '../cluster.ts';
import type { Pod, StatefulSet } from '../objects.ts';
import { builtIn } from '../resources.ts';
import { deleteObject } from '../write/delete.ts';
import { type Controller, ownedBy, ownOrOwned, save } from './controller.ts';
import { isActive, isLeaving, isReady } from './pod-state.ts';
import { currentRevision } from './revisions.ts';
import { createPod } from './template.ts';

const STATEFUL_SET = builtIn('StatefulSet');
const POD = builtIn('Pod');
const HASH = 'controller-revision-hash';

export const STATEFUL_SETS: Controller = {
  name: 'statefulset',
  keysOf: ownOrOwned(STATEFUL_SET, [POD]),
  reconcile(cluster, { namespace, name }) {
    const set = cluster.store.get(STATEFUL_SET, namespace, name) as StatefulSet | undefined;
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const revision = currentRevision(cluster, set).metadata.name;
    step(cluster, set, revision);
    const pods = ownedBy<Pod>(cluster, POD, set).filter(isActive);
    const updated = pods.filter((pod) => pod.metadata.labels?.[HASH] === revision).length;
    const ready = pods.filter(isReady).length;
    const isComplete =
      updated === set.spec.replicas && pods.length === set.spec.replicas && ready === pods.length;
    const status = {
      observedGeneration: set.metadata.generation ?? 1,
      replicas: pods.length,
      ...(ready === 0 ? {} : { readyReplicas: ready }),
      availableReplicas: ready,
      currentReplicas: isComplete ? pods.length : pods.length - updated,
      updatedReplicas: updated,
      currentRevision: isComplete ? revision : (set.status.currentRevision ?? revision),
      updateRevision: revision,
      collisionCount: 0,
    };
    save(cluster, STATEFUL_SET, { ...set, status });
  },
};

/** Does the one next thing: make, wait, remove or replace a pod. */
function step(cluster: Cluster, set: StatefulSet, revision: string): void {
  const pods = ownedBy<Pod>(cluster, POD, set);
  const numbered = new Map(pods.map((pod) => [numberOf(pod), pod]));
  const isParallel = set.spec.podManagementPolicy === 'Parallel';
  for (let number = 0; number < set.spec.replicas; number += 1) {
    const pod = numbered.get(number);
    if (pod === undefined) {
      makePod(cluster, set, { number, revision });
      if (!isParallel) return;
    } else if (!isParallel && (isLeaving(pod) || !isReady(pod))) {
      if (isLeaving(pod) || isCurrent(pod, revision)) return;
    }
  }
  const surplus = pods
    .filter((pod) => numberOf(pod) >= set.spec.replicas)
    .sort((one, other) => numberOf(other) - numberOf(one));
  const [last] = surplus;
  if (last !== undefined) {
    removePod(cluster, set, last);
    return;
  }
  if (set.spec.updateStrategy.type === 'OnDelete') return;
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  for (let number = set.spec.replicas - 1; number >= partition; number -= 1) {
    const pod = numbered.get(number);
    if (pod === undefined || isLeaving(pod)) return;
    if (!isCurrent(pod, revision)) {
      removePod(cluster, set, pod);
      return;
    }
    if (!isReady(pod)) return;
  }
}

function isCurrent({ metadata }: Pod, revision: string): boolean {
  return metadata.labels?.[HASH] === revision;
}

function numberOf({ metadata }: Pod): number {
  return Number(metadata.name.slice(metadata.name.lastIndexOf('-') + 1));
}

function makePod(
  cluster: Cluster,
  set: StatefulSet,
  { number, revision }: { number: number; revision: string },
): void {
  const name = `${set.metadata.name}-${number}`;
  createPod(cluster, set, set.spec.template, {
    name,
    labels: {
      [HASH]: revision,
      'statefulset.kubernetes.io/pod-name': name,
      'apps.kubernetes.io/pod-index': String(number),
    },
  });
  say(
    cluster,
    set,
    'SuccessfulCreate',
    `create Pod ${name} in StatefulSet ${set.metadata.name} successful`,
  );
}

function removePod(cluster: Cluster, set: StatefulSet, pod: Pod): void {
  if (isLeaving(pod)) return;
  deleteObject(cluster, POD, pod, { graceSeconds: undefined, propagation: undefined });
  say(
    cluster,
    set,
    'SuccessfulDelete',
    `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`,
  );
}

function say(cluster: Cluster, set: StatefulSet, reason: string, message: string): void {
  cluster.events.record(set, {
    type: 'Normal',
    reason,
    message,
    component: 'statefulset-controller',
  });
}
