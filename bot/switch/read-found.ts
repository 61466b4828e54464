// Reads from a cluster what a switch is about: its workloads, tier by tier, and what stands beside them.

import type { KubectlContext } from '../command.ts';
import type { SwitchSettings } from '../config/switches.ts';
import { isBeside, type ServedKind, type SwitchKind, servedKinds } from './kinds.ts';
import type { Beside, Found, Neighbours } from './plan.ts';
import type { Autoscaler, Budget, Workload } from './workload.ts';

export interface FoundParts {
  readonly found: readonly Found[];
  readonly neighbours: Neighbours;
}

type Reading = Pick<KubectlContext, 'api' | 'catalog'>;

/** @throws StatusError for what the API server refuses. */
export async function readFound({ tiers }: SwitchSettings, context: Reading): Promise<FoundParts> {
  const found = await readWorkloads(tiers, context);
  return { found, neighbours: await readNeighbours(tiers, context) };
}

/** Of these tiers alone, without what stands beside them. */
export async function readWorkloads(
  tiers: SwitchSettings['tiers'],
  context: Reading,
): Promise<readonly Found[]> {
  const kinds = servedKinds(context.catalog);
  const found: Found[] = [];
  for (const { name: tier, workloads } of tiers) {
    for (const { namespace, selector } of workloads) {
      for (const served of kinds) {
        if (isBeside(served.kind)) continue;
        const objects = await list<Workload>(served, { namespace, selector }, context);
        const kind: SwitchKind = served.kind;
        found.push(...objects.map((object) => ({ tier, kind, namespace, object })));
      }
    }
  }
  return found;
}

async function readNeighbours(
  tiers: SwitchSettings['tiers'],
  context: Reading,
): Promise<Neighbours> {
  const kinds = servedKinds(context.catalog);
  const namespaces = new Set(
    tiers.flatMap(({ workloads }) => workloads.map((each) => each.namespace)),
  );
  const neighbours = new Map<string, Beside>();
  for (const namespace of namespaces) {
    const of = <T>(kind: ServedKind['kind']) => {
      const served = kinds.find((each) => each.kind === kind);
      return served === undefined ? [] : list<T>(served, { namespace }, context);
    };
    const autoscalers = await of<Autoscaler>('HorizontalPodAutoscaler');
    neighbours.set(namespace, { autoscalers, budgets: await of<Budget>('PodDisruptionBudget') });
  }
  return neighbours;
}

async function list<T>(
  { resource }: ServedKind,
  where: { readonly namespace: string; readonly selector?: string | undefined },
  { api }: Reading,
): Promise<readonly T[]> {
  const { body } = await api.request({
    ...{ verb: 'list', resource, namespace: where.namespace },
    ...(where.selector === undefined ? {} : { query: { labelSelector: where.selector } }),
  });
  return (body as { items?: readonly T[] }).items ?? [];
}
