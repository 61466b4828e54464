// What the API server's admission adds to every new pod: its service account and that account's token, its priority, and how
// long it stays on a node that is lost.
import type { KubernetesObject } from '../objects.ts';
import { randomSuffix } from './create.ts';
import { type Fields, fieldsOf, setDefaults } from './fields.ts';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** @param pod is changed in place. */
export function admitPod(pod: KubernetesObject): void {
  const spec = fieldsOf(pod, 'spec');
  setDefaults(spec, {
    serviceAccountName: 'default',
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
  });
  spec.serviceAccount = spec.serviceAccountName;
  spec.tolerations = [...listOf(spec.tolerations), ...missingTolerations(listOf(spec.tolerations))];
  if (spec.automountServiceAccountToken !== false) mountToken(spec);
}

function missingTolerations(known: readonly Fields[]): Fields[] {
  return ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter(
      (key) => !known.some((one) => one.operator === 'Exists' && (one.key === key || !one.key)),
    )
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));
}

function mountToken(spec: Fields): void {
  const containers = [...listOf(spec.initContainers), ...listOf(spec.containers)];
  const mounts = containers.map((container) => listOf(container.volumeMounts));
  if (mounts.some((list) => list.some(({ mountPath }) => mountPath === TOKEN_PATH))) return;
  const name = `kube-api-access-${randomSuffix()}`;
  spec.volumes = [
    ...listOf(spec.volumes),
    { name, projected: { sources: SOURCES, defaultMode: 420 } },
  ];
  for (const container of containers)
    container.volumeMounts = [
      ...listOf(container.volumeMounts),
      { name, readOnly: true, mountPath: TOKEN_PATH },
    ];
}

const SOURCES = [
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  {
    downwardAPI: {
      items: [
        { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } },
      ],
    },
  },
];

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}
