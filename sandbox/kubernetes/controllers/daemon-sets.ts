// The daemon set controller: one pod on each node, replaced one after another when the template changes.
import type { Cluster } from '../cluster.ts';
import type { DaemonSet, Node, Pod } from '../objects.ts';
import { builtIn } from '../resources.ts';
import { deleteObject } from '../write/delete.ts';
import { type Controller, keyOf, ownedBy, ownOrOwned, save } from './controller.ts';
import { isActive, isReady, resolveShare } from './pod-state.ts';
import { currentRevision } from './revisions.ts';
import { createPod } from './template.ts';

const DAEMON_SET = builtIn('DaemonSet');
const POD = builtIn('Pod');
const NODE = builtIn('Node');
const HASH = 'controller-revision-hash';

export const DAEMON_SETS: Controller = {
  name: 'daemonset',
  keysOf(cluster, change) {
    if (change.storedAs === NODE.storedAs) return cluster.store.list(DAEMON_SET).map(keyOf);
    return ownOrOwned(DAEMON_SET, [POD])(cluster, change);
  },
  reconcile(cluster, { namespace, name }) {
    const set = cluster.store.get(DAEMON_SET, namespace, name) as DaemonSet | undefined;
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const hash = currentRevision(cluster, set).metadata.labels?.[HASH] ?? '';
    const nodes = (cluster.store.list(NODE) as Node[]).filter((node) => suits(set, node));
    place(cluster, set, { nodes, hash });
    replaceOld(cluster, set, { nodes, hash });
    save(cluster, DAEMON_SET, { ...set, status: statusOf(cluster, set, { nodes, hash }) });
  },
};

interface Plan {
  readonly nodes: readonly Node[];
  readonly hash: string;
}

function suits({ spec }: DaemonSet, { metadata }: Node): boolean {
  const wanted = Object.entries(spec.template.spec.nodeSelector ?? {});
  return wanted.every(([key, value]) => metadata.labels?.[key] === value);
}

function place(cluster: Cluster, set: DaemonSet, { nodes, hash }: Plan): void {
  const pods = ownedBy<Pod>(cluster, POD, set);
  for (const { metadata } of nodes) {
    if (pods.some((pod) => pod.spec.nodeName === metadata.name)) continue;
    const pod = createPod(cluster, set, set.spec.template, {
      nodeName: metadata.name,
      labels: { [HASH]: hash },
    });
    say(cluster, set, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  }
  const names = nodes.map(({ metadata }) => metadata.name);
  for (const pod of pods.filter(isActive))
    if (!names.includes(pod.spec.nodeName ?? '')) remove(cluster, set, pod);
}

function replaceOld(cluster: Cluster, set: DaemonSet, { nodes, hash }: Plan): void {
  if (set.spec.updateStrategy.type === 'OnDelete') return;
  const pods = ownedBy<Pod>(cluster, POD, set);
  const most = resolveShare(
    set.spec.updateStrategy.rollingUpdate?.maxUnavailable ?? 1,
    nodes.length,
    'up',
  );
  const missing = nodes.length - pods.filter((pod) => isActive(pod) && isReady(pod)).length;
  const old = pods.filter((pod) => isActive(pod) && pod.metadata.labels?.[HASH] !== hash);
  for (const pod of old.filter((one) => !isReady(one))) remove(cluster, set, pod);
  for (const pod of old.filter(isReady).slice(0, Math.max(0, most - missing)))
    remove(cluster, set, pod);
}

function remove(cluster: Cluster, set: DaemonSet, pod: Pod): void {
  deleteObject(cluster, POD, pod, { graceSeconds: undefined, propagation: undefined });
  say(cluster, set, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
}

function say(cluster: Cluster, set: DaemonSet, reason: string, message: string): void {
  cluster.events.record(set, {
    type: 'Normal',
    reason,
    message,
    component: 'daemonset-controller',
  });
}

function statusOf(cluster: Cluster, set: DaemonSet, { nodes, hash }: Plan): DaemonSet['status'] {
  const pods = ownedBy<Pod>(cluster, POD, set).filter(isActive);
  const ready = pods.filter(isReady).length;
  const updated = pods.filter(({ metadata }) => metadata.labels?.[HASH] === hash).length;
  const missing = nodes.length - ready;
  return {
    currentNumberScheduled: pods.length,
    numberMisscheduled: 0,
    desiredNumberScheduled: nodes.length,
    numberReady: ready,
    observedGeneration: set.metadata.generation ?? 1,
    ...(updated === 0 ? {} : { updatedNumberScheduled: updated }),
    ...(ready === 0 ? {} : { numberAvailable: ready }),
    ...(missing <= 0 ? {} : { numberUnavailable: missing }),
  };
}
