// The change back to an earlier revision. Where the rules come from: k8s.io/kubectl pkg/polymorphichelpers, rollback.go.

import { KEEP } from '../switch/notes.ts';
import { ORIGINAL } from '../switch/original.ts';
import { KubectlError } from './api.ts';
import type { KubernetesObject } from './object.ts';
import { type ObjectChange, qualified, type Step } from './object-change.ts';
import { type PodTemplate, type Revision, revisionsOf } from './revisions.ts';
import type { NamedTarget } from './targets.ts';

const HASH = 'pod-template-hash';
/** Annotations of the deployment that are its own, not a revision's. */
const OWN_ANNOTATIONS = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];
/** Our notes on a deployment, of what it was before it was switched off and that it is to stay on: an old revision knows neither. */
const NOTES = [ORIGINAL, KEEP];

/** @param toRevision 0 for the one before the newest. */
export function undoChange(toRevision: number): ObjectChange {
  return async (before, target, context) => {
    const revisions = await revisionsOf(before, target, context);
    const isDeployment = target.resource.resource === 'deployments';
    const revision = isDeployment
      ? findReplicaSet(revisions, toRevision, target)
      : findHistory(revisions, toRevision);
    const step = isDeployment
      ? deploymentStep(before, revision, toRevision)
      : historyStep(before, revision, toRevision);
    return {
      ...step,
      failed: `failed restoring revision ${toRevision}: `,
      summary: `Bring ${qualified(target)} back to revision ${revision.number}, which replaces its pods,`,
      substance: JSON.stringify([revision.number, revision.name]),
      ...(before.metadata?.annotations?.[OWN_ANNOTATIONS[0] ?? ''] === undefined
        ? {}
        : {
            warnings: [
              `${qualified(target)} is kept by "kubectl apply": the next apply undoes this.`,
            ],
          }),
    };
  };
}

function findReplicaSet(
  revisions: readonly Revision[],
  toRevision: number,
  { name }: NamedTarget,
): Revision {
  if (toRevision > 0) {
    return revisions.find(({ number }) => number === toRevision) ?? notFound(toRevision);
  }
  const previous = revisions.at(-2);
  if (previous !== undefined) return previous;
  throw new KubectlError(`no rollout history found for deployment "${name}"`);
}

function findHistory(revisions: readonly Revision[], toRevision: number): Revision {
  if (toRevision > 0) {
    return revisions.find(({ number }) => number === toRevision) ?? notFound(toRevision);
  }
  const previous = revisions.at(-2);
  if (previous !== undefined) return previous;
  throw new KubectlError('no last revision to roll back to');
}

function notFound(revision: number): never {
  throw new KubectlError(`unable to find specified revision ${revision} in history`);
}

type Change = Pick<Step, 'patch' | 'done'>;

function deploymentStep(
  before: KubernetesObject,
  { template = {}, annotations }: Revision,
  toRevision: number,
): Change {
  if (before.spec?.paused === true) {
    throw new KubectlError(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  }
  const wanted = withoutHash(template);
  const now = withoutHash((before.spec?.template ?? {}) as PodTemplate);
  if (canonical(wanted) === canonical(now)) return skipped(toRevision);
  const own = before.metadata?.annotations ?? {};
  const restored = Object.fromEntries([
    ...Object.entries(own).filter(([key]) => isOwn(key)),
    ...Object.entries(annotations).filter(([key]) => !isOwn(key)),
  ]);
  const body = [
    { op: 'replace', path: '/spec/template', value: wanted },
    { op: 'replace', path: '/metadata/annotations', value: restored },
  ];
  return { patch: { patch: 'json', body }, done: 'rolled back' };
}

function isOwn(annotation: string): boolean {
  return OWN_ANNOTATIONS.includes(annotation) || NOTES.includes(annotation);
}

function historyStep(before: KubernetesObject, { data }: Revision, toRevision: number): Change {
  const { template } = ((data as KubernetesObject | undefined)?.spec ?? {}) as {
    template?: object;
  };
  const { $patch, ...kept } = (template ?? {}) as Record<string, unknown>;
  if (canonical(kept) === canonical(before.spec?.template)) return skipped(toRevision);
  return { patch: { patch: 'strategic', body: data }, done: 'rolled back' };
}

function skipped(toRevision: number): Change {
  return { done: `skipped rollback (current template already matches revision ${toRevision})` };
}

function withoutHash(template: PodTemplate): PodTemplate {
  const { [HASH]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** Equal for equal values, whatever the order of their fields; a field that is null is not there. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(
          Object.entries(each)
            .filter(([, one]) => one !== null)
            .sort(([left], [right]) => (left < right ? -1 : 1)),
        )
      : typeof each === 'bigint'
        ? String(each)
        : each,
  );
}
