// What the status of a pod says as a whole: its first state, its conditions and its class of service.
import type { Cluster } from '../cluster.ts';
import type { Condition, Container, ContainerStatus, Node, Pod, PodStatus } from '../objects.ts';
import { builtIn } from '../resources.ts';

const POD = builtIn('Pod');
const NODE = builtIn('Node');

export function firstStatus(cluster: Cluster, pod: Pod): PodStatus {
  const { spec } = pod;
  const node = cluster.store.get(NODE, undefined, spec.nodeName ?? '') as Node | undefined;
  const hostIP = node?.status.addresses?.[0]?.address ?? '127.0.0.1';
  const podIP = freeAddress(cluster, node?.spec.podCIDR ?? '10.244.0.0/24');
  const initial = (spec.initContainers ?? []).map((one) => waiting(one, 'PodInitializing'));
  const reason = initial.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const status: PodStatus = {
    ...pod.status,
    phase: 'Pending',
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: cluster.clock.stamp(),
    ...(initial.length === 0 ? {} : { initContainerStatuses: initial }),
    containerStatuses: spec.containers.map((one) => waiting(one, reason)),
    qosClass: qosClass(spec),
  };
  return { ...status, conditions: conditionsOf(cluster, pod, status) };
}

function waiting({ name, image }: Container, reason: string): ContainerStatus {
  return {
    name,
    image,
    imageID: '',
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason } },
    lastState: {},
  };
}

function freeAddress({ store }: Cluster, range: string): string {
  const prefix = range.split('.').slice(0, 3).join('.');
  const taken = new Set((store.list(POD) as Pod[]).map(({ status }) => status.podIP));
  for (let last = 2; last < 255; last += 1)
    if (!taken.has(`${prefix}.${last}`)) return `${prefix}.${last}`;
  return `${prefix}.255`;
}

export function conditionsOf({ clock }: Cluster, pod: Pod, status: PodStatus): Condition[] {
  const initial = status.initContainerStatuses ?? [];
  const main = status.containerStatuses ?? [];
  const initialized = initial.every(({ state }) => state.terminated?.exitCode === 0);
  const unready = main.filter(({ ready }) => !ready).map(({ name }) => name);
  const isDone = status.phase === 'Succeeded';
  const why = isDone
    ? { reason: 'PodCompleted' }
    : {
        reason: 'ContainersNotReady',
        message: `containers with unready status: [${unready.join(' ')}]`,
      };
  const wanted: [string, boolean, { reason?: string; message?: string }][] = [
    ['PodReadyToStartContainers', status.phase === 'Running', {}],
    ['Initialized', initialized, isDone ? { reason: 'PodCompleted' } : {}],
    ['Ready', unready.length === 0, why],
    ['ContainersReady', unready.length === 0, why],
  ];
  const known = pod.status.conditions ?? [];
  const described = wanted.map(([type, is, reasons]) => {
    const state = is ? 'True' : 'False';
    const before = known.find((one) => one.type === type);
    const since = before?.status === state ? before.lastTransitionTime : undefined;
    return {
      type,
      observedGeneration: pod.metadata.generation ?? 1,
      status: state,
      lastProbeTime: null,
      lastTransitionTime: since ?? clock.stamp(),
      ...(is && !isDone ? {} : reasons),
    };
  });
  return [...described, ...known.filter(({ type }) => type === 'PodScheduled')];
}

export function qosClass({ containers = [] }: { containers?: readonly Container[] }): string {
  const amounts = containers.map(({ resources }) => ({
    requests: resources?.requests ?? {},
    limits: resources?.limits ?? {},
  }));
  const hasNone = amounts.every(
    ({ requests, limits }) => Object.keys({ ...requests, ...limits }).length === 0,
  );
  if (hasNone) return 'BestEffort';
  const isGuaranteed = amounts.every(({ requests, limits }) =>
    ['cpu', 'memory'].every(
      (name) => limits[name] !== undefined && (requests[name] ?? limits[name]) === limits[name],
    ),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}
