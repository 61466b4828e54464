// Puts objects, or the rows of a table, in the order of `kubectl get --sort-by`: by the first value that a JSONPath finds in
// each, those without one first.

import { KubectlError } from './api.ts';
import { formatGoValue, goTypeOf } from './go-format.ts';
import { goSorted } from './go-sort.ts';
import { findAll, readJsonPath } from './jsonpath.ts';
import { compareQuantities, parseQuantity, type Quantity } from './quantity.ts';
import { quote } from './quote.ts';

/**
 * @param path a whole JSONPath, as `relaxJsonPath` makes it.
 * @param objectOf what the path is looked up in.
 * @throws KubectlError when no item has the field, or it holds what has no order.
 */
export function sortByPath<T>(
  items: readonly T[],
  path: string,
  objectOf: (item: T) => unknown,
): readonly T[] {
  const keyed = items.map((item) => ({ item, key: keyOf(path, objectOf(item)) }));
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new KubectlError(
      `couldn't find any field with path ${quote(path)} in the list of objects`,
    );
  }
  return goSorted(keyed, (a, b) => isBefore(a.key, b.key, path)).map(({ item }) => item);
}

interface Key {
  readonly value: unknown;
  /** Present where the value is a text that reads as an amount: then it is compared as one. */
  readonly quantity: Quantity | undefined;
}

function keyOf(path: string, object: unknown): Key | undefined {
  const [first] = findAll(readJsonPath(path), object);
  if (first === undefined || first.length === 0) return undefined;
  const [value] = first;
  return { value, quantity: typeof value === 'string' ? parseQuantity(value) : undefined };
}

function isBefore(a: Key | undefined, b: Key | undefined, path: string): boolean {
  if (a === undefined) return true;
  if (b === undefined || b.value === null) return false;
  if (a.value === null) return true;
  if (a.quantity !== undefined && b.quantity !== undefined) {
    return compareQuantities(a.quantity, b.quantity) < 0;
  }
  const [left, right] = [a.value, b.value];
  if (typeof left === 'string' && typeof right === 'string') return left < right;
  if (isNumber(left) && isNumber(right) && goTypeOf(left) === goTypeOf(right)) return left < right;
  throw new KubectlError(
    `Field ${path} cannot be sorted by: there is no order of ${formatGoValue(left)} and ${formatGoValue(right)}`,
  );
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
