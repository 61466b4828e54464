// Writes values of JSON as Go's fmt package does, for the places where kubectl prints a value with %v or %#v.

import { isMapping, sortedKeys } from './go-json.ts';
import { quote } from './quote.ts';

/** As `%v`: `map[a:1 b:[x y]]`, `<nil>`. */
export function formatGoValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return formatGoNumber(value);
  if (Array.isArray(value)) return `[${value.map((item) => formatGoValue(item)).join(' ')}]`;
  if (!isMapping(value)) return String(value);
  const members = sortedKeys(value).map((key) => `${key}:${formatGoValue(value[key])}`);
  return `map[${members.join(' ')}]`;
}

/** As `%#v`: `map[string]interface {}{"a":1}`. */
export function formatGoSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return formatGoNumber(value);
  if (Array.isArray(value)) {
    return `[]interface {}{${value.map((item) => formatGoSyntax(item)).join(', ')}}`;
  }
  if (!isMapping(value)) return String(value);
  const members = sortedKeys(value).map((key) => `${quote(key)}:${formatGoSyntax(value[key])}`);
  return `map[string]interface {}{${members.join(', ')}}`;
}

/** Whole numbers in full; others as `strconv.FormatFloat(x, 'g', -1, 64)`: 1.5, 1e-05. */
export function formatGoNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return value.toFixed(0);
  return formatGoFloat(value);
}

/** As `strconv.FormatFloat(x, 'g', -1, 64)` of a float, even of a whole one: 1e+06. */
export function formatGoFloat(value: number): string {
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) return withExponent(digits, exponent);
  return String(value);
}

function withExponent(digits: string, exponent: number): string {
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** The name of a value's type in an error of Go. */
export function goTypeOf(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}

/** As `%#U`: `U+0023 '#'`, and without the character where it cannot be printed. */
export function formatGoRune(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const printable = !character.match(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u);
  return printable ? `U+${hex} '${character}'` : `U+${hex}`;
}
