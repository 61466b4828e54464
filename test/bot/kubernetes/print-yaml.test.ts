// YAML against what sigs.k8s.io/yaml wrote of the same values, and read back by an independent parser.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { encodeYaml, printYaml } from '../../../bot/kubernetes/print-yaml.ts';
import { CASES } from './yaml-cases.ts';

describe('the text of sigs.k8s.io/yaml', () => {
  test.each(CASES)('%j', (value, text) => {
    expect(encodeYaml(value)).toBe(text);
  });
});

test('every JSON value reads back as itself', () => {
  // Not the line breaks beyond ASCII, which YAML 1.2 no longer takes for such, and not a lone dot, which this parser alone
  // takes for a number.
  const text = fc
    .string({ unit: 'grapheme' })
    .filter((each) => !/[\u0085\u2028\u2029]|^[-+]?_*\._*$/u.test(each));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(fc.record({ value }), (document) => {
      expect(parse(encodeYaml(document), { version: '1.1', merge: false })).toEqual(document);
    }),
    { numRuns: 500 },
  );
});

test('managed fields are left out of each object, unless asked for', () => {
  const item = { metadata: { name: 'a', managedFields: [{ manager: 'x' }] } };
  const list = { items: [item], kind: 'List' };
  expect(printYaml(list, { showManagedFields: false })).toBe(
    'items:\n- metadata:\n    name: a\nkind: List\n',
  );
  expect(printYaml(item, { showManagedFields: true })).toContain('manager: x');
});
