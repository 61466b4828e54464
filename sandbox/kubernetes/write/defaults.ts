// Fills in what the API server fills in, so that an object reads back as from the real one.

import { PROTECTION } from '../controllers/claims.ts';
import { qosClass } from '../controllers/pod-status.ts';
import type { KubernetesObject, StringMap } from '../objects.ts';
import { defaultPodSpec } from './default-pods.ts';
import { type Fields, fieldsOf, setDefaults } from './fields.ts';

/** @param object is changed in place. */
export function applyDefaults(object: KubernetesObject): void {
  const defaults = DEFAULTS[object.kind];
  if (defaults === undefined) return;
  defaults(object, object.kind === 'Secret' ? {} : fieldsOf(object, 'spec'));
}

/** The real server keeps a field of an old version as this annotation. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

const ROLLING = { maxUnavailable: '25%', maxSurge: '25%' };

const DEFAULTS: Readonly<Record<string, (object: KubernetesObject, spec: Fields) => void>> = {
  Pod(object, spec) {
    setDefaults(spec, { enableServiceLinks: true });
    defaultPodSpec(spec, { isPod: true });
    object.status ??= { phase: 'Pending', qosClass: qosClass(spec) };
  },
  Deployment(object, spec) {
    defaultTemplate(spec);
    setDefaults(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    const strategy = fieldsOf(spec, 'strategy');
    setDefaults(strategy, { type: 'RollingUpdate' });
    if (strategy.type === 'RollingUpdate')
      setDefaults(fieldsOf(strategy, 'rollingUpdate'), ROLLING);
    object.status ??= {};
  },
  ReplicaSet(object, spec) {
    defaultTemplate(spec);
    setDefaults(spec, { replicas: 1 });
    object.status ??= { replicas: 0 };
  },
  StatefulSet(object, spec) {
    defaultTemplate(spec);
    setDefaults(spec, {
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      revisionHistoryLimit: 10,
    });
    const strategy = fieldsOf(spec, 'updateStrategy');
    setDefaults(strategy, { type: 'RollingUpdate' });
    if (strategy.type === 'RollingUpdate')
      setDefaults(fieldsOf(strategy, 'rollingUpdate'), { partition: 0 });
    setDefaults(fieldsOf(spec, 'persistentVolumeClaimRetentionPolicy'), {
      whenDeleted: 'Retain',
      whenScaled: 'Retain',
    });
    object.status ??= { replicas: 0, availableReplicas: 0 };
  },
  DaemonSet(object, spec) {
    defaultTemplate(spec);
    object.metadata.annotations = { [TEMPLATE_GENERATION]: '1', ...object.metadata.annotations };
    setDefaults(spec, { revisionHistoryLimit: 10 });
    const strategy = fieldsOf(spec, 'updateStrategy');
    setDefaults(strategy, { type: 'RollingUpdate' });
    if (strategy.type === 'RollingUpdate')
      setDefaults(fieldsOf(strategy, 'rollingUpdate'), { maxUnavailable: 1, maxSurge: 0 });
    object.status ??= {
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 0,
      numberReady: 0,
    };
  },
  Job(object, spec) {
    defaultTemplate(spec);
    defaultJob(object, spec);
    object.status ??= {};
  },
  CronJob(object, spec) {
    setDefaults(spec, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
    const template = fieldsOf(spec, 'jobTemplate');
    fieldsOf(template, 'metadata');
    defaultTemplate(fieldsOf(template, 'spec'));
    object.status ??= {};
  },
  Service(object, spec) {
    setDefaults(spec, {
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    });
    for (const port of listOf(spec.ports)) {
      setDefaults(port, { protocol: 'TCP' });
      setDefaults(port, { targetPort: port.port });
    }
    object.status ??= { loadBalancer: {} };
  },
  Secret(object) {
    object.type ??= 'Opaque';
    const given = object.stringData;
    if (typeof given !== 'object' || given === null) return;
    const encoded = Object.entries(given).map(([key, text]) => [
      key,
      Buffer.from(String(text)).toString('base64'),
    ]);
    object.data = { ...fieldsOf(object, 'data'), ...Object.fromEntries(encoded) };
    delete object.stringData;
  },
  Namespace(object, spec) {
    setDefaults(spec, { finalizers: ['kubernetes'] });
    object.metadata.labels = {
      ...object.metadata.labels,
      'kubernetes.io/metadata.name': object.metadata.name,
    };
    object.status ??= { phase: 'Active' };
  },
  Node(object) {
    object.status ??= {};
  },
  PersistentVolumeClaim(object, spec) {
    // What its protection adds; only a claim on its way out is without.
    if (object.metadata.deletionTimestamp === undefined)
      object.metadata.finalizers = [
        ...new Set([...(object.metadata.finalizers ?? []), PROTECTION]),
      ];
    setDefaults(spec, { volumeMode: 'Filesystem' });
    object.status ??= { phase: 'Pending' };
  },
  HorizontalPodAutoscaler(object, spec) {
    setDefaults(spec, { minReplicas: 1 });
    object.status ??= { desiredReplicas: 0, currentMetrics: null };
  },
  Ingress(object) {
    object.status ??= { loadBalancer: {} };
  },
  PodDisruptionBudget(object) {
    object.status ??= {
      disruptionsAllowed: 0,
      currentHealthy: 0,
      desiredHealthy: 0,
      expectedPods: 0,
    };
  },
};

function defaultTemplate(spec: Fields): void {
  const template = fieldsOf(spec, 'template');
  fieldsOf(template, 'metadata');
  defaultPodSpec(fieldsOf(template, 'spec'), { isPod: false });
}

function defaultJob(object: KubernetesObject, spec: Fields): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  setDefaults(spec, {
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    manualSelector: false,
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
  });
  if (spec.manualSelector === true) return;
  const { uid, name } = object.metadata;
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  spec.selector ??= { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  const metadata = fieldsOf(fieldsOf(spec, 'template'), 'metadata');
  setDefaults(fieldsOf(metadata, 'labels'), labels);
  // A job without labels takes those of its pods.
  object.metadata.labels ??= { ...(metadata.labels as StringMap) };
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}
