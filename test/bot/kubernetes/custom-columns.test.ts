import { describe, expect, test } from '@jest/globals';
import { printCustomColumns, readCustomColumns } from '../../../bot/kubernetes/custom-columns.ts';

const objects = [
  { metadata: { name: 'a', labels: { x: '1' } }, list: [1, 2], none: null },
  { metadata: { name: 'b\u001b[0m' } },
];

function print(text: string, noHeaders = false): string[][] {
  const lines: string[][] = [];
  printCustomColumns(readCustomColumns(text), objects, noHeaders, lines);
  return lines;
}

describe('custom columns', () => {
  test('values are joined with commas, what is missing is said', () => {
    expect(print('NAME:.metadata.name,L:list[*],M:{.metadata.labels},N:.none')).toEqual([
      ['NAME', 'L', 'M', 'N'],
      ['a', '1,2', 'map[x:1]', '<nil>'],
      ['b^[[0m', '<none>', '<none>', '<none>'],
    ]);
  });

  test('without headers', () => {
    expect(print('NAME:.metadata.name', true)[0]).toEqual(['a']);
  });

  test.each([
    ['', 'custom-columns format specified but no custom columns given'],
    ['NAME', 'unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>'],
    ['A:.a,', 'unexpected custom-columns spec: , expected <header>:<json-path-expr>'],
    ['A:{a}{b}', "unexpected path string, expected a 'name1.name2'"],
  ])('refuses %j', (text, words) => {
    expect(() => readCustomColumns(text)).toThrow(words);
  });

  test('the lines before a failure are kept', () => {
    const lines: string[][] = [];
    const columns = readCustomColumns('A:.list[1]');
    const failing = [{ list: [1, 2] }, { list: [] }];
    expect(() => printCustomColumns(columns, failing, false, lines)).toThrow(
      'array index out of bounds: index 1, length 0',
    );
    expect(lines).toEqual([['A'], ['2']]);
  });
});
