// The scheduler: a pod goes to the fitting node with the most room, or waits and says why.
import type { Cluster } from '../cluster.ts';
import type { Node, Pod, Taint, Toleration } from '../objects.ts';
import { quantityValue } from '../quantity.ts';
import { builtIn } from '../resources.ts';
import { type Controller, keyOf, save } from './controller.ts';
import { isOver } from './pod-state.ts';

const POD = builtIn('Pod');
const NODE = builtIn('Node');
/** The real scheduler tries again after at most five minutes. */
const RETRY_MS = 300_000;

export const SCHEDULER: Controller = {
  name: 'scheduler',
  keysOf(cluster, { storedAs, object, type }) {
    if (storedAs === POD.storedAs && type !== 'DELETED')
      return isWaiting(object as Pod) ? [keyOf(object)] : [];
    // Room on a node, or a node's change, may help any pod that waits.
    if (storedAs !== NODE.storedAs && storedAs !== POD.storedAs) return [];
    return (cluster.store.list(POD) as Pod[]).filter(isWaiting).map(keyOf);
  },
  reconcile(cluster, { namespace, name }, again) {
    const pod = cluster.store.get(POD, namespace, name) as Pod | undefined;
    if (pod === undefined || !isWaiting(pod)) return;
    const nodes = cluster.store.list(NODE) as Node[];
    const verdicts = nodes.map((node) => ({ node, obstacle: obstacleOf(cluster, pod, node) }));
    const fitting = verdicts.filter(({ obstacle }) => obstacle === undefined);
    const [best] = fitting.sort(
      (one, other) => roomOn(cluster, other.node).cpu - roomOn(cluster, one.node).cpu,
    );
    if (best !== undefined) return bind(cluster, pod, best.node);
    refuse(
      cluster,
      pod,
      verdicts.map(({ obstacle }) => obstacle ?? ''),
    );
    again(RETRY_MS);
  },
};

function isWaiting({ metadata, spec, status }: Pod): boolean {
  return !spec.nodeName && metadata.deletionTimestamp === undefined && status.phase === 'Pending';
}

function obstacleOf(cluster: Cluster, pod: Pod, node: Node): string | undefined {
  const { spec, metadata } = node;
  if (spec.unschedulable) return 'node(s) were unschedulable';
  const selector = Object.entries(pod.spec.nodeSelector ?? {});
  if (selector.some(([key, value]) => metadata.labels?.[key] !== value))
    return "node(s) didn't match Pod's node affinity/selector";
  const taint = (spec.taints ?? []).find(
    (one) => one.effect !== 'PreferNoSchedule' && !tolerates(pod, one),
  );
  if (taint !== undefined) return 'node(s) had untolerated taint(s)';
  const room = roomOn(cluster, node);
  const wanted = requestsOf(pod);
  if (wanted.cpu > room.cpu) return 'Insufficient cpu';
  if (wanted.memory > room.memory) return 'Insufficient memory';
  return undefined;
}

function tolerates({ spec }: Pod, taint: Taint): boolean {
  return (spec.tolerations ?? []).some((one: Toleration) => {
    if (one.effect && one.effect !== taint.effect) return false;
    if (one.operator === 'Exists') return !one.key || one.key === taint.key;
    return one.key === taint.key && (one.value ?? '') === (taint.value ?? '');
  });
}

function requestsOf({ spec }: Pod): { cpu: number; memory: number } {
  const sum = (name: string) =>
    spec.containers.reduce(
      (all, { resources }) => all + (quantityValue(resources?.requests?.[name] ?? '0') || 0),
      0,
    );
  return { cpu: sum('cpu'), memory: sum('memory') };
}

function roomOn({ store }: Cluster, { metadata, status }: Node): { cpu: number; memory: number } {
  const used = (store.list(POD) as Pod[])
    .filter((pod) => pod.spec.nodeName === metadata.name && !isOver(pod))
    .map(requestsOf);
  const left = (name: 'cpu' | 'memory') =>
    quantityValue(status.allocatable?.[name] ?? '0') -
    used.reduce((all, one) => all + one[name], 0);
  return { cpu: left('cpu'), memory: left('memory') };
}

function bind(cluster: Cluster, pod: Pod, node: Node): void {
  const { clock, events } = cluster;
  const { name, namespace } = pod.metadata;
  save(cluster, POD, {
    ...pod,
    spec: { ...pod.spec, nodeName: node.metadata.name },
    status: {
      ...pod.status,
      conditions: [scheduled(pod, { status: 'True', lastTransitionTime: clock.stamp() })],
    },
  });
  events.record(pod, {
    type: 'Normal',
    reason: 'Scheduled',
    message: `Successfully assigned ${namespace}/${name} to ${node.metadata.name}`,
    component: 'default-scheduler',
  });
}

function scheduled(
  { metadata }: Pod,
  said: { status: string; lastTransitionTime: string; reason?: string; message?: string },
) {
  return {
    type: 'PodScheduled',
    observedGeneration: metadata.generation ?? 1,
    lastProbeTime: null,
    ...said,
  };
}

function refuse(cluster: Cluster, pod: Pod, obstacles: readonly string[]): void {
  const message = explain(obstacles);
  const known = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (known?.message !== message) {
    const lastTransitionTime = known?.lastTransitionTime ?? cluster.clock.stamp();
    const condition = scheduled(pod, {
      status: 'False',
      lastTransitionTime,
      reason: 'Unschedulable',
      message,
    });
    save(cluster, POD, { ...pod, status: { ...pod.status, conditions: [condition] } });
  }
  cluster.events.record(pod, {
    type: 'Warning',
    reason: 'FailedScheduling',
    message,
    component: 'default-scheduler',
  });
}

/** The scheduler's sentence: how many nodes there are, what stands in the way, and that preemption is no help. */
function explain(obstacles: readonly string[]): string {
  const all = obstacles.length;
  if (all === 0) return 'no nodes available to schedule pods';
  const counts = new Map<string, number>();
  for (const obstacle of obstacles) counts.set(obstacle, (counts.get(obstacle) ?? 0) + 1);
  const texts = [...counts].map(([obstacle, count]) => `${count} ${obstacle}`).sort();
  return `0/${all} nodes are available: ${texts.join(', ')}. no new claims to deallocate, preemption: 0/${all} nodes are available: ${all} Preemption is not helpful for scheduling.`;
}
