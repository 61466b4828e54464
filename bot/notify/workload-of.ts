// Which workload an alert is of, as its labels say it. Labels come from whoever sent the alert: what is not a name Kubernetes could have is none. Pure.

export interface LabelledWorkload {
  readonly cluster: string;
  readonly namespace: string;
  readonly kind: (typeof ROLLING_KINDS)[number];
  readonly name: string;
}

export const ROLLING_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;
/** A DNS subdomain (RFC 1123), which the names of workloads and namespaces are. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/u;
const CLUSTER = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;

/** @returns the workload that rolls out; undefined where the labels name none, or another kind. */
export function workloadOf(labels: Readonly<Record<string, string>>): LabelledWorkload | undefined {
  const { cluster = '', namespace = '' } = labels;
  const [kind, name = ''] = namedBy(labels);
  if (kind === undefined) return undefined;
  const isNamed = CLUSTER.test(cluster) && NAME.test(namespace) && NAME.test(name);
  return isNamed ? { cluster, namespace, kind, name } : undefined;
}

/** `deployment/web` */
export function wordOfWorkload({ kind, name }: Pick<LabelledWorkload, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}/${name}`;
}

/** The bot's own sources say `kind` and `workload`; rules over kube-state-metrics have a label of the kind's name. */
function namedBy(
  labels: Readonly<Record<string, string>>,
): readonly [LabelledWorkload['kind'] | undefined, string?] {
  const own = ROLLING_KINDS.find((kind) => kind === labels.kind);
  if (own !== undefined) return [own, labels.workload ?? ''];
  const kind = ROLLING_KINDS.find((each) => Object.hasOwn(labels, each.toLowerCase()));
  return kind === undefined ? [undefined] : [kind, labels[kind.toLowerCase()] ?? ''];
}
