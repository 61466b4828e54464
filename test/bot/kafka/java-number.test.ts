// Numbers as Java writes them; the right-hand sides are what Double.toString of Java 17 gives.

import { expect, test } from '@jest/globals';
import { doubleInJava } from '../../../bot/kafka/java-number.ts';

test.each([
  [0, '0.0'],
  [1024, '1024.0'],
  [12.5, '12.5'],
  [0.001, '0.001'],
  [0.0005, '5.0E-4'],
  [9_999_999, '9999999.0'],
  [10_000_000, '1.0E7'],
  [10_485_760, '1.048576E7'],
  [123_456_789.5, '1.234567895E8'],
  [-20_000_000, '-2.0E7'],
])('%d is %s', (value, wanted) => {
  expect(doubleInJava(value)).toBe(wanted);
});
