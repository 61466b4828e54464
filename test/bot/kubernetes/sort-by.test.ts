import { describe, expect, test } from '@jest/globals';
import { sortByPath } from '../../../bot/kubernetes/sort-by.ts';

const sorted = (values: readonly unknown[]) =>
  sortByPath(
    values.map((value) => (value === undefined ? {} : { value })),
    '{.value}',
    (item) => item,
  ).map((item) => (item as { value?: unknown }).value);

describe('the order of kubectl get --sort-by', () => {
  test.each([
    [
      ['b', 'a', 'C'],
      ['C', 'a', 'b'],
    ],
    [
      [10, 9, 1],
      [1, 9, 10],
    ],
    [
      ['10', '9', '1k', '500m'],
      ['500m', '9', '10', '1k'],
    ],
    [
      ['2Gi', '1500Mi', '1G'],
      ['1G', '1500Mi', '2Gi'],
    ],
    [
      ['2026-02-01T00:00:00Z', '2026-01-31T00:00:00Z'],
      ['2026-01-31T00:00:00Z', '2026-02-01T00:00:00Z'],
    ],
    [
      ['b', undefined, 'a'],
      [undefined, 'a', 'b'],
    ],
    [
      ['b', null, 'a'],
      [null, 'a', 'b'],
    ],
    [
      [2.5, 0.5],
      [0.5, 2.5],
    ],
    [
      [9_007_199_254_740_993n, 5],
      [5, 9_007_199_254_740_993n],
    ],
  ])('%p', (values, order) => {
    expect(sorted(values)).toEqual(order);
  });

  test('a field that nobody has is refused', () => {
    expect(() => sorted([undefined, undefined])).toThrow(
      'couldn\'t find any field with path "{.value}" in the list of objects',
    );
    expect(sorted([])).toEqual([]);
  });

  test.each([
    [[{ a: 1 }, { a: 2 }], 'there is no order of map[a:2] and map[a:1]'],
    [['a', 1], 'there is no order of 1 and a'],
    [[true, false], 'there is no order of false and true'],
  ])('%j has no order', (values, words) => {
    expect(() => sorted(values as unknown[])).toThrow(words);
  });
});
