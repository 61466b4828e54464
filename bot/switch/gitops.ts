// What sets workloads back to what stands in git: Applications of Argo CD, Kustomizations and HelmReleases of Flux. Which of them own an object,
// and whether they set it back. Pure.

import { isOff, originalOf, readMark } from './original.ts';
import type { Found } from './plan.ts';
import type { ApplicationSet, Workload } from './workload.ts';

/** What was read of GitOps controllers. */
export interface GitOps {
  readonly objects: readonly Found[];
  readonly sets: readonly ApplicationSet[];
}

export const NO_GITOPS: GitOps = { objects: [], sets: [] };

/** By the marks that the controllers themselves go by, whatever was copied from elsewhere. */
export function ownersOf(
  { kind, namespace, object }: Pick<Found, 'kind' | 'namespace' | 'object'>,
  { objects }: Pick<GitOps, 'objects'>,
): readonly Found[] {
  const { name = '', labels = {}, annotations = {} } = object.metadata ?? {};
  const tracked = trackedBy({ kind, namespace, object });
  const instances = INSTANCE_LABELS.flatMap((label) => labels[label] ?? []);
  return objects.filter((owner) => {
    if (owner.kind === 'Application') {
      if (!isHere(owner.object)) return false;
      if (tracked !== undefined) return namesOf(owner).includes(tracked);
      // Charts have the same label: the Application has to know of it too.
      return (
        namesOf(owner).some((each) => instances.includes(each.slice(0, LONGEST_LABEL))) &&
        lists(owner.object, { kind, namespace, name })
      );
    }
    const flux = FLUX_LABELS[owner.kind];
    if (flux === undefined || annotations[NOT_RECONCILED] === 'disabled') return false;
    return (
      labels[`${flux}/name`] === owner.object.metadata?.name &&
      labels[`${flux}/namespace`] === owner.namespace
    );
  });
}

/**
 * What the tracking annotation of Argo CD says: `NAME:GROUP/KIND:NAMESPACE/NAME`. One that was copied from another object says nothing.
 * @returns the name of an Application, for one outside of Argo CD's own namespace `NAMESPACE_NAME`
 */
export function trackedBy({
  kind,
  namespace,
  object: { metadata },
}: Pick<Found, 'kind' | 'namespace' | 'object'>): string | undefined {
  const text = metadata?.annotations?.['argocd.argoproj.io/tracking-id'] ?? '';
  const { application, object } =
    /^(?<application>[^:]+):[^/:]*\/(?<object>[^:]+:[^:]+)$/u.exec(text)?.groups ?? {};
  return object === `${kind}:${namespace}/${metadata?.name}` ? application : undefined;
}

/** Whether it sets back what it owns; of what a switch has suspended, whether it did before. */
export function isHealing({ kind, object }: Pick<Found, 'kind' | 'object'>): boolean {
  const mark = readMark(object);
  if (mark !== undefined) return mark === 'unreadable' || !isOff(mark.original);
  // Helm writes at a release alone, unless it is told to look after what it wrote.
  if (kind === 'HelmRelease' && object.spec?.driftDetection?.mode !== 'enabled') return false;
  return !isOff(originalOf(kind, object));
}

const LONGEST_LABEL = 63;
const INSTANCE_LABELS = ['app.kubernetes.io/instance', 'argocd.argoproj.io/instance'];
const NOT_RECONCILED = 'kustomize.toolkit.fluxcd.io/reconcile';
const FLUX_LABELS: Readonly<Record<string, string>> = {
  Kustomization: 'kustomize.toolkit.fluxcd.io',
  HelmRelease: 'helm.toolkit.fluxcd.io',
};

/** Outside of Argo CD's own namespace an Application is known by both names. */
function namesOf({ namespace, object }: Found): readonly string[] {
  const { name = '' } = object.metadata ?? {};
  return [name, `${namespace}_${name}`];
}

/** On the cluster that it stands in itself. */
function isHere({ spec }: Workload): boolean {
  const { server, name } = spec?.destination ?? {};
  if (name !== undefined && name !== '') return name === 'in-cluster';
  return server === undefined || server === '' || server === 'https://kubernetes.default.svc';
}

interface Listed {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

function lists({ status }: Workload, { kind, namespace, name }: Listed): boolean {
  const resources = (status as { readonly resources?: unknown } | undefined)?.resources;
  return (Array.isArray(resources) ? (resources as readonly Listed[]) : []).some(
    (each) => each.kind === kind && each.namespace === namespace && each.name === name,
  );
}
