// The namespace controller: a new namespace gets its service account and authority, an ending one is emptied first.
import { type Cluster, servedTypes } from '../cluster.ts';
import { builtIn, isReadable } from '../resources.ts';
import { createObject } from '../write/create.ts';
import { deleteObject } from '../write/delete.ts';
import { type Controller, keyOf } from './controller.ts';

const NAMESPACE = builtIn('Namespace');
const SERVICE_ACCOUNT = builtIn('ServiceAccount');
const CONFIG_MAP = builtIn('ConfigMap');

export const NAMESPACES: Controller = {
  name: 'namespace',
  keysOf: (_cluster, { storedAs, object }) =>
    storedAs === NAMESPACE.storedAs ? [keyOf(object)] : [],
  reconcile(cluster, { name }, again) {
    const namespace = cluster.store.get(NAMESPACE, undefined, name);
    if (namespace === undefined) return;
    if (namespace.metadata.deletionTimestamp === undefined) return furnish(cluster, name);
    if (empty(cluster, name) === 0) cluster.store.remove(NAMESPACE, namespace);
    else again(300);
  },
};

function furnish(cluster: Cluster, namespace: string): void {
  const metadata = (name: string) => ({
    name,
    namespace,
    uid: '',
    resourceVersion: '',
    creationTimestamp: '',
  });
  if (cluster.store.get(SERVICE_ACCOUNT, namespace, 'default') === undefined)
    createObject(cluster, SERVICE_ACCOUNT, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: metadata('default'),
    });
  if (cluster.store.get(CONFIG_MAP, namespace, 'kube-root-ca.crt') === undefined)
    createObject(cluster, CONFIG_MAP, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        ...metadata('kube-root-ca.crt'),
        annotations: {
          'kubernetes.io/description':
            'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
        },
      },
      data: { 'ca.crt': 'The sandbox has no authority of its own.\n' },
    });
}

/** How many objects are still there after everything was told to go. */
function empty(cluster: Cluster, namespace: string): number {
  let left = 0;
  for (const type of servedTypes(cluster).filter((one) => one.namespaced && isReadable(one))) {
    for (const object of cluster.store.list(type, namespace))
      if (object.metadata.deletionTimestamp === undefined)
        deleteObject(cluster, type, object, { graceSeconds: undefined, propagation: undefined });
    left += cluster.store.list(type, namespace).length;
  }
  return left;
}
