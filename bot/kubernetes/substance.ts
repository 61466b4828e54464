// What a person agrees to when they confirm a change of an object: which one, how it was, and what is done to it. Pure.

import type { Resource } from './api.ts';
import type { KubernetesObject } from './object.ts';

/**
 * What controllers write into a node's spec at any moment, long after it was made: a taint comes and goes with its health, a
 * range of addresses when it joins (k8s.io/kubernetes pkg/controller/nodelifecycle, nodeipam).
 */
const OF_CONTROLLERS = ['taints', 'podCIDR', 'podCIDRs', 'providerID'];

export interface AgreedChange {
  readonly resource: Pick<Resource, 'group' | 'resource'>;
  /** The object as it is when the preview is made. */
  readonly before: KubernetesObject;
  /** The body of the patch, where there is one. */
  readonly patch: unknown;
  /** What is done to it: the body that is sent, or what stands for it. */
  readonly change: unknown;
}

/** The text that has to be the same at the click. */
export function substanceOf({ resource, before, patch, change }: AgreedChange): string {
  const isNode = resource.group === '' && resource.resource === 'nodes';
  const spec = isNode ? agreedOfNode(before.spec, patch) : before.spec;
  return JSON.stringify([before.metadata?.uid, spec, change]);
}

/** What the patch itself speaks of matters always. */
function agreedOfNode(spec: KubernetesObject['spec'], patch: unknown): unknown {
  const patched = (patch as KubernetesObject | undefined)?.spec ?? {};
  return Object.fromEntries(
    Object.entries(spec ?? {}).filter(
      ([field]) => !OF_CONTROLLERS.includes(field) || field in patched,
    ),
  );
}
