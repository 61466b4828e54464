import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UsageError } from '../../../bot/errors.ts';
import { readNamePattern } from '../../../bot/kafka/name-pattern.ts';

describe('an expression over names', () => {
  test.each([
    ['orders', 'orders', true],
    ['orders', 'orders.retry', false],
    ['orders.*', 'orders.retry', true],
    ['orders\\..*', 'orders-retry', false],
    ['(orders|payments)', 'payments', true],
    ['(a|b)+c?', 'abba', true],
    ['[a-c]\\d+', 'b42', true],
    ['[^a-c]x', 'bx', false],
    ['[a-]x', '-x', true],
    ['\\w+', '__consumer_offsets', true],
    ['', '', true],
    ['(|x)y', 'y', true],
  ])('%j against %j: %s', (expression, name, isMatch) => {
    expect(readNamePattern(expression)(name)).toBe(isMatch);
  });

  test.each(['(a', 'a)', '[a', '*a', 'a**b', '(?=a)', 'a{2}', '\\b', '^a$', '[z-a]', 'a\\'])(
    'that is %j is refused with what may be written',
    (expression) => {
      expect(() => readNamePattern(expression)).toThrow(UsageError);
    },
  );

  test('decides as the engine of the language does', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|b)', '(ab)', '\\w', '(|a)');
    const expression = fc
      .array(fc.tuple(atom, fc.constantFrom('', '*', '+', '?')), { maxLength: 6 })
      .map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(expression, fc.stringMatching(/^[abc]{0,6}$/u), (text, name) => {
        expect(readNamePattern(text)(name)).toBe(new RegExp(`^(?:${text})$`, 'u').test(name));
      }),
      { numRuns: 2000 },
    );
  });

  test('that would make others try for hours is answered', () => {
    expect(readNamePattern('(a*)*(a|aa)+b')('a'.repeat(249))).toBe(false);
  });
});
