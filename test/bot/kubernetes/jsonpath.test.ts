// The JSONPath templates of kubectl against what client-go's own printer said of the same templates.

import { describe, expect, test } from '@jest/globals';
import { printJsonPath, readJsonPath } from '../../../bot/kubernetes/jsonpath.ts';
import { JsonPathError } from '../../../bot/kubernetes/jsonpath-nodes.ts';
import { relaxJsonPath } from '../../../bot/kubernetes/jsonpath-relaxed.ts';
import { AS_JSON, CASES, OBJECT, WHOLE_FAILURE } from './jsonpath-cases.ts';

const FAILURE = /^error executing jsonpath .*?: Error executing template: (.*)\. Printing more/su;

describe('templates', () => {
  test.each(CASES)('%s %s %j', (template, outcome, text) => {
    expect(outcomeOf(template)).toEqual([outcome, text]);
  });

  test('a failure dumps the template and the whole object, as kubectl does', () => {
    const path = readJsonPath('{.kind[0]}');
    expect(() => printJsonPath(path, OBJECT)).toThrow(new JsonPathError(WHOLE_FAILURE));
  });

  test.each(AS_JSON)('%s as JSON', (template, text) => {
    expect(printJsonPath(readJsonPath(template), OBJECT, true)).toBe(text);
  });

  test('integers of 64 bits keep their digits', () => {
    const object = { a: 9_007_199_254_740_993n, b: [9_007_199_254_740_993n] };
    expect(printJsonPath(readJsonPath('{.a} {.b}'), object)).toBe(
      '9007199254740993 [9007199254740993]',
    );
  });

  test('keys that JavaScript keeps for itself are keys like any other', () => {
    const object = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as unknown;
    expect(printJsonPath(readJsonPath('{.__proto__.a}{.constructor}'), object)).toBe('12');
    expect(printJsonPath(readJsonPath('{.toString}{.items.length}'), { items: [1] })).toBe('');
  });
});

describe('the short form', () => {
  test.each([
    ['metadata.name', '{.metadata.name}'],
    ['.metadata.name', '{.metadata.name}'],
    ['{metadata.name}', '{.metadata.name}'],
    ['{.metadata.name}', '{.metadata.name}'],
    ['', ''],
  ])('%s', (short, whole) => {
    expect(relaxJsonPath(short)).toBe(whole);
  });

  test.each(['{.a}{.b}', '{.a', '{}', 'a}'])('refuses %s', (short) => {
    expect(() => relaxJsonPath(short)).toThrow("unexpected path string, expected a 'name1.name2'");
  });
});

function outcomeOf(template: string): [string, string] {
  let path: ReturnType<typeof readJsonPath>;
  try {
    path = readJsonPath(template);
  } catch (error) {
    return ['refused', (error as JsonPathError).message];
  }
  try {
    return ['prints', printJsonPath(path, OBJECT)];
  } catch (error) {
    return ['fails', FAILURE.exec((error as JsonPathError).message)?.[1] ?? 'other words'];
  }
}
