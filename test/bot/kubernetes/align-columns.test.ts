import { expect, test } from '@jest/globals';
import { alignColumns } from '../../../bot/kubernetes/align-columns.ts';

test('columns are three apart and at least six wide; the last is not padded', () => {
  expect(
    alignColumns([
      ['A', 'B', 'C'],
      ['long-name', '1', 'end'],
    ]),
  ).toBe('A           B     C\nlong-name   1     end\n');
});

test('width counts characters, not bytes', () => {
  expect(
    alignColumns([
      ['NAME', 'X'],
      ['grüße', '1'],
      ['😀😀😀😀😀', '2'],
    ]),
  ).toBe('NAME    X\ngrüße   1\n😀😀😀😀😀   2\n');
});

test('a shorter line ends the block of a column, and widths are remembered', () => {
  expect(alignColumns([['a-long-cell', 'b'], ['alone'], ['c', 'd']])).toBe(
    'a-long-cell   b\nalone\nc             d\n',
  );
});

test('a tab within a cell begins a column, a line break a line', () => {
  expect(
    alignColumns([
      ['A', 'B'],
      ['x\ty', 'one\ntwo'],
    ]),
  ).toBe('A     B\nx     y     one\ntwo\n');
});

test('nothing for nothing', () => {
  expect(alignColumns([])).toBe('');
});
