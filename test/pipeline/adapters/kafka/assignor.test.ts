import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { assignPartitions } from '../../../../pipeline/adapters/kafka/assignor.ts';

const CLAIMS = fc.uniqueArray(
  fc.record({
    memberId: fc.string({ minLength: 1, maxLength: 3 }),
    owned: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }),
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
    { memberId: 'a', owned: [0, 1, 2, 3, 4, 5] },
    { memberId: 'b', owned: [] },
  ]);
  expect([assigned.get('a'), assigned.get('b')]).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
});

test('what stays with the same members stays where it is', () => {
  const claims = [
    { memberId: 'a', owned: [1, 4] },
    { memberId: 'b', owned: [0, 5] },
    { memberId: 'c', owned: [2, 3] },
  ];
  const assigned = assignPartitions(6, claims);
  for (const { memberId, owned } of claims) expect(assigned.get(memberId)).toEqual(owned);
});
