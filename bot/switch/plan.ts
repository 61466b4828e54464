// What switching off would do: each workload with what it is now, what it would be, why it is kept where it is kept, and what
// others would do about it. Pure: from what was read of the cluster.

import type { SelfSettings } from '../config/switches.ts';
import type { Owner } from './find-owners.ts';
import { activeOf } from './jobs.ts';
import { isMachine, isOwner, type SwitchKind } from './kinds.ts';
import { autoscalerOf, keptBecause, notesOf, OWNER_TIER } from './notes.ts';
import { KEDA_PAUSED, offOf, originalOf, writeOriginal } from './original.ts';
import type { Autoscaler, Budget, Workload } from './workload.ts';

export interface Found {
  readonly tier: string;
  readonly kind: SwitchKind;
  readonly namespace: string;
  readonly object: Workload;
}

export interface Beside {
  readonly autoscalers: readonly Autoscaler[];
  readonly budgets: readonly Budget[];
  /** What ScaledObjects of the switch scale that is itself not of the switch. */
  readonly scaled?: readonly Found[];
  /** What brings machines and stays on, with why. */
  readonly keptMachines?: ReadonlyMap<string, string>;
}

/** By namespace. */
export type Neighbours = ReadonlyMap<string, Beside>;

export interface Target {
  readonly tier: string;
  readonly kind: SwitchKind;
  readonly namespace: string;
  readonly name: string;
  readonly now: string;
  /** As it is now where it is kept. */
  readonly after: string;
  /** Why it stays on. */
  readonly kept: string | undefined;
  /** The ScaledObject of the same switch that sets its replicas. */
  readonly scaledBy: string | undefined;
  /** Which scales it while it is on. */
  readonly autoscaler: Autoscaler | undefined;
  /** Pods that end. */
  readonly pods: number;
  readonly notes: readonly string[];
  /** Of what sets workloads back: which workloads of the switch, as `deployment/web in shop`. */
  readonly owns?: readonly string[];
  readonly object: Workload;
}

/**
 * In the order of the tiers; what an earlier tier has taken is no longer in a later one. What sets them back is the last.
 * @param owners of these workloads
 */
export function planOff(
  found: readonly Found[],
  neighbours: Neighbours,
  self: SelfSettings = {},
  owners: readonly Owner[] = [],
): readonly Target[] {
  const taken = new Set<string>();
  const own = found.filter((each) => {
    const key = keyOfFound(each);
    return !taken.has(key) && taken.add(key) !== undefined;
  });
  // Few of many scale others, or own them, so that each need not be held against all.
  const scalers = own.filter(({ kind }) => kind === 'ScaledObject');
  const ownersOf = Map.groupBy(
    owners.flatMap((owner) => owner.owns.map((owned) => ({ owner, owned }))),
    ({ owned }) => owned,
  );
  return [
    ...own.map((each) =>
      targetOf(each, {
        ...{ all: own, scalers, beside: neighbours.get(each.namespace), self },
        owners: (ownersOf.get(each) ?? []).map(({ owner }) => owner),
      }),
    ),
    ...owners.filter(({ heals }) => heals).map(ownerTarget),
  ];
}

