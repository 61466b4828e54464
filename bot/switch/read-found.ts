// Reads from a cluster what a switch is about: its workloads, tier by tier, and what stands beside them.

import type { KubectlContext } from '../command.ts';
import type { SwitchSettings } from '../config/switches.ts';
import { inTurns } from './in-turns.ts';
import { isSwitchedJob } from './jobs.ts';
import {
  isBeside,
  isMachine,
  namespacedKinds,
  ownerKinds,
  type ServedKind,
  type SwitchKind,
  servedAs,
  whereOf,
} from './kinds.ts';
import { listObjects } from './list-objects.ts';
import { type Machine, machinesOf } from './machines.ts';
import { LEFT_TIER } from './notes.ts';
import type { NamedSwitch } from './of-settings.ts';
import { readPipeline } from './pipelines.ts';
import { type Beside, type Found, type Neighbours, planOff, scales, type Target } from './plan.ts';
import { keptMachines } from './pool-holders.ts';
import { readOwners } from './read-gitops.ts';
import type { StoredOriginal } from './switch-store.ts';
import { trimmed } from './trimmed.ts';
import type { Autoscaler, Budget, Workload } from './workload.ts';

type Reading = Pick<KubectlContext, 'api' | 'catalog' | 'pipelines'>;

/**
 * All that a switch is about, as it is now.
 * @param rows what it has switched off
 * @param isForPeople with what they are told of budgets, which nothing else needs
 * @throws StatusError for what the API server refuses
 */
export async function readTargets(
  of: NamedSwitch,
  context: Reading,
  rows: readonly StoredOriginal[] = [],
  isForPeople = true,
): Promise<readonly Target[]> {
  const { tiers } = of.settings;
  const found = await readWorkloads(tiers, context);
  const owners = await readOwners(of, found, { context, rows });
  const suspended = owners.filter(({ heals }) => heals).map((each) => each.found);
  const left = await readLeft([...found, ...suspended], rows, {
    ...context,
    leftPipelines: of.left?.pipelines ?? [],
  });
  const neighbours = await readNeighbours(tiers, context, isForPeople);
  const machines = found.filter(({ kind }) => isMachine(kind));
  const kept = await keptMachines(machines, of.self, context);
  const around = new Map(neighbours).set('', { ...NOTHING, keptMachines: kept });
  const besides = await withScaled(around, found, context);
  return planOff([...found, ...left], besides, of.self, owners);
}

const NOTHING: Beside = { autoscalers: [], budgets: [] };

/** With what ScaledObjects scale that no tier names: whether it is to stay on stands on it. */
async function withScaled(
  neighbours: Neighbours,
  found: readonly Found[],
  context: Reading,
): Promise<Neighbours> {
  const alone = found.filter(
    (each) => each.kind === 'ScaledObject' && !found.some((other) => scales(each, other)),
  );
  const added = new Map(neighbours);
  for (const namespace of new Set(alone.map((each) => each.namespace))) {
    const own = alone.filter((each) => each.namespace === namespace);
    const beside = added.get(namespace) ?? NOTHING;
    const tiers = [{ name: '', workloads: [{ namespace }] }];
    const scaled = (await readWorkloads(tiers, context)).filter((other) =>
      own.some((each) => scales(each, other)),
    );
    added.set(namespace, { ...beside, scaled });
  }
  return added;
}

/** What is off and no tier names any more. */
async function readLeft(
  found: readonly Found[],
  rows: readonly StoredOriginal[],
  context: Reading & { readonly leftPipelines: readonly string[] },
): Promise<readonly Found[]> {
  const named = new Set(found.map(({ object }) => object.metadata?.uid));
  const missing = rows.filter(({ uid }) => !named.has(uid));
  const uids = new Set(missing.map(({ uid }) => uid));
  const left: Found[] = [];
  for (const { kind, name } of missing) {
    if (!isMachine(kind)) continue;
    const found = await readMachine({ tier: LEFT_TIER, kind, name }, context);
    left.push(...found.filter(({ object }) => uids.has(object.metadata?.uid ?? '')));
  }
  const { pipelines, leftPipelines } = context;
  for (const { kind, name } of missing) {
    if (kind !== 'Pipeline' || pipelines === undefined || !leftPipelines.includes(name)) continue;
    left.push(await readPipeline(name, LEFT_TIER, pipelines));
  }
  const kinds = namespacedKinds(context.catalog, { withJobs: true });
  for (const served of [...kinds, ...ownerKinds(context.catalog)]) {
    const { kind } = served;
    if (isBeside(kind)) continue;
    const own = missing.filter((row) => row.kind === kind);
    for (const namespace of new Set(own.map((row) => row.namespace))) {
      const objects = await listWorkloads(served, { namespace }, context);
      left.push(
        ...objects
          .filter(({ metadata }) => uids.has(metadata?.uid ?? ''))
          .map((object) => ({ tier: LEFT_TIER, kind, namespace, object })),
      );
    }
  }
  return left;
}

