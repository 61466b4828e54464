// The objects of one cluster, in memory, with the order of etcd and a bounded history of changes for watchers. What it
// returns must not be changed by the caller: writers put a new object.
import type { KubernetesObject } from './objects.ts';
import type { ResourceType } from './resources.ts';

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly storedAs: string;
  readonly object: KubernetesObject;
  readonly previous: KubernetesObject | undefined;
  readonly version: number;
}

export interface Store {
  get(type: Kept, namespace: string | undefined, name: string): KubernetesObject | undefined;
  /** By namespace and name; all namespaces without one. */
  list(type: Kept, namespace?: string): KubernetesObject[];
  /** Adds or replaces; sets metadata.resourceVersion and returns what is kept. */
  put(type: Kept, object: KubernetesObject): KubernetesObject;
  remove(type: Kept, object: KubernetesObject): KubernetesObject;
  version(): number;
  /** The oldest version whose later changes are still known. */
  oldest(): number;
  /** Changes after the version, or undefined when some of them are forgotten. */
  since(version: number): readonly Change[] | undefined;
  onChange(listener: (change: Change) => void): () => void;
  clear(): void;
}

export type Kept = Pick<ResourceType, 'storedAs'>;

/** How many changes a watcher may lag behind before it is told 410 Gone. */
const HISTORY = 2000;

export function createStore(): Store {
  const kinds = new Map<string, Map<string, KubernetesObject>>();
  const listeners = new Set<(change: Change) => void>();
  let history: Change[] = [];
  let version = 1000;
  let oldest = version;

  const objectsOf = ({ storedAs }: Kept) => {
    const known = kinds.get(storedAs) ?? new Map<string, KubernetesObject>();
    kinds.set(storedAs, known);
    return known;
  };
  const tell = (change: Change) => {
    history.push(change);
    if (history.length > HISTORY * 1.5) {
      history = history.slice(-HISTORY);
      oldest = (history[0]?.version ?? version) - 1;
    }
    for (const listener of listeners) listener(change);
  };
  const stamped = (object: KubernetesObject): KubernetesObject => {
    version += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
  };

  return {
    get: (type, namespace, name) => objectsOf(type).get(keyOf(namespace, name)),
    list(type, namespace) {
      const all = [...objectsOf(type).entries()];
      const chosen =
        namespace === undefined ? all : all.filter(([key]) => key.startsWith(`${namespace}/`));
      return chosen.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, object]) => object);
    },
    put(type, object) {
      const key = keyOf(object.metadata.namespace, object.metadata.name);
      const previous = objectsOf(type).get(key);
      const kept = stamped(object);
      objectsOf(type).set(key, kept);
      const change = previous === undefined ? 'ADDED' : 'MODIFIED';
      tell({ type: change, storedAs: type.storedAs, object: kept, previous, version });
      return kept;
    },
    remove(type, object) {
      objectsOf(type).delete(keyOf(object.metadata.namespace, object.metadata.name));
      const kept = stamped(object);
      tell({ type: 'DELETED', storedAs: type.storedAs, object: kept, previous: object, version });
      return kept;
    },
    version: () => version,
    oldest: () => oldest,
    since: (from) =>
      from < oldest ? undefined : history.filter((change) => change.version > from),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clear() {
      kinds.clear();
      history = [];
      oldest = version;
    },
  };
}

function keyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
