// The lines of `drain`. Its nodes have pods: those of a StatefulSet, of one with local data, of a DaemonSet, and one that
// nothing would make again.

import { family } from './family.ts';
import { node } from './objects.ts';

const ALL = '--ignore-daemonsets --delete-emptydir-data --force';
/** Nodes take pods again, and those of the StatefulSets are back. */
const BACK = [
  'uncordon -l twin=NS',
  'rollout status sts/web -n NS --timeout=60s',
  'rollout status sts/data -n NS --timeout=60s',
];
const BUDGET = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', namespace: 'NS' },
  spec: { maxUnavailable: 0, selector: { matchLabels: { app: 'web' } } },
};

export const DRAIN = family(
  'drain',
  [
    { line: `drain NS-one ${ALL} --dry-run=server`, prepare: BACK },
    `drain NS-one ${ALL}`,
    'drain NS-one --ignore-daemonsets',
    'drain node/NS-one NS-two --ignore-daemonsets',
    { line: 'drain NS-one --ignore-daemonsets --pod-selector=app=web', prepare: BACK },
    'drain NS-two --ignore-daemonsets --pod-selector=app=nothing',
    { line: 'drain -l twin=NS --ignore-daemonsets --delete-emptydir-data', prepare: BACK },
    {
      line: 'drain -l twin=NS,role=one --ignore-daemonsets --delete-emptydir-data --grace-period=1 --timeout=30s',
      prepare: BACK,
    },
    'drain missing',
    'drain NS-one missing --ignore-daemonsets',
    {
      line: 'drain NS-one',
      ours: 'what cannot be drained whole is not cordoned either',
    },
    {
      line: 'drain NS-one --ignore-daemonsets',
      prepare: BACK,
      ours: 'what cannot be drained whole is not cordoned either',
    },
    {
      line: `drain NS-one ${ALL} --timeout=7s`,
      prepare: [...BACK, BUDGET],
      isPartial: true,
      ours: 'what a budget keeps is said once, not at every attempt',
    },
    {
      line: `drain NS-one ${ALL} --dry-run=server --timeout=7s`,
      ours: 'a drain that is only tried does not wait for a budget',
    },
    {
      line: `drain NS-one ${ALL} --disable-eviction`,
      ours: 'disruption budgets are honoured, always',
    },
    { line: `drain NS-one ${ALL} --grace-period=0`, ours: 'nothing is evicted by force' },
    { line: 'drain', ours: 'our words' },
    { line: 'drain NS-one -l twin=NS', ours: 'our words' },
  ],
  { objects, compared: ['statefulsets', 'daemonsets', 'pods', 'nodes'], isOrdered: false },
);

function objects(namespace: string): readonly object[] {
  const container = { name: 'app', image: 'registry.test/app:1' };
  const pod = (role: string, more: object = {}) => ({
    terminationGracePeriodSeconds: 1,
    nodeSelector: { twin: namespace, role },
    tolerations: [{ key: 'example.com/nobody', operator: 'Exists' }],
    containers: [container],
    ...more,
  });
  const workload = (kind: string, name: string, spec: object, more: object = {}) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec },
      ...more,
    },
  });
  const parallel = { podManagementPolicy: 'Parallel', serviceName: 'web' };
  return [
    node(namespace, 'one'),
    node(namespace, 'two'),
    workload('StatefulSet', 'web', pod('one'), { ...parallel, replicas: 2 }),
    workload('StatefulSet', 'data', pod('one', { volumes: [{ name: 'scratch', emptyDir: {} }] }), {
      ...parallel,
      replicas: 1,
    }),
    workload('DaemonSet', 'agent', pod('one')),
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'lone', namespace },
      spec: { nodeName: `${namespace}-one`, ...pod('one') },
    },
  ];
}
