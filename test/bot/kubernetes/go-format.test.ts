import { expect, test } from '@jest/globals';
import { formatGoSyntax, formatGoValue } from '../../../bot/kubernetes/go-format.ts';
import { unquoteGo } from '../../../bot/kubernetes/go-unquote.ts';

test.each([
  [{ b: [1, 'x', null], a: true }, 'map[a:true b:[1 x <nil>]]'],
  [1_000_000, '1000000'],
  [1_234_567.5, '1.2345675e+06'],
  [0.000_01, '1e-05'],
  [-0.5, '-0.5'],
  [9_007_199_254_740_993n, '9007199254740993'],
])('%%v of %p', (value, text) => {
  expect(formatGoValue(value)).toBe(text);
});

test('%#v', () => {
  expect(formatGoSyntax({ a: null, b: ['x\u0000é', 0.5, true] })).toBe(
    'map[string]interface {}{"a":interface {}(nil), "b":[]interface {}{"x\\x00é", 0.5, true}}',
  );
});

test.each([
  ['"a\\n\\t\\"b"', 'a\n\t"b'],
  ["'it\\'s'", "it's"],
  ['"\\x41\\u00e9\\U0001F600\\101"', 'Aé😀A'],
  ['""', ''],
  ['"\\q"', undefined],
  ['"\\\'"', undefined],
  ['"\\ud800"', undefined],
  ['"\\', undefined],
  ['plain', undefined],
])('unquotes %s', (quoted, text) => {
  expect(unquoteGo(quoted)).toBe(text);
});
