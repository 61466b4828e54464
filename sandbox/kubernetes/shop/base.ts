// What every cluster has before anybody uses it: namespaces, nodes, the roles that the server itself brings, its own service.
import type { StringMap } from '../objects.ts';
import { builtIn } from '../resources.ts';
import type { Seed } from './seed.ts';

const NAMESPACE = builtIn('Namespace');
const NODE = builtIn('Node');
const SERVICE = builtIn('Service');
const CLUSTER_ROLE = builtIn('ClusterRole');
const CLUSTER_ROLE_BINDING = builtIn('ClusterRoleBinding');

export interface NodePlan {
  readonly name: string;
  readonly number: number;
  readonly cpu: string;
  readonly memory: string;
  readonly role?: string;
  readonly zone?: string;
}

export function seedBase({ create }: Seed, namespaces: readonly string[]): void {
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system', ...namespaces])
    create(NAMESPACE, { metadata: { name } });
  create(SERVICE, {
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP: '10.96.0.1',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    },
  });
  seedRoles({ create } as Seed);
}

function seedRoles({ create }: Seed): void {
  const role = (name: string, rules: readonly object[]) =>
    create(CLUSTER_ROLE, { metadata: { name, labels: BOOTSTRAP }, rules });
  role('cluster-admin', [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ]);
  role('view', [{ verbs: ['get', 'list', 'watch'], apiGroups: VIEWED_GROUPS, resources: VIEWED }]);
  role('edit', [
    { verbs: ['get', 'list', 'watch'], apiGroups: VIEWED_GROUPS, resources: VIEWED },
    {
      verbs: ['create', 'delete', 'deletecollection', 'patch', 'update'],
      apiGroups: VIEWED_GROUPS,
      resources: EDITED,
    },
    { verbs: ['create'], apiGroups: [''], resources: ['pods/eviction'] },
  ]);
  role('system:basic-user', [
    {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    },
    { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  ]);
  role('system:discovery', [{ verbs: ['get'], nonResourceURLs: DISCOVERED }]);
  role('system:public-info-viewer', [
    { verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'] },
  ]);
  bindRole({ create } as Seed, 'cluster-admin', 'cluster-admin', ['system:masters']);
  for (const name of ['system:basic-user', 'system:discovery'])
    bindRole({ create } as Seed, name, name, ['system:authenticated']);
  bindRole({ create } as Seed, 'system:public-info-viewer', 'system:public-info-viewer', [
    'system:authenticated',
    'system:unauthenticated',
  ]);
}

export function bindRole(
  { create }: Seed,
  name: string,
  role: string,
  groups: readonly string[],
): void {
  create(CLUSTER_ROLE_BINDING, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: groups.map((group) => ({
      kind: 'Group',
      apiGroup: 'rbac.authorization.k8s.io',
      name: group,
    })),
  });
}

const BOOTSTRAP: StringMap = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const VIEWED_GROUPS = [
  '',
  'apps',
  'batch',
  'autoscaling',
  'policy',
  'networking.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'metrics.k8s.io',
];
const EDITED = [
  'configmaps',
  'cronjobs',
  'daemonsets',
  'deployments',
  'deployments/scale',
  'horizontalpodautoscalers',
  'ingresses',
  'jobs',
  'persistentvolumeclaims',
  'poddisruptionbudgets',
  'pods',
  'replicasets',
  'replicasets/scale',
  'services',
  'statefulsets',
  'statefulsets/scale',
];
const VIEWED = [
  ...EDITED,
  'controllerrevisions',
  'endpoints',
  'endpointslices',
  'events',
  'namespaces',
  'pods/log',
  'pods/status',
  'serviceaccounts',
];
const DISCOVERED = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
];

export function seedNode(
  { create, cluster }: Seed,
  { name, number, cpu, memory, role, zone }: NodePlan,
): void {
  const stamp = cluster.clock.stamp();
  const healthy = (type: string, reason: string, message: string, status = 'False') => ({
    type,
    status,
    lastHeartbeatTime: stamp,
    lastTransitionTime: stamp,
    reason,
    message,
  });
  const resources = { cpu, memory, pods: '110', 'ephemeral-storage': '100Gi' };
  create(NODE, {
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }),
        ...(role === undefined ? {} : { [`node-role.kubernetes.io/${role}`]: '' }),
      },
    },
    spec: {
      podCIDR: `10.244.${number}.0/24`,
      ...(role === 'control-plane'
        ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }
        : {}),
    },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [
        healthy(
          'MemoryPressure',
          'KubeletHasSufficientMemory',
          'kubelet has sufficient memory available',
        ),
        healthy('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        healthy('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        healthy('Ready', 'KubeletReady', 'kubelet is posting ready status', 'True'),
      ],
      addresses: [
        { type: 'InternalIP', address: `192.168.10.${10 + number}` },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        architecture: 'amd64',
        operatingSystem: 'linux',
        kernelVersion: '6.12.48',
        osImage: 'Debian GNU/Linux 13 (trixie)',
        containerRuntimeVersion: 'containerd://2.1.4',
        kubeletVersion: 'v1.36.3',
        kubeProxyVersion: '',
        machineID: `sandbox${number}`,
        systemUUID: `sandbox-${number}`,
        bootID: `boot-${number}`,
      },
    },
  });
}
