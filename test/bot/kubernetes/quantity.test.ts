import { expect, test } from '@jest/globals';
import { compareQuantities, parseQuantity } from '../../../bot/kubernetes/quantity.ts';

test.each([
  ['100m', '1', -1],
  ['1k', '1Ki', -1],
  ['0.5', '500m', 0],
  ['1e3', '1k', 0],
  ['10', '9', 1],
  ['2Gi', '2G', 1],
  ['-1', '0', -1],
  ['1E', '1e18', 0],
  ['5.', '5', 0],
  ['1Ei', '1E', 1],
  ['12e-3', '12m', 0],
  ['9007199254740993', '9007199254740992', 1],
])('%s against %s', (a, b, order) => {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  if (left === undefined || right === undefined) throw new Error('no quantity');
  expect(Math.sign(compareQuantities(left, right))).toBe(order);
});

test.each(['', 'abc', '1.2.3', '1x', '1Kib', '2026-01-01T00:00:00Z', '1e99999999', ' 1'])(
  '%j is none',
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  },
);
