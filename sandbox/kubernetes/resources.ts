// The kinds the stand-in serves, as discovery names them, in discovery's order. Custom resources come on top, from the
// CustomResourceDefinitions it holds.
import type { CustomResourceDefinition } from './objects.ts';

export interface Subresource {
  readonly name: string;
  readonly kind: string;
  /** Group and version of the kind where they are not the resource's own. */
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
  /** `kind.group` names where the objects are kept; events of both groups are the same objects. */
  readonly storedAs: string;
  /** Set for a custom resource. */
  readonly definition?: CustomResourceDefinition;
}

const ALL_VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];
const NAMESPACE_VERBS = ALL_VERBS.filter((verb) => verb !== 'deletecollection');
const READ_VERBS = ['get', 'list', 'watch'];

const SCALE: Subresource = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: ['get', 'patch', 'update'],
};

interface Row {
  group?: string;
  version?: string;
  names: string;
  kind: string;
  cluster?: boolean;
  all?: boolean;
  category?: string;
  verbs?: readonly string[];
  status?: boolean;
  scale?: boolean;
  more?: readonly Subresource[];
  storedAs?: string;
}

/** `names` is plural, singular and short names; core/v1 unless said. */
const ROWS: readonly Row[] = [
  { names: 'configmaps configmap cm', kind: 'ConfigMap' },
  { names: 'endpoints endpoints ep', kind: 'Endpoints' },
  { names: 'events event ev', kind: 'Event' },
  {
    names: 'namespaces namespace ns',
    kind: 'Namespace',
    cluster: true,
    verbs: NAMESPACE_VERBS,
    status: true,
  },
  { names: 'nodes node no', kind: 'Node', cluster: true, status: true },
  {
    names: 'persistentvolumeclaims persistentvolumeclaim pvc',
    kind: 'PersistentVolumeClaim',
    status: true,
  },
  {
    names: 'pods pod po',
    kind: 'Pod',
    all: true,
    status: true,
    more: [
      { name: 'binding', kind: 'Binding', verbs: ['create'] },
      { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
      { name: 'log', kind: 'Pod', verbs: ['get'] },
    ],
  },
  { names: 'resourcequotas resourcequota quota', kind: 'ResourceQuota', status: true },
  { names: 'limitranges limitrange limits', kind: 'LimitRange' },
  {
    names: 'replicationcontrollers replicationcontroller rc',
    kind: 'ReplicationController',
    all: true,
    status: true,
  },
  { names: 'secrets secret', kind: 'Secret' },
  { names: 'serviceaccounts serviceaccount sa', kind: 'ServiceAccount' },
  { names: 'services service svc', kind: 'Service', all: true, status: true },
  { group: 'apps', names: 'controllerrevisions controllerrevision', kind: 'ControllerRevision' },
  { group: 'apps', names: 'daemonsets daemonset ds', kind: 'DaemonSet', all: true, status: true },
  {
    group: 'apps',
    names: 'deployments deployment deploy',
    kind: 'Deployment',
    all: true,
    status: true,
    scale: true,
  },
  {
    group: 'apps',
    names: 'replicasets replicaset rs',
    kind: 'ReplicaSet',
    all: true,
    status: true,
    scale: true,
  },
  {
    group: 'apps',
    names: 'statefulsets statefulset sts',
    kind: 'StatefulSet',
    all: true,
    status: true,
    scale: true,
  },
  { group: 'events.k8s.io', names: 'events event ev', kind: 'Event', storedAs: 'Event.' },
  {
    group: 'authorization.k8s.io',
    names: 'localsubjectaccessreviews localsubjectaccessreview',
    kind: 'LocalSubjectAccessReview',
    verbs: ['create'],
  },
  {
    group: 'authorization.k8s.io',
    names: 'selfsubjectaccessreviews selfsubjectaccessreview',
    kind: 'SelfSubjectAccessReview',
    cluster: true,
    verbs: ['create'],
  },
  {
    group: 'authorization.k8s.io',
    names: 'selfsubjectrulesreviews selfsubjectrulesreview',
    kind: 'SelfSubjectRulesReview',
    cluster: true,
    verbs: ['create'],
  },
  {
    group: 'authorization.k8s.io',
    names: 'subjectaccessreviews subjectaccessreview',
    kind: 'SubjectAccessReview',
    cluster: true,
    verbs: ['create'],
  },
  {
    group: 'authentication.k8s.io',
    names: 'selfsubjectreviews selfsubjectreview',
    kind: 'SelfSubjectReview',
    cluster: true,
    verbs: ['create'],
  },
  {
    group: 'autoscaling',
    version: 'v2',
    names: 'horizontalpodautoscalers horizontalpodautoscaler hpa',
    kind: 'HorizontalPodAutoscaler',
    all: true,
    status: true,
  },
  { group: 'batch', names: 'cronjobs cronjob cj', kind: 'CronJob', all: true, status: true },
  { group: 'batch', names: 'jobs job', kind: 'Job', all: true, status: true },
  { group: 'networking.k8s.io', names: 'ingresses ingress ing', kind: 'Ingress', status: true },
  {
    group: 'policy',
    names: 'poddisruptionbudgets poddisruptionbudget pdb',
    kind: 'PodDisruptionBudget',
    status: true,
  },
  ...['ClusterRoleBinding', 'ClusterRole', 'RoleBinding', 'Role'].map((kind) => ({
    group: 'rbac.authorization.k8s.io',
    names: `${kind.toLowerCase()}s ${kind.toLowerCase()}`,
    kind,
    cluster: kind.startsWith('Cluster'),
  })),
  {
    group: 'apiextensions.k8s.io',
    names: 'customresourcedefinitions customresourcedefinition crd crds',
    kind: 'CustomResourceDefinition',
    cluster: true,
    category: 'api-extensions',
    status: true,
  },
  { group: 'coordination.k8s.io', names: 'leases lease', kind: 'Lease' },
  { group: 'discovery.k8s.io', names: 'endpointslices endpointslice', kind: 'EndpointSlice' },
  {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    names: 'nodes',
    kind: 'NodeMetrics',
    cluster: true,
    verbs: ['get', 'list'],
  },
  {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    names: 'pods',
    kind: 'PodMetrics',
    verbs: ['get', 'list'],
  },
];

export const BUILT_IN: readonly ResourceType[] = ROWS.map(typeOfRow);

function typeOfRow(row: Row): ResourceType {
  const { group = '', version = 'v1', kind, names } = row;
  const [plural = '', singular = '', ...shortNames] = names.split(' ');
  const own: Subresource[] = [
    ...(row.more ?? []),
    ...(row.scale ? [SCALE] : []),
    ...(row.status ? [{ name: 'status', kind, verbs: ['get', 'patch', 'update'] }] : []),
  ];
  return {
    group,
    version,
    plural,
    singular,
    kind,
    namespaced: row.cluster !== true,
    shortNames,
    categories: row.category === undefined ? (row.all ? ['all'] : []) : [row.category],
    verbs: row.verbs ?? ALL_VERBS,
    subresources: own.sort((one, other) => (one.name < other.name ? -1 : 1)),
    storedAs: row.storedAs ?? `${kind}.${group}`,
  };
}

/** The types that a definition adds, one for each served version. */
export function typesOfDefinition(definition: CustomResourceDefinition): ResourceType[] {
  const { group, names, scope, versions } = definition.spec;
  return versions
    .filter(({ served }) => served)
    .map(({ name, subresources }) => ({
      group,
      version: name,
      plural: names.plural,
      singular: names.singular,
      kind: names.kind,
      namespaced: scope === 'Namespaced',
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
      verbs: [...ALL_VERBS].sort(
        (one, other) => CUSTOM_ORDER.indexOf(one) - CUSTOM_ORDER.indexOf(other),
      ),
      subresources:
        subresources?.status === undefined
          ? []
          : [{ name: 'status', kind: names.kind, verbs: ['get', 'patch', 'update'] }],
      storedAs: `${names.kind}.${group}`,
      definition,
    }));
}

/** The order in which the API server names the verbs of custom resources. */
const CUSTOM_ORDER = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
];

export function isReadable(type: ResourceType): boolean {
  return READ_VERBS.some((verb) => type.verbs.includes(verb));
}

/** A built-in type by kind. @throws when the table above lacks it: a mistake in the stand-in. */
export function builtIn(kind: string, group?: string): ResourceType {
  const found = BUILT_IN.find(
    (type) => type.kind === kind && (group === undefined || type.group === group),
  );
  if (found === undefined) throw new Error(`The stand-in serves no kind ${kind}.`);
  return found;
}
