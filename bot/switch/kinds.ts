// The kinds of workloads that can be switched off, and those that are looked at beside them. Values only.

import type { Access } from '../command.ts';
import type { Catalog, Resource } from '../kubernetes/api.ts';

export type SwitchKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'CronJob'
  | 'ScaledObject'
  | 'Rollout'
  | 'NodePool';
export type BesideKind = 'HorizontalPodAutoscaler' | 'PodDisruptionBudget';

/** In the order in which they are listed. What a cluster does not have is left out. */
const GROUPS: readonly (readonly [SwitchKind | BesideKind, string])[] = [
  ['NodePool', 'karpenter.sh'],
  ['StatefulSet', 'apps'],
  ['Deployment', 'apps'],
  ['Rollout', 'argoproj.io'],
  ['ScaledObject', 'keda.sh'],
  ['CronJob', 'batch'],
  ['HorizontalPodAutoscaler', 'autoscaling'],
  ['PodDisruptionBudget', 'policy'],
];

export interface ServedKind {
  readonly kind: SwitchKind | BesideKind;
  readonly resource: Resource;
}

export function servedKinds(catalog: Catalog): readonly ServedKind[] {
  return GROUPS.flatMap(([kind, group]) => {
    const resource = catalog.byKind(group, kind);
    return resource === undefined ? [] : [{ kind, resource }];
  });
}

export function isBeside(kind: SwitchKind | BesideKind): kind is BesideKind {
  return kind === 'HorizontalPodAutoscaler' || kind === 'PodDisruptionBudget';
}

/** Those that are in namespaces. */
export function namespacedKinds(catalog: Catalog): readonly ServedKind[] {
  return servedKinds(catalog).filter(({ kind }) => kind !== 'NodePool');
}

export function servedNodePool(catalog: Catalog): Resource | undefined {
  return servedKinds(catalog).find(({ kind }) => kind === 'NodePool')?.resource;
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
