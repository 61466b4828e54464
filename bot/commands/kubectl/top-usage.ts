// Amounts of processor and memory, added and printed as `kubectl top` does: thousandths of a core, whole mebibytes. Pure.

import { parseQuantity, type Quantity } from '../../kubernetes/quantity.ts';

export type ResourceName = 'cpu' | 'memory';
export type ResourceList = Readonly<Record<string, string>>;

/** Exact amounts, as they are added. */
export interface Usage {
  readonly cpu: Quantity;
  readonly memory: Quantity;
}

/** The API that metrics come from, in the version that kubectl knows. */
export const METRICS = { group: 'metrics.k8s.io', version: 'v1beta1' } as const;

export const MEASURED: readonly ResourceName[] = ['cpu', 'memory'];
const MEBIBYTE = 1024n * 1024n;

export function readUsage(list: ResourceList | undefined): Usage {
  return { cpu: readAmount(list?.cpu), memory: readAmount(list?.memory) };
}

export function addUsages(usages: readonly Usage[]): Usage {
  return {
    cpu: usages.map(({ cpu }) => cpu).reduce(add, ZERO),
    memory: usages.map(({ memory }) => memory).reduce(add, ZERO),
  };
}

/** Whether `a` uses more than `b`, as `--sort-by` compares: whole thousandths of cores, whole bytes. */
export function usesMore(sortBy: ResourceName, a: Usage, b: Usage): boolean {
  return sortBy === 'cpu'
    ? milliValue(a.cpu) > milliValue(b.cpu)
    : wholeValue(a.memory) > wholeValue(b.memory);
}

/** '250m' or '128Mi'. */
export function printAmount(resource: ResourceName, usage: Usage): string {
  return resource === 'cpu'
    ? `${milliValue(usage.cpu)}m`
    : `${wholeValue(usage.memory) / MEBIBYTE}Mi`;
}

/** The part of what is available, in whole percent, as '12%'. */
export function printShare(resource: ResourceName, usage: Usage, available: Usage): string {
  const whole = milliValue(available[resource]);
  if (whole === 0n) return '0%';
  return `${Math.trunc((Number(milliValue(usage[resource])) / Number(whole)) * 100)}%`;
}

const ZERO: Quantity = { digits: 0n, exponent: 0 };

function readAmount(text: string | undefined): Quantity {
  return (text === undefined ? undefined : parseQuantity(text)) ?? ZERO;
}

function add(a: Quantity, b: Quantity): Quantity {
  const exponent = Math.min(a.exponent, b.exponent);
  return { digits: scaled(a, exponent) + scaled(b, exponent), exponent };
}

function milliValue(quantity: Quantity): bigint {
  return roundedUp({ ...quantity, exponent: quantity.exponent + 3 });
}

function wholeValue(quantity: Quantity): bigint {
  return roundedUp(quantity);
}

/** Kubernetes rounds away from zero. */
function roundedUp(quantity: Quantity): bigint {
  const { digits, exponent } = quantity;
  if (exponent >= 0) return scaled(quantity, 0);
  const unit = 10n ** BigInt(-exponent);
  const rest = digits % unit;
  return digits / unit + (rest === 0n ? 0n : rest > 0n ? 1n : -1n);
}

function scaled({ digits, exponent }: Quantity, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}
