// The comparisons of a JSONPath filter, with Go's strictness about types: a whole number is no float, a bool has no order.

import { formatGoFloat } from './go-format.ts';
import { JsonPathError } from './jsonpath-nodes.ts';

/** A float of the template with a whole value, which as a plain number could not be told from an int. */
export interface FloatLiteral {
  readonly [FLOAT]: number;
}

const FLOAT = Symbol('float');

export function floatLiteral(value: number): FloatLiteral {
  return { [FLOAT]: value };
}

export function isFloatLiteral(value: unknown): value is FloatLiteral {
  return typeof value === 'object' && value !== null && FLOAT in value;
}

export function formatFloatLiteral(literal: FloatLiteral): string {
  return formatGoFloat(literal[FLOAT]);
}

/** @throws JsonPathError for an unknown operator and for values that cannot be compared. */
export function compareByOperator(left: unknown, operator: string, right: unknown): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '<':
      return isLess(left, right);
    case '<=':
      return isLess(left, right) || isEqual(left, right);
    case '>':
      return !(isLess(left, right) || isEqual(left, right));
    case '>=':
      return !isLess(left, right);
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}

type Kind = 'bool' | 'int' | 'float' | 'string';
type Basic = boolean | number | bigint | string;

function isEqual(left: unknown, right: unknown): boolean {
  const [a, b] = comparable(left, right);
  return a === b;
}

function isLess(left: unknown, right: unknown): boolean {
  const [a, b, kind] = comparable(left, right);
  if (kind === 'bool') throw new JsonPathError('invalid type for comparison');
  return a < b;
}

function comparable(left: unknown, right: unknown): [Basic, Basic, Kind] {
  const [a, kindOfLeft] = basic(left);
  const [b, kindOfRight] = basic(right);
  if (kindOfLeft !== kindOfRight) throw new JsonPathError('incompatible types for comparison');
  return [a, b, kindOfLeft];
}

function basic(value: unknown): [Basic, Kind] {
  if (typeof value === 'string') return [value, 'string'];
  if (typeof value === 'boolean') return [value, 'bool'];
  if (typeof value === 'bigint') return [value, 'int'];
  if (typeof value === 'number') return [value, Number.isInteger(value) ? 'int' : 'float'];
  if (isFloatLiteral(value)) return [value[FLOAT], 'float'];
  throw new JsonPathError('invalid type for comparison');
}
