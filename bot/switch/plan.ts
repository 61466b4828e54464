// What switching off would do: each workload with what it is now, what it would be, why it is kept where it is kept, and what
// others would do about it. Pure: from what was read of the cluster.

import type { SelfSettings } from '../config/switches.ts';
import type { SwitchKind } from './kinds.ts';
import { autoscalerOf, keptBecause, notesOf } from './notes.ts';
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
  /** NodePools that stay on, with why. */
  readonly keptPools?: ReadonlyMap<string, string>;
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
  readonly object: Workload;
}

/** In the order of the tiers; what an earlier tier has taken is no longer in a later one. */
export function planOff(
  found: readonly Found[],
  neighbours: Neighbours,
  self: SelfSettings = {},
): readonly Target[] {
  const taken = new Set<string>();
  const own = found.filter(({ kind, namespace, object }) => {
    const key = `${kind}/${namespace}/${object.metadata?.name}`;
    return !taken.has(key) && taken.add(key) !== undefined;
  });
  return own.map((each) =>
    targetOf(each, { all: own, beside: neighbours.get(each.namespace), self }),
  );
}

/** `deployment/web`, as it is typed and listed. */
export function wordOf({ kind, name }: Pick<Target, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}/${name}`;
}

interface Around {
  readonly all: readonly Found[];
  readonly beside: Beside | undefined;
  readonly self: SelfSettings;
}

function targetOf(found: Found, { all, beside, self }: Around): Target {
  const { kind, namespace, object } = found;
  const scaler = all.find((other) => scales(other, found));
  const scaled = [...all, ...(beside?.scaled ?? [])].find((other) => scales(found, other));
  const kept =
    keptBecause(found, self) ??
    (kind === 'NodePool' ? beside?.keptPools?.get(object.metadata?.name ?? '') : undefined) ??
    keptWith(scaled, 'it scales', self) ??
    keptWith(scaler, 'it is scaled by', self);
  const scaledBy = scaler?.object.metadata?.name;
  const [now, after] = statesOf(kind, object);
  // In one tier with what it scales: what would wait for the other's pods would wait for itself.
  const tier = all.find((other) => scales(found, other))?.tier ?? found.tier;
  return {
    ...{ tier, kind, namespace, name: object.metadata?.name ?? '', now, kept, scaledBy, object },
    autoscaler: autoscalerOf(found, beside),
    after: kept === undefined ? after : now,
    pods: kept === undefined ? podsOf(kind, object) : 0,
    notes: notesOf(found, { scaler: scaledBy, beside }),
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

const WITHOUT_PODS: ReadonlySet<SwitchKind> = new Set(['CronJob', 'ScaledObject', 'NodePool']);

function podsOf(kind: SwitchKind, { spec }: Workload): number {
  return WITHOUT_PODS.has(kind) ? 0 : (spec?.replicas ?? 1);
}

/** Now, and after it is switched off. */
function statesOf(kind: SwitchKind, object: Workload): readonly [string, string] {
  const { spec, metadata } = object;
  if (kind === 'CronJob') {
    const now = spec?.suspend === true ? 'suspended' : (spec?.schedule ?? 'scheduled');
    return [now, 'suspended'];
  }
  if (kind === 'ScaledObject') {
    const paused = metadata?.annotations?.[KEDA_PAUSED];
    const range = `scales ${spec?.minReplicaCount ?? 0} to ${spec?.maxReplicaCount ?? 100}`;
    return [paused === undefined ? range : `paused at ${paused}`, 'paused at 0'];
  }
  const original = originalOf(kind, object);
  return [writeOriginal(original), writeOriginal(offOf(original))];
}
