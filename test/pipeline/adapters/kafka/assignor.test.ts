import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { assignCopies, assignPartitions } from '../../../../pipeline/adapters/kafka/assignor.ts';

const CLAIMS = fc.uniqueArray(
  fc.record({
    memberId: fc.string({ minLength: 1, maxLength: 3 }),
    owned: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }),
    copies: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }),
  }),
  { minLength: 1, maxLength: 6, selector: ({ memberId }) => memberId },
);

test('every partition goes to exactly one member, as evenly as can be, whatever members claim', async () => {
  await fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 }), CLAIMS, (partitions, claims) => {
      const assigned = [...assignPartitions(partitions, claims).values()];
      expect(assigned.flat().toSorted((one, other) => one - other)).toEqual(
        Array.from({ length: partitions }, (_, partition) => partition),
      );
      const sizes = assigned.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a member keeps what it had as far as it is not too much', () => {
  const assigned = assignPartitions(6, [
    { memberId: 'a', owned: [0, 1, 2, 3, 4, 5], copies: [] },
    { memberId: 'b', owned: [], copies: [] },
  ]);
  expect([assigned.get('a'), assigned.get('b')]).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
});

test('what stays with the same members stays where it is', () => {
  const claims = [
    { memberId: 'a', owned: [1, 4], copies: [] },
    { memberId: 'b', owned: [0, 5], copies: [] },
    { memberId: 'c', owned: [2, 3], copies: [] },
  ];
  const assigned = assignPartitions(6, claims);
  for (const { memberId, owned } of claims) expect(assigned.get(memberId)).toEqual(owned);
});

test('each partition has as many copies as are asked for, none of them with its owner', async () => {
  await fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20 }),
      CLAIMS,
      fc.nat({ max: 3 }),
      (partitions, claims, standbys) => {
        const assigned = assignPartitions(partitions, claims);
        const copies = assignCopies(assigned, claims, standbys);
        for (const [owner, owned] of assigned) {
          for (const partition of owned) {
            const keepers = [...copies].filter(([, mine]) => mine.includes(partition));
            expect(keepers).toHaveLength(Math.min(standbys, claims.length - 1));
            expect(keepers.map(([memberId]) => memberId)).not.toContain(owner);
          }
        }
      },
    ),
  );
});

test('a partition whose owner is gone goes to who has a copy of it', () => {
  const assigned = assignPartitions(4, [
    { memberId: 'a', owned: [0], copies: [3] },
    { memberId: 'b', owned: [1], copies: [2] },
  ]);
  expect([assigned.get('a'), assigned.get('b')]).toEqual([
    [0, 3],
    [1, 2],
  ]);
});

test('copies stay where they are, and a former owner keeps one', () => {
  const claims = [
    { memberId: 'a', owned: [0, 1], copies: [] },
    { memberId: 'b', owned: [], copies: [0, 2] },
    { memberId: 'c', owned: [2], copies: [] },
  ];
  const assigned = assignPartitions(3, claims);
  expect(['a', 'b', 'c'].map((id) => assigned.get(id))).toEqual([[0], [1], [2]]);
  const copies = assignCopies(assigned, claims, 1);
  expect(['a', 'b', 'c'].map((id) => copies.get(id))).toEqual([[1], [0, 2], []]);
});
