// What kubectl's describers read beside the described object itself (k8s.io/kubectl pkg/describe), as accesses that the
// decision over the object covers. Secrets are never among them.

import type { Access } from '../../command.ts';
import type { Resource } from '../../kubernetes/api.ts';
import { qualifiedName } from '../../kubernetes/catalog.ts';

const NODE_LEASES = 'kube-node-lease';

type ReadsWithin = (where: string | undefined) => readonly Access[];

const pods: ReadsWithin = (where) => [implied('list', '', 'pods', where)];
const endpointSlices: ReadsWithin = (where) => [
  implied('list', 'discovery.k8s.io', 'endpointslices', where),
];

const READS: Readonly<Record<string, ReadsWithin>> = {
  replicationcontrollers: pods,
  'replicasets.apps': pods,
  'daemonsets.apps': pods,
  'statefulsets.apps': pods,
  'jobs.batch': pods,
  persistentvolumeclaims: pods,
  'deployments.apps': (where) => [implied('list', 'apps', 'replicasets', where)],
  services: endpointSlices,
  'ingresses.networking.k8s.io': (where) => [
    ...endpointSlices(where),
    implied('get', '', 'services', where),
  ],
  nodes: () => [
    implied('list', '', 'pods', undefined),
    implied('list', 'resource.k8s.io', 'resourceslices', undefined),
    implied('get', 'coordination.k8s.io', 'leases', NODE_LEASES),
  ],
  namespaces: () => [
    implied('list', '', 'resourcequotas', undefined),
    implied('list', '', 'limitranges', undefined),
  ],
};

/** @param where the namespace, or undefined for all of them. */
export function impliedReads(resource: Resource, where: string | undefined): readonly Access[] {
  // Events of what has no namespace of its own may lie in any.
  const events = implied('list', '', 'events', resource.namespaced ? where : undefined);
  return [events, ...namespaceItself(where), ...(READS[qualifiedName(resource)]?.(where) ?? [])];
}

/** When an object is not there, kubectl looks whether its namespace is. */
function namespaceItself(where: string | undefined): readonly Access[] {
  if (where === undefined) return [];
  return [{ verb: 'get', group: '', resource: 'namespaces', name: where, implied: true }];
}

function implied(
  verb: 'get' | 'list',
  group: string,
  resource: string,
  namespace: string | undefined,
): Access {
  const scope = namespace === undefined ? {} : { namespace };
  return { verb, group, resource, ...scope, implied: true };
}
