// The endpoints controllers: which pods stand behind a service, in the old kind and in slices.
import { createHash } from 'node:crypto';
import type { Cluster } from '../cluster.ts';
import type { EndpointSlice, Endpoints, KubernetesObject, Pod, Service } from '../objects.ts';
import { builtIn } from '../resources.ts';
import { selects } from '../selectors.ts';
import { createObject, SAFE_LETTERS } from '../write/create.ts';
import { type Controller, keyOf, ownerReference, save } from './controller.ts';
import { isActive, isReady } from './pod-state.ts';

const SERVICE = builtIn('Service');
const POD = builtIn('Pod');
const ENDPOINTS_TYPE = builtIn('Endpoints');
const SLICE = builtIn('EndpointSlice');

export const ENDPOINTS: Controller = {
  name: 'endpoints',
  keysOf(cluster, { storedAs, object }) {
    if (storedAs === SERVICE.storedAs) return [keyOf(object)];
    if (storedAs !== POD.storedAs) return [];
    const services = cluster.store.list(SERVICE, object.metadata.namespace) as Service[];
    return services.filter((service) => isBehind(service, object)).map(keyOf);
  },
  reconcile(cluster, { namespace, name }) {
    const service = cluster.store.get(SERVICE, namespace, name) as Service | undefined;
    const known = cluster.store.get(ENDPOINTS_TYPE, namespace, name);
    if (service === undefined) {
      if (known !== undefined) cluster.store.remove(ENDPOINTS_TYPE, known);
      return;
    }
    if (service.spec.selector === undefined) return;
    const pods = (cluster.store.list(POD, namespace) as Pod[]).filter(
      (pod) => isBehind(service, pod) && isActive(pod) && pod.status.podIP !== undefined,
    );
    saveEndpoints(cluster, service, pods);
    saveSlice(cluster, service, pods);
  },
};

function isBehind({ spec }: Service, { metadata }: KubernetesObject): boolean {
  const { selector } = spec;
  return selector !== undefined && selects({ matchLabels: selector }, metadata.labels);
}

function portOf(
  { targetPort, port }: { targetPort?: number | string; port: number },
  pods: readonly Pod[],
): number {
  if (typeof targetPort === 'number') return targetPort;
  const named = pods.flatMap(({ spec }) => spec.containers).flatMap(({ ports = [] }) => ports);
  return named.find(({ name }) => name === targetPort)?.containerPort ?? port;
}

function reference(pod: Pod) {
  const { name, namespace = '', uid } = pod.metadata;
  return { kind: 'Pod', namespace, name, uid };
}

function frame(service: Service, apiVersion: string, kind: string, name: string) {
  const metadata = {
    name,
    namespace: service.metadata.namespace ?? '',
    uid: '',
    resourceVersion: '',
    creationTimestamp: '',
    ...(service.metadata.labels === undefined ? {} : { labels: service.metadata.labels }),
  };
  return { apiVersion, kind, metadata };
}

function saveEndpoints(cluster: Cluster, service: Service, pods: readonly Pod[]): void {
  const address = (pod: Pod) => ({
    ip: pod.status.podIP ?? '',
    nodeName: pod.spec.nodeName ?? '',
    targetRef: reference(pod),
  });
  const [ready, waiting] = [
    pods.filter(isReady).map(address),
    pods.filter((pod) => !isReady(pod)).map(address),
  ];
  const ports = (service.spec.ports ?? []).map((port) => ({
    ...(port.name === undefined ? {} : { name: port.name }),
    port: portOf(port, pods),
    protocol: port.protocol,
  }));
  const subsets =
    pods.length === 0
      ? undefined
      : [
          {
            ...(ready.length === 0 ? {} : { addresses: ready }),
            ...(waiting.length === 0 ? {} : { notReadyAddresses: waiting }),
            ports,
          },
        ];
  const { name, namespace } = service.metadata;
  const known = cluster.store.get(ENDPOINTS_TYPE, namespace, name) as Endpoints | undefined;
  const base =
    known ??
    (createObject(cluster, ENDPOINTS_TYPE, frame(service, 'v1', 'Endpoints', name)) as Endpoints);
  const { subsets: _subsets, ...rest } = base;
  save(cluster, ENDPOINTS_TYPE, subsets === undefined ? rest : { ...rest, subsets });
}

function saveSlice(cluster: Cluster, service: Service, pods: readonly Pod[]): void {
  const { name, namespace } = service.metadata;
  const slices = cluster.store.list(SLICE, namespace) as EndpointSlice[];
  const known = slices.find(
    ({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name,
  );
  const base = known ?? makeSlice(cluster, service);
  const endpoints = pods.map((pod) => ({
    addresses: [pod.status.podIP ?? ''],
    conditions: { ready: isReady(pod), serving: isReady(pod), terminating: false },
    targetRef: reference(pod),
    nodeName: pod.spec.nodeName ?? '',
  }));
  const ports = (service.spec.ports ?? []).map((port) => ({
    name: port.name ?? '',
    protocol: port.protocol,
    port: portOf(port, pods),
  }));
  save(cluster, SLICE, { ...base, endpoints, ports });
}

function makeSlice(cluster: Cluster, service: Service): EndpointSlice {
  const { name, uid } = service.metadata;
  const letters = [...createHash('sha256').update(uid).digest().subarray(0, 5)];
  const suffix = letters.map((byte) => SAFE_LETTERS[byte % SAFE_LETTERS.length]).join('');
  const made = frame(service, 'discovery.k8s.io/v1', 'EndpointSlice', `${name}-${suffix}`);
  return createObject(cluster, SLICE, {
    ...made,
    metadata: {
      ...made.metadata,
      labels: {
        ...service.metadata.labels,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': name,
      },
      ownerReferences: [ownerReference(service)],
    },
    addressType: 'IPv4',
    endpoints: [],
    ports: [],
  }) as EndpointSlice;
}
