// The revisions of a workload: the replica sets of a deployment, the controller revisions of a stateful or daemon set.
// It only reads.

import type { Access } from '../command.ts';
import { KubectlError, type Resource } from './api.ts';
import type { KubernetesObject } from './object.ts';
import type { StepContext } from './object-change.ts';
import type { NamedTarget } from './targets.ts';

export interface Revision {
  /** 1, 2, 3 ... as `rollout history` shows it. */
  readonly number: number;
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** The pod template of a deployment's replica set. */
  readonly template: PodTemplate | undefined;
  /** What a stateful or daemon set keeps: a strategic merge patch. */
  readonly data: unknown;
}

export interface PodTemplate {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

const REVISION = 'deployment.kubernetes.io/revision';

/** Reading them is part of the work of the verbs that need them. */
export function revisionAccesses(namespace: string): readonly Access[] {
  return ['replicasets', 'controllerrevisions'].map((resource) => ({
    verb: 'list',
    group: 'apps',
    resource,
    namespace,
    implied: true,
  }));
}

/** Oldest first. */
export async function revisionsOf(
  owner: KubernetesObject,
  { resource }: NamedTarget,
  { api, catalog, namespace }: Pick<StepContext, 'api' | 'catalog' | 'namespace'>,
): Promise<readonly Revision[]> {
  const isDeployment = resource.resource === 'deployments';
  const kind = isDeployment ? 'ReplicaSet' : 'ControllerRevision';
  const listed: Resource | undefined = catalog.byKind('apps', kind);
  if (listed === undefined) throw new KubectlError(`the server doesn't have ${kind} objects`);
  const selector = isDeployment ? '' : selectorOf(owner);
  const answer = await api.request({
    verb: 'list',
    resource: listed,
    namespace,
    ...(selector === '' ? {} : { query: { labelSelector: selector } }),
  });
  const { items = [] } = answer.body as { items?: readonly Stored[] };
  const uid = owner.metadata?.uid;
  return items
    .filter(({ metadata }) =>
      metadata?.ownerReferences?.some((one) => one.controller === true && one.uid === uid),
    )
    .map(toRevision)
    .filter(({ number }) => number > 0)
    .sort((left, right) => left.number - right.number);
}

interface Stored extends KubernetesObject {
  readonly revision?: number;
  readonly data?: unknown;
}

function toRevision(stored: Stored): Revision {
  const annotations = stored.metadata?.annotations ?? {};
  return {
    number: Number(stored.revision ?? annotations[REVISION] ?? 0),
    name: stored.metadata?.name ?? '',
    annotations,
    template: stored.spec?.template as PodTemplate | undefined,
    data: stored.data,
  };
}

function selectorOf({ spec }: KubernetesObject): string {
  const { matchLabels = {} } = (spec?.selector ?? {}) as {
    matchLabels?: Readonly<Record<string, string>>;
  };
  return Object.entries(matchLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
