// Looks at what a create or an update would store, as far as the stand-in goes: names, labels, replicas, selectors,
// containers, resources and what may not change. What it lets pass the real server may still refuse.
import type { KubernetesObject, LabelSelector, PodTemplate, StringMap } from '../objects.ts';
import { isEqual } from '../patch/json.ts';
import type { ResourceType } from '../resources.ts';
import { selects } from '../selectors.ts';
import { type Cause, invalid } from '../status.ts';
import { checkLabels, checkMetadata, invalidValue, requiredValue } from './names.ts';
import { checkPodSpec } from './validate-pods.ts';

/** @throws Refusal (422) with every cause. */
export function assertValid(
  type: ResourceType,
  object: KubernetesObject,
  previous?: KubernetesObject,
): void {
  const causes = [
    ...checkMetadata(type, object.metadata),
    ...checkSpec(object, previous),
    ...(previous === undefined ? [] : checkUnchanged(object, previous)),
  ];
  if (causes.length > 0) throw invalid(type.kind, type.group, object.metadata.name ?? '', causes);
}

interface WorkloadSpec {
  replicas?: number;
  selector?: LabelSelector;
  template?: PodTemplate;
}

const WORKLOADS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'];

function checkSpec(object: KubernetesObject, previous: KubernetesObject | undefined): Cause[] {
  const { kind } = object;
  if (WORKLOADS.includes(kind)) return checkWorkload(object.spec as WorkloadSpec, kind);
  if (kind === 'Job' && previous === undefined) {
    const { template } = object.spec as WorkloadSpec;
    return [
      ...checkPodSpec(template?.spec, 'spec.template.spec'),
      ...checkRestartPolicy(template, 'spec.template.spec'),
    ];
  }
  if (kind === 'CronJob') return checkCronJob(object);
  if (kind === 'Pod' && previous === undefined) return checkPodSpec(object.spec, 'spec');
  if (kind === 'HorizontalPodAutoscaler') return checkAutoscaler(object);
  return [];
}

function checkWorkload({ replicas, selector, template }: WorkloadSpec, kind: string): Cause[] {
  const causes: Cause[] = [];
  if (replicas !== undefined && replicas < 0)
    causes.push(invalidValue('spec.replicas', replicas, NOT_NEGATIVE));
  const labels: StringMap | undefined = template?.metadata?.labels;
  if (selector === undefined || selector === null) causes.push(requiredValue('spec.selector'));
  if (!selects(selector ?? undefined, labels ?? {}))
    causes.push(
      invalidValue(
        'spec.template.metadata.labels',
        labels ?? null,
        '`selector` does not match template `labels`',
      ),
    );
  causes.push(...checkLabels(labels, 'spec.template.labels'));
  causes.push(...checkPodSpec(template?.spec, 'spec.template.spec'));
  const policy = template?.spec?.restartPolicy;
  if (kind !== 'Pod' && policy !== undefined && policy !== 'Always')
    causes.push({
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: "${policy}": supported values: "Always"`,
      field: 'spec.template.spec.restartPolicy',
    });
  return causes;
}

export const NOT_NEGATIVE = 'must be greater than or equal to 0';

function checkRestartPolicy(template: PodTemplate | undefined, field: string): Cause[] {
  const policy = template?.spec?.restartPolicy;
  if (policy === 'OnFailure' || policy === 'Never') return [];
  return [
    {
      reason: 'FieldValueRequired',
      message: 'Required value: valid values: "OnFailure", "Never"',
      field: `${field}.restartPolicy`,
    },
  ];
}

function checkCronJob(object: KubernetesObject): Cause[] {
  const spec = object.spec as { schedule?: string; jobTemplate?: { spec?: WorkloadSpec } };
  const template = spec.jobTemplate?.spec?.template;
  const causes: Cause[] = [];
  if (!spec.schedule) causes.push(requiredValue('spec.schedule'));
  const field = 'spec.jobTemplate.spec.template.spec';
  return [
    ...causes,
    ...checkPodSpec(template?.spec, field),
    ...checkRestartPolicy(template, field),
  ];
}

function checkAutoscaler(object: KubernetesObject): Cause[] {
  const { minReplicas = 1, maxReplicas = 0 } = object.spec as {
    minReplicas?: number;
    maxReplicas?: number;
  };
  const causes: Cause[] = [];
  if (maxReplicas < 1)
    causes.push(invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than 0'));
  if (maxReplicas < minReplicas)
    causes.push(
      invalidValue(
        'spec.maxReplicas',
        maxReplicas,
        'must be greater than or equal to `minReplicas`',
      ),
    );
  return causes;
}

function checkUnchanged(object: KubernetesObject, previous: KubernetesObject): Cause[] {
  const causes: Cause[] = [];
  const { spec, kind } = object;
  const next = (spec ?? {}) as Record<string, unknown>;
  const last = (previous.spec ?? {}) as Record<string, unknown>;
  const isFixed = (field: string) => !isEqual(next[field], last[field]);
  if (['Deployment', 'ReplicaSet', 'DaemonSet', 'Job'].includes(kind) && isFixed('selector'))
    causes.push(invalidValue('spec.selector', next.selector ?? null, 'field is immutable'));
  if (kind === 'Job' && isFixed('template'))
    causes.push(invalidValue('spec.template', next.template ?? null, 'field is immutable'));
  if (kind === 'StatefulSet' && STATEFUL_FIXED.some(isFixed))
    causes.push({ reason: 'FieldValueForbidden', message: STATEFUL_TEXT, field: 'spec' });
  if (
    (kind === 'ConfigMap' || kind === 'Secret') &&
    previous.immutable === true &&
    !isEqual(object.data, previous.data)
  )
    causes.push({
      reason: 'FieldValueForbidden',
      message: 'Forbidden: field is immutable when `immutable` is set',
      field: 'data',
    });
  if (kind === 'Pod' && podChangedTooMuch(next, last))
    causes.push({ reason: 'FieldValueForbidden', message: POD_TEXT, field: 'spec' });
  return causes;
}

const STATEFUL_FIXED = ['selector', 'serviceName', 'podManagementPolicy', 'volumeClaimTemplates'];
const STATEFUL_TEXT =
  "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
const POD_TEXT =
  'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function podChangedTooMuch(next: Record<string, unknown>, last: Record<string, unknown>): boolean {
  const withoutImages = (spec: Record<string, unknown>) => ({
    ...spec,
    nodeName: '',
    tolerations: [],
    activeDeadlineSeconds: 0,
    containers: imageless(spec.containers),
    initContainers: imageless(spec.initContainers),
  });
  return !isEqual(withoutImages(next), withoutImages(last));
}

function imageless(containers: unknown): unknown[] {
  return Array.isArray(containers)
    ? containers.map((container: unknown) => ({ ...(container as object), image: '' }))
    : [];
}
