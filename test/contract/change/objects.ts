// What the lines of the change verbs are tried on, in each twin alike.

const POD = {
  terminationGracePeriodSeconds: 0,
  containers: [
    {
      name: 'app',
      image: 'registry.test/app:1',
      resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
    },
    { name: 'side', image: 'registry.test/side:1' },
  ],
};

export function manifests(namespace: string): readonly object[] {
  const object = (apiVersion: string, kind: string, name: string, rest: object) => ({
    apiVersion,
    kind,
    metadata: { name, namespace, labels: { app: name, tier: 'test' } },
    ...rest,
  });
  const workload = (name: string, spec: object) => ({
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: POD },
      ...spec,
    },
  });
  const job = { template: { spec: { ...POD, restartPolicy: 'Never' } } };
  return [
    object('apps/v1', 'Deployment', 'web', workload('web', { replicas: 2 })),
    object('apps/v1', 'Deployment', 'api', workload('api', { replicas: 1 })),
    object('apps/v1', 'Deployment', 'fresh', workload('fresh', { replicas: 0 })),
    object('apps/v1', 'StatefulSet', 'db', workload('db', { replicas: 1, serviceName: 'web' })),
    object('apps/v1', 'DaemonSet', 'agent', workload('agent', {})),
    object('v1', 'Service', 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }),
    object('v1', 'ConfigMap', 'one', { data: { key: 'value' } }),
    object('v1', 'ConfigMap', 'two', { data: { key: 'value' } }),
    object('v1', 'ConfigMap', 'settings', { data: { key: 'value' } }),
    object('batch/v1', 'Job', 'once', { spec: job }),
    object('batch/v1', 'CronJob', 'nightly', {
      spec: { schedule: '0 3 * * *', jobTemplate: { spec: job } },
    }),
    object('v1', 'Pod', 'lone', { spec: { ...POD, nodeName: 'node-1' } }),
    node(namespace, 'one'),
    node(namespace, 'two'),
  ];
}

/** A node that nothing is scheduled on: it never becomes ready, because no kubelet speaks for it. */
export function node(namespace: string, name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `${namespace}-${name}`, labels: { twin: namespace, role: name } },
    spec: { taints: [{ key: 'example.com/nobody', effect: 'NoSchedule' }] },
  };
}
