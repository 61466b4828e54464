// The order in which Go's sort.Sort leaves equal things, as Go itself left them.

import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { goSorted } from '../../../bot/kubernetes/go-sort.ts';

/** Keys, and the positions that they had before. */
const ORDERS: readonly (readonly [readonly number[], readonly number[]])[] = [
  [
    [3, 1, 2],
    [1, 2, 0],
  ],
  [
    [0, 2, 4, 1, 3, 0, 2, 4, 1, 3, 0, 2, 4],
    [5, 10, 0, 8, 3, 6, 1, 11, 4, 9, 7, 2, 12],
  ],
];

test.each(ORDERS)('%j', (keys, positions) => {
  expect(positionsOf(keys)).toEqual(positions);
});

/** How many keys, each (index * factor) % modulus, and the digest of their positions joined with commas. */
const DIGESTS: readonly (readonly [number, number, number, string])[] = [
  [500, 7919, 13, '0e35b772110755f178db5d8cdd3e7d2841f936c2'],
  [1000, 104_729, 97, '1cf77851feddd27b692b99abba6477015b7534f3'],
  [2000, 31, 3, '75f48e68814c0b3de2378c646a40c248b6ea4e45'],
  [777, 1, 777, '4edddd787979280631dcc75596c8e32333e18a64'],
  [5000, 48_271, 211, 'd45f3471318bf816f5442b0e612f766e3a170007'],
];

test.each(DIGESTS)('%d keys of (i * %d) %% %d', (count, factor, modulus, digest) => {
  const keys = Array.from({ length: count }, (_, index) => (index * factor) % modulus);
  const found = createHash('sha1').update(positionsOf(keys).join()).digest('hex');
  expect(found).toBe(digest);
});

/** Every so many keys one belongs so many places to the left, where its like already stands. */
const ALMOST_SORTED: readonly (readonly [number, number, string])[] = [
  [40, 1, 'd5360c6ef07de7f48a7dbdb4ebe9624a7420dcf5'],
  [60, 2, '454c8318aa6c633475e517d359564ee08120ebe8'],
  [90, 7, '9dd12bc1e75a1a7d674d3017ec477ab1c1bbf7cc'],
];

test.each(ALMOST_SORTED)('every %dth of 200 keys is %d too far right', (step, back, digest) => {
  const keys = Array.from({ length: 200 }, (_, index) =>
    index % step === step - 1 ? ((index - back) * 2 - 1) >> 1 : index,
  );
  const found = createHash('sha1').update(positionsOf(keys).join()).digest('hex');
  expect(found).toBe(digest);
});

test('a row in falling order is turned around', () => {
  const keys = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(positionsOf(keys)).toEqual(keys.map((key) => key - 1));
});

function positionsOf(keys: readonly number[]): number[] {
  const items = keys.map((key, position) => ({ key, position }));
  return goSorted(items, (a, b) => a.key < b.key).map(({ position }) => position);
}
