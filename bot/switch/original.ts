// What a workload was before it was switched off, as it stands on the object itself: an annotation that is written by the same
// request that switches it. So there is no moment at which something is off and nobody knows what it was. Pure.

import { parseQuantity } from '../kubernetes/quantity.ts';
import type { SwitchKind } from './kinds.ts';
import type { Workload } from './workload.ts';

export const ORIGINAL = 'quartermaster.dev/original';
/** Paused at so many by a person or by KEDA's own operator. */
export const KEDA_PAUSED = 'autoscaling.keda.sh/paused-replicas';

/** The part of a workload that is switched. */
export type Original =
  | { readonly kind: 'replicas'; readonly replicas: number }
  | { readonly kind: 'suspend'; readonly suspend: boolean }
  /** Null: KEDA scales it. */
  | { readonly kind: 'paused'; readonly paused: string | null }
  /** Of a NodePool, as it is written there. Null: it has none. */
  | { readonly kind: 'limit'; readonly cpu: string | number | null }
  /** Of an Application of Argo CD: whether it sets back what is not as it stands in git. */
  | { readonly kind: 'healing'; readonly healing: boolean }
  /** Of what Flux has: whether it is brought to what stands in git again and again. */
  | { readonly kind: 'reconciled'; readonly reconciled: boolean }
  /** Of a pipeline. */
  | { readonly kind: 'running'; readonly running: boolean }
  /** Of a group of machines. */
  | {
      readonly kind: 'sizes';
      readonly min: number;
      readonly max: number;
      readonly desired: number;
    };

export interface Mark {
  /** Which switch has switched it off. */
  readonly by: string;
  /** Others that have it off as well, of what owns workloads of several. */
  readonly also?: readonly string[];
  readonly original: Original;
  /** How many of its pods were ready then; all of them unless said. */
  readonly ready?: number;
  /** How often something else has set it since, and it was switched off again. */
  readonly again: number;
}

export function originalOf(kind: SwitchKind, { spec, metadata }: Workload): Original {
  switch (kind) {
    case 'CronJob':
    case 'Job':
      return { kind: 'suspend', suspend: spec?.suspend === true };
    case 'ScaledObject':
      return { kind: 'paused', paused: metadata?.annotations?.[KEDA_PAUSED] ?? null };
    case 'NodePool':
      // One of a fixed number of nodes (Karpenter's static capacity) may have no limit of cpu.
      return spec?.replicas === undefined
        ? { kind: 'limit', cpu: spec?.limits?.cpu ?? null }
        : { kind: 'replicas', replicas: spec.replicas };
    case 'NodeGroup':
    case 'AutoScalingGroup':
      return { kind: 'sizes', ...(spec?.sizes ?? { min: 0, max: 0, desired: 0 }) };
    case 'Deployment':
    case 'StatefulSet':
    case 'Rollout':
      return { kind: 'replicas', replicas: spec?.replicas ?? 1 };
    case 'Application': {
      const { enabled = true, selfHeal = false } = spec?.syncPolicy?.automated ?? {
        enabled: false,
      };
      return { kind: 'healing', healing: enabled && selfHeal };
    }
    case 'Kustomization':
    case 'HelmRelease':
      return { kind: 'reconciled', reconciled: spec?.suspend !== true };
    case 'Pipeline':
      return { kind: 'running', running: spec?.paused !== true };
  }
}

/** What it is while it is off. */
export function offOf(original: Original): Original {
  const { kind } = original;
  switch (kind) {
    case 'replicas':
      return { kind, replicas: 0 };
    case 'suspend':
      return { kind, suspend: true };
    case 'paused':
      return { kind, paused: '0' };
    case 'limit':
      return { kind, cpu: '0' };
    case 'healing':
      return { kind, healing: false };
    case 'reconciled':
      return { kind, reconciled: false };
    case 'running':
      return { kind, running: false };
    case 'sizes':
      // EKS takes no group of which there may be none at most.
      return { kind, min: 0, max: original.max, desired: 0 };
  }
}

