// What a controller is: it looks at one object at a time and brings the cluster a step nearer to what that object wants.
import type { Cluster } from '../cluster.ts';
import type { KubernetesObject, OwnerReference } from '../objects.ts';
import { isEqual } from '../patch/json.ts';
import type { ResourceType } from '../resources.ts';
import type { Change } from '../store.ts';

export interface Controller {
  readonly name: string;
  /** Which of its objects a change concerns. */
  keysOf(cluster: Cluster, change: Change): readonly Key[];
  reconcile(cluster: Cluster, key: Key, again: (ms: number) => void): void;
}

export interface Key {
  readonly namespace: string | undefined;
  readonly name: string;
}

export function keyOf({ metadata }: KubernetesObject): Key {
  return { namespace: metadata.namespace, name: metadata.name };
}

/** The object itself, and the owner of a dependent of another kind. */
export function ownOrOwned(own: ResourceType, dependents: readonly ResourceType[]) {
  return (_cluster: Cluster, { storedAs, object }: Change): readonly Key[] => {
    if (storedAs === own.storedAs) return [keyOf(object)];
    if (!dependents.some((type) => type.storedAs === storedAs)) return [];
    const owner = controllerOf(object);
    if (owner?.kind !== own.kind) return [];
    return [{ namespace: object.metadata.namespace, name: owner.name }];
  };
}

export function controllerOf({ metadata }: KubernetesObject): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller);
}

export function ownerReference({ apiVersion, kind, metadata }: KubernetesObject): OwnerReference {
  const { name, uid } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** The objects of a kind in the owner's namespace that it controls. */
export function ownedBy<Kind extends KubernetesObject>(
  { store }: Cluster,
  type: ResourceType,
  owner: KubernetesObject,
): Kind[] {
  // The caller names the kind that the type keeps.
  return store
    .list(type, owner.metadata.namespace)
    .filter((object) => controllerOf(object)?.uid === owner.metadata.uid) as Kind[];
}

/** Puts the new state where it differs from the kept one. */
export function save<Kind extends KubernetesObject>(
  { store }: Cluster,
  type: ResourceType,
  object: Kind,
): Kind {
  const { namespace, name } = object.metadata;
  const current = store.get(type, namespace, name);
  if (current === undefined || current.metadata.uid !== object.metadata.uid) return object;
  if (isEqual(current, object)) return object;
  return store.put(type, object) as Kind;
}
