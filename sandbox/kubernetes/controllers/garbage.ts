// The garbage collector: what belonged to something that is gone goes too, unless it was orphaned.
import { type Cluster, servedTypes } from '../cluster.ts';
import type { KubernetesObject } from '../objects.ts';
import { isReadable, type ResourceType } from '../resources.ts';
import { deleteObject } from '../write/delete.ts';
import type { Controller } from './controller.ts';

const BACKGROUND = { graceSeconds: undefined, propagation: undefined } as const;

export const COLLECTOR: Controller = {
  name: 'garbage-collector',
  keysOf(_cluster, { type, object }) {
    const isFinalizing = (object.metadata.finalizers ?? []).some(
      (one) => one === 'orphan' || one === 'foregroundDeletion',
    );
    if (type !== 'DELETED' && !isFinalizing) return [];
    // The key is the owner's uid: its name may be in use again.
    return [{ namespace: object.metadata.namespace, name: object.metadata.uid }];
  },
  reconcile(cluster, { name: uid }, again) {
    const owner = findByUid(cluster, uid);
    const dependents = dependentsOf(cluster, uid);
    if (owner === undefined) {
      for (const { type, object } of dependents) drop(cluster, type, object);
      return;
    }
    const finalizers = owner.object.metadata.finalizers ?? [];
    if (finalizers.includes('orphan')) {
      for (const { type, object } of dependents) cluster.store.put(type, withoutOwner(object, uid));
      return finish(cluster, owner, 'orphan');
    }
    if (!finalizers.includes('foregroundDeletion')) return;
    for (const { type, object } of dependents) drop(cluster, type, object);
    if (dependentsOf(cluster, uid).length === 0)
      return finish(cluster, owner, 'foregroundDeletion');
    again(200);
  },
};

interface Found {
  readonly type: ResourceType;
  readonly object: KubernetesObject;
}

function everything(cluster: Cluster): Found[] {
  const seen = new Set<string>();
  return servedTypes(cluster)
    .filter((type) => {
      const isNew = isReadable(type) && !seen.has(type.storedAs);
      seen.add(type.storedAs);
      return isNew;
    })
    .flatMap((type) => cluster.store.list(type).map((object) => ({ type, object })));
}

function findByUid(cluster: Cluster, uid: string): Found | undefined {
  return everything(cluster).find(({ object }) => object.metadata.uid === uid);
}

function dependentsOf(cluster: Cluster, uid: string): Found[] {
  return everything(cluster).filter(({ object }) =>
    object.metadata.ownerReferences?.some((owner) => owner.uid === uid),
  );
}

function drop(cluster: Cluster, type: ResourceType, object: KubernetesObject): void {
  if (object.metadata.deletionTimestamp === undefined)
    deleteObject(cluster, type, object, BACKGROUND);
}

function withoutOwner(object: KubernetesObject, uid: string): KubernetesObject {
  const { ownerReferences = [], ...metadata } = object.metadata;
  const left = ownerReferences.filter((owner) => owner.uid !== uid);
  return {
    ...object,
    metadata: { ...metadata, ...(left.length === 0 ? {} : { ownerReferences: left }) },
  };
}

function finish({ store }: Cluster, { type, object }: Found, finalizer: string): void {
  const { finalizers = [], ...metadata } = object.metadata;
  const left = finalizers.filter((one) => one !== finalizer);
  const next = {
    ...object,
    metadata: { ...metadata, ...(left.length === 0 ? {} : { finalizers: left }) },
  };
  if (left.length === 0) store.remove(type, next);
  else store.put(type, next);
}
