// What the reads are tried on: one object of most kinds that kubectl describes in a way of its own.

const POD = {
  containers: [
    {
      name: 'app',
      image: 'registry.example/app:1.0',
      env: [
        { name: 'MODE', value: 'test' },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'password', key: 'password' } } },
      ],
      ports: [{ containerPort: 8080, name: 'http' }],
      resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
    },
  ],
};

/** Never to be seen in any output. */
export const SECRET_VALUE = 'correct-horse-battery-staple';

export function manifests(namespace: string): readonly unknown[] {
  const object = (apiVersion: string, kind: string, name: string, rest: object) => ({
    apiVersion,
    kind,
    metadata: { name, namespace, labels: { app: name } },
    ...rest,
  });
  const workload = (name: string, spec: object) => ({
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name, suite: namespace } }, spec: POD },
      ...spec,
    },
  });
  const job = { template: { spec: { ...POD, restartPolicy: 'Never' } } };
  return [
    object('v1', 'Secret', 'password', {
      metadata: {
        name: 'password',
        namespace,
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': `{"stringData":{"password":"${SECRET_VALUE}"}}`,
        },
      },
      type: 'Opaque',
      stringData: { password: SECRET_VALUE, 'other.txt': 'x' },
    }),
    object('v1', 'ServiceAccount', 'robot', {}),
    object('v1', 'Secret', 'robot-token', {
      metadata: {
        name: 'robot-token',
        namespace,
        annotations: { 'kubernetes.io/service-account.name': 'robot' },
      },
      type: 'kubernetes.io/service-account-token',
    }),
    object('v1', 'ConfigMap', 'settings', { data: { 'app.conf': 'a = 1\nb = <2>\n', empty: '' } }),
    object('apps/v1', 'Deployment', 'web', workload('web', { replicas: 2 })),
    object('apps/v1', 'StatefulSet', 'db', workload('db', { replicas: 1, serviceName: 'web' })),
    object('apps/v1', 'DaemonSet', 'agent', workload('agent', {})),
    object('v1', 'Service', 'web', {
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http', name: 'http' }] },
    }),
    object('networking.k8s.io/v1', 'Ingress', 'web', {
      spec: {
        rules: [
          {
            host: 'web.example',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'web', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    }),
    object('batch/v1', 'Job', 'once', { spec: job }),
    object('batch/v1', 'CronJob', 'nightly', {
      spec: { schedule: '0 3 * * *', jobTemplate: { spec: job } },
    }),
    object('v1', 'Pod', 'big', {
      spec: {
        containers: [
          {
            name: 'app',
            image: 'registry.example/app:1.0',
            resources: { requests: { cpu: '9000' } },
          },
        ],
      },
    }),
    object('v1', 'PersistentVolumeClaim', 'disk', {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    }),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        maxReplicas: 3,
      },
    }),
    object('policy/v1', 'PodDisruptionBudget', 'web', {
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    }),
    object('networking.k8s.io/v1', 'NetworkPolicy', 'web', {
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    }),
    object('v1', 'ResourceQuota', 'most', { spec: { hard: { pods: '100' } } }),
    object('v1', 'LimitRange', 'default', {
      spec: { limits: [{ type: 'Container', max: { memory: '1Gi' } }] },
    }),
    object('rbac.authorization.k8s.io/v1', 'Role', 'reader', {
      rules: [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }],
    }),
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'reader', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'User', name: 'reads-viewer', apiGroup: 'rbac.authorization.k8s.io' }],
    }),
  ];
}
