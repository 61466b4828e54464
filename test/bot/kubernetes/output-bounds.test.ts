// Short texts of a person's own that would make gigabytes of what a server sent.

import { expect, test } from '@jest/globals';
import { alignColumns } from '../../../bot/kubernetes/align-columns.ts';
import { printCustomColumns, readCustomColumns } from '../../../bot/kubernetes/custom-columns.ts';
import { printJsonPath, readJsonPath } from '../../../bot/kubernetes/jsonpath.ts';

const big = { items: Array.from({ length: 2000 }, (_, n) => ({ n, text: 'x'.repeat(1000) })) };

test('a template that names the same megabytes again and again', () => {
  const path = readJsonPath('{.items}'.repeat(400));
  expect(() => printJsonPath(path, big)).toThrow('the output is larger than 33554432 characters');
});

test('descents within descents', () => {
  const path = readJsonPath('{..a..a..a..a..a..a}');
  expect(() => printJsonPath(path, nest(60))).toThrow('the template finds more than 500000 values');
});

test('ranges within ranges', () => {
  const path = readJsonPath(`${'{range ..}'.repeat(6)}x${'{end}'.repeat(6)}`);
  expect(() => printJsonPath(path, nest(60))).toThrow('the template finds more than 500000 values');
});

test('columns that each print the whole object', () => {
  const columns = readCustomColumns(Array.from({ length: 300 }, () => 'A:.items').join(','));
  expect(() => printCustomColumns(columns, [big], false, [])).toThrow('the output is larger');
});

test('one wide cell in a long table', () => {
  const lines = Array.from({ length: 500 }, (_, row) => [
    row === 0 ? 'x'.repeat(500_000) : 'y',
    'z',
  ]);
  expect(() => alignColumns(lines)).toThrow('the output is larger');
});

function nest(depth: number): unknown {
  return depth === 0 ? [1] : { a: nest(depth - 1), b: [1] };
}
