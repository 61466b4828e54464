import { describe, expect, test } from '@jest/globals';
import { formatLabels, printTables, type Table, tableOf } from '../../../bot/kubernetes/table.ts';

const column = (name: string, priority = 0, format = '') => ({
  name,
  type: 'string',
  format,
  priority,
});
const table = (
  rows: Table['rows'],
  names = [column('Name', 0, 'name'), column('Ip', 1)],
): Table => ({
  kind: 'Table',
  columnDefinitions: names,
  rows,
});
const options = {
  wide: false,
  noHeaders: false,
  withNamespace: false,
  kindPrefix: '',
  labelColumns: [],
  showLabels: false,
};
const row = {
  cells: ['web', '10.0.0.1'],
  object: { metadata: { namespace: 'shop', labels: { 'a.b/tier': 'x', app: 'web' } } },
};

describe('tables', () => {
  test('columns of low priority are for the wide form only', () => {
    expect(printTables([table([row])], options)).toEqual([['NAME'], ['web']]);
    expect(printTables([table([row])], { ...options, wide: true })).toEqual([
      ['NAME', 'IP'],
      ['web', '10.0.0.1'],
    ]);
  });

  test('namespace, type and labels are added around', () => {
    const all = {
      ...options,
      withNamespace: true,
      kindPrefix: 'pod/',
      labelColumns: ['a.b/tier', 'none'],
      showLabels: true,
    };
    expect(printTables([table([row])], all)).toEqual([
      ['NAMESPACE', 'NAME', 'TIER', 'NONE', 'LABELS'],
      ['shop', 'pod/web', 'x', '', 'a.b/tier=x,app=web'],
    ]);
  });

  test('pages share one header, and a page with other columns gets its own', () => {
    const other = table([{ cells: ['b'] }], [column('Other')]);
    expect(printTables([table([row]), table([row]), other], options)).toEqual([
      ['NAME'],
      ['web'],
      ['web'],
      ['OTHER'],
      ['b'],
    ]);
  });

  test('no rows, no header', () => {
    expect(printTables([table([])], options)).toEqual([]);
  });

  test('only the first line of a cell is shown, and no control character of a terminal', () => {
    const cells = (cell: unknown) => printTables([table([{ cells: [cell] }])], options)[1]?.[0];
    expect(cells('one\ntwo')).toBe('one...');
    expect(cells('one\rtwo')).toBe('one...');
    expect(cells('\u001b[31mred')).toBe('^[[31mred');
    expect([cells(null), cells(3), cells(true), cells(0.5)]).toEqual(['', '3', 'true', '0.5']);
  });

  test('a server without tables has its objects shown by name and age', () => {
    const nowMs = Date.parse('2026-01-01T01:00:00Z');
    const object = { metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z' } };
    const both = [
      ['NAME', 'AGE'],
      ['a', '60m'],
    ];
    expect(printTables([tableOf({ items: [object] }, nowMs)], options)).toEqual(both);
    expect(printTables([tableOf(object, nowMs)], options)).toEqual(both);
  });
});

test('labels stand in the order of their pairs', () => {
  expect(formatLabels({ app: 'w', 'app.k8s': 'x' })).toBe('app.k8s=x,app=w');
  expect(formatLabels(undefined)).toBe('<none>');
});