function ownerTarget({ found, owns, undone }: Owner): Target {
  const { kind, namespace, object } = found;
  const [now, after] = statesOf(kind, object);
  const words = owns.map(keyOfFound);
  const more = words.length - LISTED;
  const listed = [...words.slice(0, LISTED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return {
    ...{ tier: OWNER_TIER, kind, namespace, name: object.metadata?.name ?? '', now, object },
    ...{ kept: undone, scaledBy: undefined, autoscaler: undefined, pods: 0, owns: words },
    after: undone === undefined ? after : now,
    notes: [`sets back ${listed}`],
  };
}

const LISTED = 5;

/** What is switched of the workloads themselves: what sets them back is counted by nobody. */
export function workloadsOf<T extends Pick<Target, 'kind'>>(targets: readonly T[]): readonly T[] {
  return targets.filter(({ kind }) => !isOwner(kind));
}

/** `deployment/web`, as it is typed and listed. */
export function wordOf({ kind, name }: Pick<Target, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}/${name}`;
}

/** `deployment/web in shop`; what is in no namespace is its word alone. */
export function keyOf(target: Pick<Target, 'kind' | 'namespace' | 'name'>): string {
  const word = wordOf(target);
  return target.namespace === '' ? word : `${word} in ${target.namespace}`;
}

/** The same of what was read. */
export function keyOfFound({
  kind,
  namespace,
  object,
}: Pick<Found, 'kind' | 'namespace' | 'object'>): string {
  return keyOf({ kind, namespace, name: object.metadata?.name ?? '' });
}

interface Around {
  readonly all: readonly Found[];
  readonly scalers: readonly Found[];
  readonly beside: Beside | undefined;
  readonly self: SelfSettings;
  readonly owners: readonly Owner[];
}

function targetOf(found: Found, { all, scalers, beside, self, owners }: Around): Target {
  const { kind, namespace, object } = found;
  const scaler = scalers.find((other) => scales(other, found));
  const own = kind === 'ScaledObject' ? all.find((other) => scales(found, other)) : undefined;
  const scaled = own ?? beside?.scaled?.find((other) => scales(found, other));
  const kept =
    keptBecause(found, self) ??
    beside?.keptMachines?.get(keyOfFound(found)) ??
    keptWith(scaled, 'it scales', self) ??
    keptWith(scaler, 'it is scaled by', self) ??
    keptBack(owners);
  const scaledBy = scaler?.object.metadata?.name;
  const [now, after] = statesOf(kind, object);
  // In one tier with what it scales: what would wait for the other's pods would wait for itself.
  const tier = own?.tier ?? found.tier;
  return {
    ...{ tier, kind, namespace, name: object.metadata?.name ?? '', now, kept, scaledBy, object },
    autoscaler: autoscalerOf(found, beside),
    after: kept === undefined ? after : now,
    pods: kept === undefined ? podsOf(kind, object) : 0,
    notes: notesOf(found, { scaler: scaledBy, beside, owners }),
  };
}

/** A scale target without a kind is a Deployment, as KEDA has it. */
export function scales(scaler: Found, target: Found): boolean {
  if (scaler.kind !== 'ScaledObject' || scaler.namespace !== target.namespace) return false;
  const { kind = 'Deployment', name } = scaler.object.spec?.scaleTargetRef ?? { name: '' };
  return kind === target.kind && name === target.object.metadata?.name;
}

/** A workload and what scales it stay on together. */
function keptWith(other: Found | undefined, how: string, self: SelfSettings): string | undefined {
  const why = other === undefined ? undefined : keptBecause(other, self);
  if (other === undefined || why === undefined) return undefined;
  const word = wordOf({ kind: other.kind, name: other.object.metadata?.name ?? '' });
  return `${how} ${word}, which is kept: ${why}`;
}

/** What would be set back at once is not switched off. */
function keptBack(owners: readonly Owner[]): string | undefined {
  const owner = owners.find(({ heals, undone }) => heals && undone !== undefined);
  if (owner === undefined) return undefined;
  return `${keyOfFound(owner.found)} would set it back, and is not suspended: ${owner.undone}`;
}

function podsOf(kind: SwitchKind, object: Workload): number {
  if (kind === 'Job') return activeOf(object);
  const isWithout =
    kind === 'CronJob' || kind === 'ScaledObject' || kind === 'Pipeline' || isMachine(kind);
  return isWithout ? 0 : (object.spec?.replicas ?? 1);
}

/** Now, and after it is switched off. */
function statesOf(kind: SwitchKind, object: Workload): readonly [string, string] {
  const { spec, metadata } = object;
  if (kind === 'CronJob') {
    const now = spec?.suspend === true ? 'suspended' : (spec?.schedule ?? 'scheduled');
    return [now, 'suspended'];
  }
  if (kind === 'Job') return [spec?.suspend === true ? 'suspended' : 'runs', 'suspended'];
  if (kind === 'ScaledObject') {
    const paused = metadata?.annotations?.[KEDA_PAUSED];
    const range = `scales ${spec?.minReplicaCount ?? 0} to ${spec?.maxReplicaCount ?? 100}`;
    return [paused === undefined ? range : `paused at ${paused}`, 'paused at 0'];
  }
  const original = originalOf(kind, object);
  return [writeOriginal(original), writeOriginal(offOf(original))];
}
