// The label selector of the pods that belong to a workload or a service, as a query takes it. Pure.

import { KubectlError, type Resource } from '../../kubernetes/api.ts';

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

interface Selecting {
  readonly metadata: { readonly name: string };
  readonly spec?: {
    readonly selector?:
      | { readonly matchLabels?: Labels; readonly matchExpressions?: readonly Requirement[] }
      | Labels;
  };
}

const BY_LABEL_SELECTOR = new Set([
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
]);

/** @throws KubectlError in kubectl's words for a kind that has no pods, and for a service that selects none. */
export function podSelectorOf(object: unknown, resource: Resource): string {
  const { metadata, spec } = object as Selecting;
  const type = `${resource.resource}.${resource.group}`;
  const selector = spec?.selector;
  if (BY_LABEL_SELECTOR.has(type)) return writeLabelSelector(selector as LabelSelector);
  const typed = `*${resource.version}.${resource.kind}`;
  if (type === 'replicationcontrollers.') return writeLabels((selector ?? {}) as Labels).join(',');
  if (type !== 'services.') {
    throw new KubectlError(
      `cannot get the logs from ${typed}: selector for ${typed} not implemented`,
    );
  }
  const labels = (selector ?? {}) as Labels;
  if (Object.keys(labels).length === 0) {
    throw new KubectlError(
      `cannot get the logs from ${typed}: invalid service '${metadata.name}': Service is defined without a selector`,
    );
  }
  return writeLabels(labels).join(',');
}

type LabelSelector =
  | { readonly matchLabels?: Labels; readonly matchExpressions?: readonly Requirement[] }
  | undefined;

/** Nothing to match means everything, and no selector at all means nothing. */
function writeLabelSelector(selector: LabelSelector): string {
  if (selector === undefined) return 'nothing,!nothing';
  const expressions = (selector.matchExpressions ?? []).map(writeRequirement);
  return [...writeLabels(selector.matchLabels ?? {}), ...expressions].join(',');
}

function writeLabels(labels: Labels): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

function writeRequirement({ key, operator, values = [] }: Requirement): string {
  switch (operator) {
    case 'In':
      return `${key} in (${values.join(',')})`;
    case 'NotIn':
      return `${key} notin (${values.join(',')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      throw new KubectlError(`invalid label selector: ${operator} is not a valid operator`);
  }
}
