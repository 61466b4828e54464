// Compares amounts as Kubernetes writes them (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/):
// 100m, 1.5, 2Gi, 3e6. Exact, whatever their size.

const PARTS = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/u;

/** Powers of ten of the decimal suffixes, of two of the binary ones. */
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY: Readonly<Record<string, bigint>> = {
  Ki: 10n,
  Mi: 20n,
  Gi: 30n,
  Ti: 40n,
  Pi: 50n,
  Ei: 60n,
};
const LARGEST_EXPONENT = 1000;

/** `digits` times ten to the power of `exponent`. */
export interface Quantity {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Undefined where the text is no quantity. As in Kubernetes, `Mi` alone is zero. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = text === '' ? null : PARTS.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  const scale = scaleOf(suffix);
  if (scale === undefined) return undefined;
  const digits = BigInt(`${whole}${fraction}` || '0') * scale.factor;
  return { digits: sign === '-' ? -digits : digits, exponent: scale.exponent - fraction.length };
}

/** Below zero when `a` is less, zero when both are the same amount. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const [left, right] = [a, b].map(
    (each) => each.digits * 10n ** BigInt(each.exponent - exponent),
  ) as [bigint, bigint];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function scaleOf(suffix: string): { factor: bigint; exponent: number } | undefined {
  const decimal = DECIMAL[suffix];
  if (decimal !== undefined) return { factor: 1n, exponent: decimal };
  const binary = BINARY[suffix];
  if (binary !== undefined) return { factor: 1n << binary, exponent: 0 };
  const power = /^[eE]([-+]?\d+)$/u.exec(suffix)?.[1];
  if (power === undefined || Math.abs(Number(power)) > LARGEST_EXPONENT) return undefined;
  return { factor: 1n, exponent: Number(power) };
}
