// The pods of workloads that have no replicas any more: a Deployment does not count those that still end, and as long as they do they use what
// is beneath them.

import type { KubectlContext } from '../command.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { inTurns } from './in-turns.ts';
import { listObjects } from './list-objects.ts';
import type { Found } from './plan.ts';
import { selects } from './selector.ts';

interface Pod extends KubernetesObject {
  readonly status?: { readonly phase?: string };
}

/** @returns how many, of those that have some */
export async function endingPods(
  found: readonly Found[],
  context: Pick<KubectlContext, 'api' | 'catalog'>,
): Promise<ReadonlyMap<Found, number>> {
  const resource = context.catalog.byKind('', 'Pod');
  if (resource === undefined) return new Map();
  // What has no selector, such as a NodePool, has no pods of its own.
  const selecting = found.filter(({ object }) => object.spec?.selector !== undefined);
  const namespaces = [...new Set(selecting.map(({ namespace }) => namespace))];
  const lists = await inTurns(namespaces, async (namespace) => {
    return [namespace, await listObjects<Pod>(resource, { namespace }, context)] as const;
  });
  const pods = new Map(lists);
  const counts = selecting.map((each) => {
    const { selector } = each.object.spec ?? {};
    const own = (pods.get(each.namespace) ?? []).filter(
      ({ metadata, status }) =>
        status?.phase !== 'Succeeded' &&
        status?.phase !== 'Failed' &&
        selects(selector, metadata?.labels ?? {}),
    );
    return [each, own.length] as const;
  });
  return new Map(counts.filter(([, count]) => count > 0));
}
