// The replica set controller: as many pods as are wanted, and the count of them.
import type { Cluster } from '../cluster.ts';
import type { Pod, ReplicaSet } from '../objects.ts';
import { builtIn } from '../resources.ts';
import { deleteObject } from '../write/delete.ts';
import { type Controller, ownedBy, ownOrOwned, save } from './controller.ts';
import { byUselessness, isActive, isLeaving, isReady } from './pod-state.ts';
import { createPod } from './template.ts';

const REPLICA_SET = builtIn('ReplicaSet');
const POD = builtIn('Pod');

export const REPLICA_SETS: Controller = {
  name: 'replicaset',
  keysOf: ownOrOwned(REPLICA_SET, [POD]),
  reconcile(cluster, { namespace, name }) {
    const set = cluster.store.get(REPLICA_SET, namespace, name) as ReplicaSet | undefined;
    if (set === undefined) return;
    if (set.metadata.deletionTimestamp === undefined) balance(cluster, set);
    const pods = ownedBy<Pod>(cluster, POD, set);
    const active = pods.filter(isActive);
    const ready = active.filter(isReady).length;
    const status = {
      replicas: active.length,
      ...(active.length === 0 ? {} : { fullyLabeledReplicas: active.length }),
      ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
      terminatingReplicas: pods.filter(isLeaving).length,
      observedGeneration: set.metadata.generation ?? 1,
    };
    save(cluster, REPLICA_SET, { ...set, status });
  },
};

function balance(cluster: Cluster, set: ReplicaSet): void {
  const pods = ownedBy<Pod>(cluster, POD, set).filter(isActive);
  const say = (reason: string, message: string) =>
    cluster.events.record(set, {
      type: 'Normal',
      reason,
      message,
      component: 'replicaset-controller',
    });
  for (let count = pods.length; count < set.spec.replicas; count += 1) {
    const pod = createPod(cluster, set, set.spec.template);
    say('SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  }
  for (const pod of [...pods]
    .sort(byUselessness)
    .slice(0, Math.max(0, pods.length - set.spec.replicas))) {
    deleteObject(cluster, POD, pod, { graceSeconds: undefined, propagation: undefined });
    say('SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }
}
