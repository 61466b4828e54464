// What decoders made of records that nobody can trust, as plain values of a size that can be sent and shown.

import { expect, test } from '@jest/globals';
import { plainValue } from '../../../bot/adapters/schema-registry/plain.ts';

test('a record is refused that takes few bytes and has much text in it', () => {
  const symbol = 'x'.repeat(50_000);
  expect(plainValue({ one: symbol })).toEqual({ one: symbol });
  const many = Array.from({ length: 1_000 }, () => symbol);
  expect(() => plainValue(many)).toThrow('it has more than 1000000 characters in it');
  const named = many.map(() => ({ [symbol]: 1 }));
  expect(() => plainValue(named)).toThrow('it has more than 1000000 characters in it');
});
