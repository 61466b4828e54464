// Money that workloads cost by the hour: whole millionths of a currency, so that sums are exact. Pure.

import { parseQuantity } from '../kubernetes/quantity.ts';

const MICROS = 1_000_000n;

/** @param text `0.0316`. @returns millionths; undefined for anything else, also for more than six digits behind the point. */
export function readPrice(text: string): number | undefined {
  const parts = /^(?<whole>\d{1,6})(?:\.(?<part>\d{1,6}))?$/u.exec(text)?.groups;
  if (parts === undefined) return undefined;
  return Number(parts.whole) * 1_000_000 + Number((parts.part ?? '').padEnd(6, '0') || '0');
}

/** `0.17 USD`; what is less than a hundredth shows its first digits. */
export function writeMoney(micros: bigint, currency: string): string {
  const cents = (micros + 5_000n) / 10_000n;
  if (micros > 0n && cents < 10n) return `${decimal(micros, 6).replace(/0+$/u, '')} ${currency}`;
  return `${decimal(cents, 2)} ${currency}`;
}

/**
 * What an amount costs at a price for one unit of it.
 * @param amount as Kubernetes writes it: `250m`, `1Gi`
 * @param unit what the price is for, in the amount's own unit: 1 core, 2^30 bytes
 * @returns undefined for what is no amount
 */
export function priceOf(amount: string, unit: bigint, priceMicros: number): bigint | undefined {
  const quantity = parseQuantity(amount);
  if (quantity === undefined || quantity.digits < 0n) return undefined;
  const { digits, exponent } = quantity;
  const up = 10n ** BigInt(Math.max(0, exponent));
  const down = 10n ** BigInt(Math.max(0, -exponent)) * unit;
  return (digits * up * BigInt(priceMicros) + down / 2n) / down;
}

/** @param ms how long it is not paid for */
export function forSpan(microsAnHour: bigint, ms: number): bigint {
  return (microsAnHour * BigInt(Math.round(ms / 1000))) / 3_600n;
}

function decimal(value: bigint, digits: number): string {
  const scale = digits === 6 ? MICROS : 100n;
  return `${value / scale}.${String(value % scale).padStart(digits, '0')}`;
}
