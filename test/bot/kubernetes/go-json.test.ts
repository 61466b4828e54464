import { expect, test } from '@jest/globals';
import { encodeGoJson, encodeIndentedGoJson } from '../../../bot/kubernetes/go-json.ts';
import { printJson } from '../../../bot/kubernetes/print-json.ts';

test.each([
  ['<a href="x">&</a>', '"\\u003ca href=\\"x\\"\\u003e\\u0026\\u003c/a\\u003e"'],
  ['\u2028\u2029\u0001\b\f\u007f😀', '"\\u2028\\u2029\\u0001\\b\\f\u007f😀"'],
  [1e21, '1e+21'],
  [1e-7, '1e-7'],
  [9_007_199_254_740_993n, '9007199254740993'],
  [null, 'null'],
])('%p', (value, text) => {
  expect(encodeGoJson(value)).toBe(text);
});

test('keys stand in order, also those that look like numbers', () => {
  expect(encodeGoJson({ b: 1, '10': 2, '9': 3, B: 4 })).toBe('{"10":2,"9":3,"B":4,"b":1}');
});

test('four spaces, and nothing within what is empty', () => {
  expect(encodeIndentedGoJson({ a: [], b: {}, c: [{ d: 1 }, 2] })).toBe(
    '{\n    "a": [],\n    "b": {},\n    "c": [\n        {\n            "d": 1\n        },\n        2\n    ]\n}',
  );
});

test('the object that is printed stays as it was', () => {
  const object = { metadata: { name: 'a', managedFields: [1] } };
  expect(printJson(object, { showManagedFields: false })).not.toContain('managedFields');
  expect(object.metadata.managedFields).toEqual([1]);
});