type Tier = SwitchSettings['tiers'][number];

/**
 * Of these tiers alone, without what stands beside them.
 * @param only kinds in namespaces that are looked for; all unless said
 */
export async function readWorkloads(
  tiers: readonly (Pick<Tier, 'name' | 'workloads'> & Partial<Tier>)[],
  context: Reading,
  only?: ReadonlySet<SwitchKind>,
): Promise<readonly Found[]> {
  const kinds = namespacedKinds(context.catalog, { withJobs: true }).filter(
    ({ kind }) => !isBeside(kind) && (only === undefined || only.has(kind)),
  );
  const machines = tiers.flatMap((tier) =>
    machinesOf(tier).map((each) => ({ tier: tier.name, ...each })),
  );
  const foundMachines = await inTurns(machines, (each) => readMachine(each, context));
  const lists = tiers.flatMap(({ name: tier, workloads }) =>
    workloads.flatMap((where) => kinds.map((served) => ({ tier, where, served }))),
  );
  const found = await inTurns(lists, async ({ tier, where, served }) => {
    if (isBeside(served.kind) || (served.kind === 'Job' && where.suspendJobs !== true)) return [];
    const kind: SwitchKind = served.kind;
    const listed = await listWorkloads(served, where, context);
    const objects = kind === 'Job' ? listed.filter(isSwitchedJob) : listed;
    const { namespace } = where;
    return objects.map((object) => ({ tier, kind, namespace, object }));
  });
  const { pipelines } = context;
  const named = tiers.flatMap(({ name: tier, pipelines: names = [] }) =>
    names.map((name) => ({ tier, name })),
  );
  const switched =
    pipelines === undefined
      ? []
      : await inTurns(named, async ({ tier, name }) => readPipeline(name, tier, pipelines));
  return [...foundMachines.flat(), ...found.flat(), ...switched];
}

/** Asked for by a list, as everything that may not be there. */
async function readMachine(
  { tier, kind, name }: Machine & { readonly tier: string },
  context: Reading,
): Promise<readonly Found[]> {
  const served = servedAs(kind, context.catalog);
  if (served === undefined) return [];
  const objects = await listWorkloads(served, { namespace: '', name }, context);
  return objects.map((object) => ({ tier, kind, namespace: '', object }));
}

async function readNeighbours(
  tiers: SwitchSettings['tiers'],
  context: Reading,
  isForPeople: boolean,
): Promise<Neighbours> {
  const namespaces = new Set(
    tiers.flatMap(({ workloads }) => workloads.map((each) => each.namespace)),
  );
  const neighbours = await inTurns([...namespaces], async (namespace) => {
    const of = <T>(kind: ServedKind['kind']) => {
      const served = servedAs(kind, context.catalog);
      return served === undefined ? [] : list<T>(served, { namespace }, context);
    };
    const autoscalers = await of<Autoscaler>('HorizontalPodAutoscaler');
    const budgets = isForPeople ? await of<Budget>('PodDisruptionBudget') : [];
    const beside: Beside = { autoscalers, budgets };
    return [namespace, beside] as const;
  });
  return new Map(neighbours);
}

interface Where {
  /** Empty for what is in none. */
  readonly namespace: string;
  readonly selector?: string | undefined;
  readonly name?: string;
}

async function listWorkloads(
  served: ServedKind,
  where: Where,
  context: Reading,
): Promise<readonly Workload[]> {
  return (await list<Workload>(served, where, context)).map(trimmed);
}

async function list<T>(
  { resource }: ServedKind,
  { namespace, selector, name }: Where,
  context: Reading,
): Promise<readonly T[]> {
  const query = {
    ...(selector === undefined ? {} : { labelSelector: selector }),
    ...(name === undefined ? {} : { fieldSelector: `metadata.name=${name}` }),
  };
  return await listObjects<T>(resource, { ...whereOf(namespace), query }, context);
}
