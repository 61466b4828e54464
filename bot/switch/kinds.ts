// The kinds of workloads that can be switched off, those that would set them back, and those that are looked at beside them. Values only.

import type { Access } from '../command.ts';
import type { Catalog, Resource } from '../kubernetes/api.ts';

export type WorkloadKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'CronJob'
  | 'Job'
  | 'ScaledObject'
  | 'Rollout'
  | MachineKind;
/** What brings the machines that all others run on. It is in no namespace. */
export type MachineKind = 'NodePool' | 'NodeGroup' | 'AutoScalingGroup';
/** What sets workloads to what stands in git: of Argo CD the first, of Flux the others. */
export type OwnerKind = 'Application' | 'Kustomization' | 'HelmRelease';
/** Pipelines that the bot knows are no objects of a cluster. */
export type SwitchKind = WorkloadKind | OwnerKind | 'Pipeline';
export type BesideKind = 'HorizontalPodAutoscaler' | 'PodDisruptionBudget' | 'ApplicationSet';

type Group<Kind> = readonly (readonly [Kind, string])[];

/** The groups of what AWS has, as if its API were one of the cluster's. */
export const EKS = 'eks.amazonaws.com';
export const AUTO_SCALING = 'autoscaling.amazonaws.com';
const MACHINES: ReadonlySet<string> = new Set(['NodePool', 'NodeGroup', 'AutoScalingGroup']);

/** In the order in which they are listed. What a cluster does not have is left out. */
const GROUPS: Group<WorkloadKind | BesideKind> = [
  ['NodePool', 'karpenter.sh'],
  ['NodeGroup', EKS],
  ['AutoScalingGroup', AUTO_SCALING],
  ['StatefulSet', 'apps'],
  ['Deployment', 'apps'],
  ['Rollout', 'argoproj.io'],
  ['ScaledObject', 'keda.sh'],
  ['CronJob', 'batch'],
  ['Job', 'batch'],
  ['HorizontalPodAutoscaler', 'autoscaling'],
  ['PodDisruptionBudget', 'policy'],
];

/** Those that GitOps controllers have, and what makes these. */
const OWNERS: Group<OwnerKind | BesideKind> = [
  ['Application', 'argoproj.io'],
  ['Kustomization', 'kustomize.toolkit.fluxcd.io'],
  ['HelmRelease', 'helm.toolkit.fluxcd.io'],
  ['ApplicationSet', 'argoproj.io'],
];

export interface ServedKind {
  readonly kind: SwitchKind | BesideKind;
  readonly resource: Resource;
}

/** The one of that kind. @returns undefined where the cluster does not have it */
export function servedAs(kind: SwitchKind | BesideKind, catalog: Catalog): ServedKind | undefined {
  const of = [...GROUPS, ...OWNERS].filter(([each]) => each === kind);
  return servedOf(of, catalog)[0];
}

/** Of workloads and what stands beside them. */
export function servedKinds(catalog: Catalog): readonly ServedKind[] {
  return servedOf(GROUPS, catalog);
}

/** Of what sets workloads to what stands in git. */
export function ownerKinds(catalog: Catalog): readonly ServedKind[] {
  return servedOf(OWNERS, catalog);
}

function servedOf(groups: Group<SwitchKind | BesideKind>, catalog: Catalog): readonly ServedKind[] {
  return groups.flatMap(([kind, group]) => {
    const resource = catalog.byKind(group, kind);
    return resource === undefined ? [] : [{ kind, resource }];
  });
}

export function isBeside(kind: SwitchKind | BesideKind): kind is BesideKind {
  return (
    kind === 'HorizontalPodAutoscaler' ||
    kind === 'PodDisruptionBudget' ||
    kind === 'ApplicationSet'
  );
}

export function isOwner(kind: SwitchKind | BesideKind): kind is OwnerKind {
  return kind === 'Application' || kind === 'Kustomization' || kind === 'HelmRelease';
}

/** Those that are in namespaces. Jobs are looked at only where the settings say so. */
export function namespacedKinds(
  catalog: Catalog,
  { withJobs }: { readonly withJobs: boolean },
): readonly ServedKind[] {
  return servedKinds(catalog).filter(
    ({ kind }) => !isMachine(kind) && (withJobs || kind !== 'Job'),
  );
}

export function isMachine(kind: string): kind is MachineKind {
  return MACHINES.has(kind);
}

export function listAccess(
  { resource: { group, resource } }: ServedKind,
  namespace: string,
): Access {
  return { verb: 'list', group, resource, namespace };
}

/** Of a request: what is in no namespace has the empty one where it is kept. */
export function whereOf(namespace: string): { readonly namespace?: string } {
  return namespace === '' ? {} : { namespace };
}
