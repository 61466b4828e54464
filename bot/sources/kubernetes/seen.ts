// What is kept of an object in which something is wrong: who it is, whose it is, and what was found. Nothing is kept of the object itself. Pure.

import type { Metadata, OwnerReference } from '../../kubernetes/object.ts';
import type { WatchedKind } from './kinds.ts';
import type { Matter } from './matter.ts';
import type { Autoscaler, Pod } from './objects.ts';

/** Whoever sets it to "true" on a Pod, a workload or a namespace is told nothing of it. */
export const QUIET = 'quartermaster.dev/quiet';

export interface Owner {
  readonly kind: string;
  readonly name: string;
}

export interface Seen {
  readonly kind: string;
  readonly uid: string;
  readonly name: string;
  /** '' for what is in none. */
  readonly namespace: string;
  /** The workload that it belongs to; itself where there is none. */
  readonly owner: Owner;
  readonly node: string | undefined;
  readonly team: string | undefined;
  readonly isQuiet: boolean;
  readonly matters: readonly Matter[];
}

/** @param cronJobOf the CronJob of a Job, by the Job's uid */
export function seenOf(
  { kind, conditions }: Pick<WatchedKind, 'kind' | 'conditions'>,
  object: { readonly metadata?: Metadata },
  cronJobOf: (uid: string) => string | undefined,
): Seen {
  const { metadata = {} } = object;
  const { name = '', namespace = '', uid = '' } = metadata;
  return {
    ...{ kind, uid, name, namespace },
    owner: ownerOf(kind, object, cronJobOf),
    node: kind === 'Node' ? name : (object as Pod).spec?.nodeName,
    team: metadata.labels?.team,
    isQuiet: isQuiet(metadata),
    // What is being deleted is not to be well.
    matters: metadata.deletionTimestamp === undefined ? conditions(object) : [],
  };
}

export function isQuiet({ annotations }: Metadata): boolean {
  return annotations?.[QUIET] === 'true';
}

export function controllerOf({ ownerReferences }: Metadata): OwnerReference | undefined {
  return ownerReferences?.find(({ controller }) => controller === true);
}

function ownerOf(
  kind: string,
  object: { readonly metadata?: Metadata },
  cronJobOf: (uid: string) => string | undefined,
): Owner {
  const { metadata = {} } = object;
  const own = { kind, name: metadata.name ?? '' };
  if (kind === 'HorizontalPodAutoscaler') {
    const target = (object as Autoscaler).spec?.scaleTargetRef;
    return target?.kind && target.name ? { kind: target.kind, name: target.name } : own;
  }
  const controller = controllerOf(metadata);
  // The Pods that a kubelet runs by itself belong to its node by name alone.
  if (controller === undefined || controller.kind === 'Node') return own;
  if (controller.kind === 'ReplicaSet') return ofReplicaSet(controller.name, metadata);
  const cronJob = controller.kind === 'Job' ? cronJobOf(controller.uid) : undefined;
  return cronJob === undefined
    ? { kind: controller.kind, name: controller.name }
    : { kind: 'CronJob', name: cronJob };
}

/** A Deployment calls its ReplicaSets by its own name and the hash that their Pods are labelled with, as an Argo Rollout does. */
function ofReplicaSet(name: string, { labels = {} }: Metadata): Owner {
  for (const [kind, label] of [
    ['Deployment', 'pod-template-hash'],
    ['Rollout', 'rollouts-pod-template-hash'],
  ] as const) {
    const hash = labels[label];
    if (hash !== undefined && name.endsWith(`-${hash}`)) {
      return { kind, name: name.slice(0, -hash.length - 1) };
    }
  }
  return { kind: 'ReplicaSet', name };
}