export function isOff(original: Original): boolean {
  switch (original.kind) {
    case 'replicas':
      return original.replicas === 0;
    case 'suspend':
      return original.suspend;
    case 'paused':
      return original.paused === '0';
    case 'limit':
      return parseQuantity(String(original.cpu ?? 'none'))?.digits === 0n;
    case 'healing':
      return !original.healing;
    case 'reconciled':
      return !original.reconciled;
    case 'running':
      return !original.running;
    case 'sizes':
      return original.desired === 0 && original.min === 0;
  }
}

export function isSame(one: Original, other: Original): boolean {
  return writeOriginal(one) === writeOriginal(other);
}

/** `3 replicas`, `suspended`, `paused at 2`, `heals itself`: for people. */
export function writeOriginal(original: Original): string {
  switch (original.kind) {
    case 'replicas':
      return original.replicas === 1 ? '1 replica' : `${original.replicas} replicas`;
    case 'suspend':
      return original.suspend ? 'suspended' : 'scheduled';
    case 'paused':
      return original.paused === null ? 'scaled by KEDA' : `paused at ${original.paused}`;
    case 'limit':
      return original.cpu === null ? 'no cpu limit' : `cpu limit ${original.cpu}`;
    case 'healing':
      return original.healing ? 'heals itself' : 'self-heal off';
    case 'reconciled':
      return original.reconciled ? 'reconciled' : 'suspended';
    case 'running':
      return original.running ? 'running' : 'paused';
    case 'sizes':
      return `${original.desired} of ${original.min} to ${original.max} machines`;
  }
}

/** All switches that have it off. */
export function holdersOf({ by, also = [] }: Mark): readonly string[] {
  return [by, ...also];
}

/** Without a time: what a preview tried is to the letter what is done. */
export function writeMark({ by, also = [], original, ready, again }: Mark): string {
  const counts = {
    ...(also.length === 0 ? {} : { also }),
    ...(ready === undefined ? {} : { ready }),
    ...(again === 0 ? {} : { again }),
  };
  return JSON.stringify({ switch: by, ...original, ...counts });
}

/** @returns undefined where there is none; 'unreadable' for one that nobody can be sure of. */
export function readMark({ metadata }: Workload): Mark | 'unreadable' | undefined {
  const text = metadata?.annotations?.[ORIGINAL];
  return text === undefined ? undefined : parseMark(text);
}

/** Of what `writeMark` has written, wherever it was kept. */
export function parseMark(text: string): Mark | 'unreadable' {
  const values = parsed(text);
  const original = values === undefined ? undefined : readOriginal(values);
  if (original === undefined || typeof values?.switch !== 'string') {
    return 'unreadable';
  }
  const again = isCount(values.again) ? values.again : 0;
  const also = Array.isArray(values.also) ? values.also.filter(isText) : [];
  return {
    by: values.switch,
    ...(also.length === 0 ? {} : { also }),
    original,
    again,
    ...(isCount(values.ready) ? { ready: values.ready } : {}),
  };
}

/** @returns undefined for anything that is not exactly an original. */
export function readOriginal(values: Readonly<Record<string, unknown>>): Original | undefined {
  const { kind, replicas, suspend, paused, cpu, healing, reconciled, running } = values;
  if (kind === 'replicas' && isCount(replicas)) return { kind, replicas };
  if (kind === 'suspend' && typeof suspend === 'boolean') return { kind, suspend };
  if (kind === 'paused' && (paused === null || typeof paused === 'string')) return { kind, paused };
  const { min, max, desired } = values;
  if (kind === 'sizes' && isCount(min) && isCount(max) && isCount(desired)) {
    return { kind, min, max, desired };
  }
  if (kind === 'limit' && (cpu === null || isQuantity(cpu))) return { kind, cpu };
  if (kind === 'healing' && typeof healing === 'boolean') return { kind, healing };
  if (kind === 'running' && typeof running === 'boolean') return { kind, running };
  if (kind === 'reconciled' && typeof reconciled === 'boolean') return { kind, reconciled };
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isQuantity(value: unknown): value is string | number {
  return (
    (typeof value === 'string' || typeof value === 'number') &&
    parseQuantity(String(value)) !== undefined
  );
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100_000;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
