// Answers metrics.k8s.io: what pods and nodes use, made up from their names so that it stays near the same value.

import { stampOf } from '../clock.ts';
import type { Cluster } from '../cluster.ts';
import type { KubernetesObject, Pod } from '../objects.ts';
import { quantityValue } from '../quantity.ts';
import { builtIn } from '../resources.ts';
import { parseLabelSelector } from '../selectors.ts';
import { notFound } from '../status.ts';
import type { Answer, ResourceCall } from './call.ts';

const POD = builtIn('Pod');
const NODE = builtIn('Node');
const WINDOW = '15s';

export function answerMetrics(cluster: Cluster, call: ResourceCall): Answer {
  const { type, route } = call;
  const all =
    type.kind === 'PodMetrics' ? podMetrics(cluster, route.namespace) : nodeMetrics(cluster);
  if (route.name !== undefined) {
    const found = all.find(({ metadata }) => metadata.name === route.name);
    if (found === undefined) throw notFound({ ...type, group: '' }, route.name);
    return { kind: 'json', code: 200, body: found };
  }
  const matches = parseLabelSelector(call.query.get('labelSelector') ?? '');
  const items = all.filter(({ metadata }) => matches(metadata.labels ?? {}));
  const body = {
    kind: `${type.kind}List`,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {},
    items,
  };
  return { kind: 'json', code: 200, body };
}

function podMetrics(cluster: Cluster, namespace: string | undefined) {
  const pods = cluster.store.list(POD, namespace) as Pod[];
  return pods
    .filter(({ status }) => status.phase === 'Running')
    .map((pod) => ({
      ...frame('PodMetrics', pod, cluster),
      containers: pod.spec.containers.map(({ name, resources }) => ({
        name,
        usage: usageOf(cluster, `${pod.metadata.name}/${name}`, resources?.requests ?? {}),
      })),
    }));
}

function nodeMetrics(cluster: Cluster) {
  const pods = podMetrics(cluster, undefined);
  const placed = new Map(
    (cluster.store.list(POD) as Pod[]).map(({ metadata, spec }) => [metadata.name, spec.nodeName]),
  );
  return cluster.store.list(NODE).map((node) => {
    const used = pods
      .filter(({ metadata }) => placed.get(metadata.name) === node.metadata.name)
      .flatMap(({ containers }) => containers.map(({ usage }) => usage));
    const total = (field: 'cpu' | 'memory') =>
      used.reduce((sum, usage) => sum + quantityValue(usage[field]), 0);
    return {
      ...frame('NodeMetrics', node, cluster),
      usage: {
        cpu: `${Math.round(total('cpu') * 1000) + 180}m`,
        memory: `${Math.round(total('memory') / 2 ** 20) + 900}Mi`,
      },
    };
  });
}

function frame(kind: string, { metadata }: KubernetesObject, { clock }: Cluster) {
  const { name, namespace, labels } = metadata;
  return {
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      creationTimestamp: clock.stamp(),
      ...(labels === undefined ? {} : { labels }),
    },
    timestamp: stampOf(clock.now() - 10_000),
    window: WINDOW,
  };
}

/** Between half of what is requested and a little more, moving slowly with time. */
function usageOf({ clock }: Cluster, name: string, requests: Record<string, string>) {
  const steady =
    [...name].reduce((sum, letter) => (sum * 33 + letter.charCodeAt(0)) % 1000, 5) / 1000;
  const wave = Math.sin(clock.now() / 90_000 + steady * 6) * 0.1;
  const share = 0.5 + steady * 0.5 + wave;
  const cpu = (quantityValue(requests.cpu ?? '50m') || 0.05) * share;
  const memory = (quantityValue(requests.memory ?? '64Mi') || 2 ** 26) * share;
  return {
    cpu: `${Math.max(1, Math.round(cpu * 1000))}m`,
    memory: `${Math.max(1, Math.round(memory / 2 ** 20))}Mi`,
  };
}
