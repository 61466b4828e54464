// The protection of volume claims: a claim that is deleted stays until no pod uses it.
import type { Pod } from '../objects.ts';
import { builtIn } from '../resources.ts';
import { type Controller, keyOf } from './controller.ts';
import { isOver } from './pod-state.ts';

const CLAIM = builtIn('PersistentVolumeClaim');
const POD = builtIn('Pod');
export const PROTECTION = 'kubernetes.io/pvc-protection';

export const CLAIMS: Controller = {
  name: 'claims',
  keysOf(cluster, { storedAs, object, type }) {
    if (storedAs === CLAIM.storedAs) return [keyOf(object)];
    if (storedAs !== POD.storedAs || type !== 'DELETED') return [];
    return cluster.store.list(CLAIM, object.metadata.namespace).map(keyOf);
  },
  reconcile({ store }, { namespace, name }) {
    const claim = store.get(CLAIM, namespace, name);
    if (claim?.metadata.deletionTimestamp === undefined) return;
    const pods = store.list(POD, namespace) as Pod[];
    if (pods.some((pod) => !isOver(pod) && uses(pod, name))) return;
    const { finalizers = [], ...metadata } = claim.metadata;
    const left = finalizers.filter((one) => one !== PROTECTION);
    const next = {
      ...claim,
      metadata: { ...metadata, ...(left.length === 0 ? {} : { finalizers: left }) },
    };
    if (left.length === 0) store.remove(CLAIM, next);
    else if (left.length < finalizers.length) store.put(CLAIM, next);
  },
};

function uses({ spec }: Pod, claim: string): boolean {
  return (spec.volumes ?? []).some(({ persistentVolumeClaim }) => {
    const source = persistentVolumeClaim as { claimName?: string } | undefined;
    return source?.claimName === claim;
  });
}
