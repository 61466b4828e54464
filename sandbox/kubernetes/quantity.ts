// Resource quantities such as `250m` and `1Gi`: their syntax, their value and their canonical form.

/** What the API server accepts (apimachinery resource.Quantity). */
const QUANTITY = /^([+-]?)(\d+\.?\d*|\.\d+)(m|n|u|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$/;

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

export function isQuantity(text: string): boolean {
  return QUANTITY.test(text);
}

/** The value in units (cores, bytes); NaN for text that is no quantity. */
export function quantityValue(text: string): number {
  const [, sign = '', digits = '', suffix = ''] = QUANTITY.exec(text) ?? [];
  if (digits === '') return Number.NaN;
  const factor = /^[eE][+-]?\d/.test(suffix)
    ? 10 ** Number(suffix.slice(1))
    : (FACTORS[suffix] ?? 1);
  return (sign === '-' ? -1 : 1) * Number(digits) * factor;
}

/** The form in which the server stores it: `0.5` is `500m`, `1024Mi` is `1Gi`, `1000m` is `1`. */
export function canonicalQuantity(text: string): string {
  const value = quantityValue(text);
  if (!Number.isFinite(value) || value === 0) return Number.isFinite(value) ? '0' : text;
  if (/i$/.test(text) && Number.isInteger(value)) return scaleDown(value, BINARY);
  if (Number.isInteger(value)) return scaleDown(value, DECIMAL);
  for (const [suffix, factor] of FRACTIONS) {
    const scaled = value * factor;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6) return `${Math.round(scaled)}${suffix}`;
  }
  return text;
}

const BINARY: readonly (readonly [string, number])[] = [
  ['Ei', 2 ** 60],
  ['Pi', 2 ** 50],
  ['Ti', 2 ** 40],
  ['Gi', 2 ** 30],
  ['Mi', 2 ** 20],
  ['Ki', 2 ** 10],
];
const DECIMAL: readonly (readonly [string, number])[] = [
  ['E', 1e18],
  ['P', 1e15],
  ['T', 1e12],
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
];
const FRACTIONS: readonly (readonly [string, number])[] = [
  ['m', 1e3],
  ['u', 1e6],
  ['n', 1e9],
];

function scaleDown(value: number, units: readonly (readonly [string, number])[]): string {
  const unit = units.find(([, factor]) => value % factor === 0 && value !== 0);
  return unit === undefined ? String(value) : `${value / unit[1]}${unit[0]}`;
}
