// The Tables of nodes, namespaces, events, configuration and access.
import { age } from '../duration.ts';
import type {
  Event,
  KubernetesObject,
  Node,
  PersistentVolumeClaim,
  RoleBinding,
  StringMap,
} from '../objects.ts';
import { canonicalQuantity } from '../quantity.ts';
import { type Printer, printerOf } from './printer.ts';

interface Holder extends KubernetesObject {
  data?: StringMap;
  binaryData?: StringMap;
  type?: string;
}

export const CLUSTER_PRINTERS: Readonly<Record<string, Printer>> = {
  'Node.': printerOf<Node>(
    'Name|Status|Roles|Age|Version|+Internal-IP|+External-IP|+OS-Image|+Kernel-Version|+Container-Runtime',
    nodeCells,
  ),
  'Namespace.': printerOf<KubernetesObject>('Name|Status|Age', ({ metadata, status }, now) => [
    metadata.name,
    (status as { phase?: string } | undefined)?.phase ?? '',
    age(metadata.creationTimestamp, now),
  ]),
  'Event.': printerOf<Event>(
    'Last Seen|Type|Reason|Object|+Subobject|+Source|Message|+First Seen|+Count|+Name',
    eventCells,
  ),
  'Secret.': printerOf<Holder>('Name|Type|Data|Age', ({ metadata, type = '', data }, now) => [
    metadata.name,
    type,
    Object.keys(data ?? {}).length,
    age(metadata.creationTimestamp, now),
  ]),
  'ConfigMap.': printerOf<Holder>('Name|Data|Age', ({ metadata, data, binaryData }, now) => [
    metadata.name,
    Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
    age(metadata.creationTimestamp, now),
  ]),
  'ServiceAccount.': printerOf<KubernetesObject>('Name|Age', ({ metadata }, now) => [
    metadata.name,
    age(metadata.creationTimestamp, now),
  ]),
  'PersistentVolumeClaim.': printerOf<PersistentVolumeClaim>(
    'Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age|+VolumeMode',
    claimCells,
  ),
  'Lease.coordination.k8s.io': printerOf<KubernetesObject>('Name|Holder|Age', (lease, now) => [
    lease.metadata.name,
    (lease.spec as { holderIdentity?: string } | undefined)?.holderIdentity ?? '',
    age(lease.metadata.creationTimestamp, now),
  ]),
  'RoleBinding.rbac.authorization.k8s.io': bindingPrinter(),
  'ClusterRoleBinding.rbac.authorization.k8s.io': bindingPrinter(),
};

/** What the server prints of a built-in kind that has no printer of its own. */
export function createdAtPrinter(): Printer {
  return printerOf<KubernetesObject>('Name|Created At:date', ({ metadata }) => [
    metadata.name,
    metadata.creationTimestamp,
  ]);
}

function nodeCells({ metadata, spec, status }: Node, now: number) {
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  const { kubeletVersion = '', osImage, kernelVersion, architecture } = status.nodeInfo ?? {};
  const kernel = `${kernelVersion || '<unknown>'}${architecture ? ` (${architecture})` : ''}`;
  const address = (type: string) =>
    status.addresses?.find((one) => one.type === type)?.address ?? '<none>';
  return [
    metadata.name,
    spec.unschedulable ? `${state},SchedulingDisabled` : state,
    rolesOf(metadata.labels ?? {}),
    age(metadata.creationTimestamp, now),
    kubeletVersion,
    address('InternalIP'),
    address('ExternalIP'),
    osImage || '<unknown>',
    kernel,
    status.nodeInfo?.containerRuntimeVersion || '<unknown>',
  ];
}

function rolesOf(labels: StringMap): string {
  const roles = Object.entries(labels).flatMap(([key, value]) => {
    if (key.startsWith('node-role.kubernetes.io/')) return [key.slice(24)];
    return key === 'kubernetes.io/role' ? [value] : [];
  });
  const named = [...new Set(roles.filter(Boolean))].sort();
  return named.join(',') || '<none>';
}

function eventCells(event: Event, now: number) {
  const first = age(event.firstTimestamp ?? event.eventTime, now);
  const last = event.series
    ? age(event.series.lastObservedTime, now)
    : event.lastTimestamp
      ? age(event.lastTimestamp, now)
      : first;
  const { kind, name, fieldPath } = event.involvedObject;
  const source = [
    event.source?.component || event.reportingComponent || '',
    event.source?.host || event.reportingInstance || '',
  ];
  return [
    last,
    event.type ?? '',
    event.reason ?? '',
    name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase(),
    fieldPath ?? '',
    source.filter(Boolean).join(', '),
    (event.message ?? '').trim(),
    first,
    event.series?.count ?? (event.count || 1),
    event.metadata.name,
  ];
}

const ACCESS_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

function claimCells({ metadata, spec, status }: PersistentVolumeClaim, now: number) {
  const isBound = spec.volumeName !== undefined && spec.volumeName !== '';
  return [
    metadata.name,
    metadata.deletionTimestamp === undefined ? status.phase : 'Terminating',
    spec.volumeName ?? '',
    isBound ? canonicalQuantity(status.capacity?.storage ?? '0') : '',
    isBound ? (status.accessModes ?? []).map((mode) => ACCESS_MODES[mode] ?? mode).join(',') : '',
    spec.storageClassName ?? '',
    spec.volumeAttributesClassName ?? '<unset>',
    age(metadata.creationTimestamp, now),
    spec.volumeMode ?? '<unset>',
  ];
}

function bindingPrinter(): Printer {
  return printerOf<RoleBinding>(
    'Name|Role|Age|+Users|+Groups|+ServiceAccounts',
    ({ metadata, roleRef, subjects = [] }, now) => {
      const named = (kind: string) => subjects.filter((one) => one.kind === kind);
      return [
        metadata.name,
        `${roleRef.kind}/${roleRef.name}`,
        age(metadata.creationTimestamp, now),
        named('User')
          .map(({ name }) => name)
          .join(', '),
        named('Group')
          .map(({ name }) => name)
          .join(', '),
        named('ServiceAccount')
          .map(({ namespace, name }) => `${namespace}/${name}`)
          .join(', '),
      ];
    },
  );
}
