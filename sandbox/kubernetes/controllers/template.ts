// Makes pods and revisions out of pod templates.
import { createHash } from 'node:crypto';
import type { Cluster } from '../cluster.ts';
import type { KubernetesObject, Pod, PodTemplate } from '../objects.ts';
import { isEqual } from '../patch/json.ts';
import { builtIn } from '../resources.ts';
import { createObject, SAFE_LETTERS } from '../write/create.ts';
import { ownerReference } from './controller.ts';

const POD = builtIn('Pod');

/** A short word for a template, in the letters that Kubernetes uses; the word itself is the stand-in's own. */
export function hashOf(template: PodTemplate): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(sorted(template)))
    .digest();
  return [...digest.subarray(0, 10)]
    .map((byte) => SAFE_LETTERS[byte % SAFE_LETTERS.length])
    .join('');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** Whether two templates are the same but for the hash that the controller put into one of them. */
export function isSameTemplate(one: PodTemplate, other: PodTemplate): boolean {
  return isEqual(withoutHash(one), withoutHash(other));
}

function withoutHash(template: PodTemplate): PodTemplate {
  const { 'pod-template-hash': _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

export interface PodPlan {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly nodeName?: string;
}

/** @throws Refusal when the template makes no valid pod. */
export function createPod(
  cluster: Cluster,
  owner: KubernetesObject,
  template: PodTemplate,
  plan: PodPlan = {},
): Pod {
  const { labels, annotations } = template.metadata ?? {};
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: plan.name ?? '',
      ...(plan.name === undefined ? { generateName: `${owner.metadata.name}-` } : {}),
      namespace: owner.metadata.namespace ?? '',
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
      labels: { ...labels, ...plan.labels },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: {
      ...template.spec,
      ...(plan.nodeName === undefined ? {} : { nodeName: plan.nodeName }),
    },
  };
  return createObject(cluster, POD, pod) as Pod;
}
