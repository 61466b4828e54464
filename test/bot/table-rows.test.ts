// What is read back from a printed table is what was printed under each header, or nothing.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alignColumns } from '../../bot/kubernetes/align-columns.ts';
import { isProse, type RowLine, tableRows } from '../../bot/table-rows.ts';

describe('rows of a table', () => {
  test('are named by NAME, with the namespace where there is one', () => {
    const lines = ['NAMESPACE   NAME    READY', 'shop        web-1   1/1'];
    expect(tableRows(lines)).toEqual([
      undefined,
      { title: 'shop/web-1', cells: [['READY', '1/1']] },
    ]);
  });

  test('of events are named by what they are about; a header may hold a space', () => {
    const lines = [
      'LAST SEEN   TYPE      REASON    OBJECT      MESSAGE',
      '2m3s        Warning   BackOff   pod/bad-1   Back-off restarting  failed container',
    ];
    expect(tableRows(lines)?.[1]).toEqual({
      title: 'pod/bad-1',
      cells: [
        ['LAST SEEN', '2m3s'],
        ['TYPE', 'Warning'],
        ['REASON', 'BackOff'],
        ['MESSAGE', 'Back-off restarting  failed container'],
      ],
    });
  });

  test('of usage have their units in the header', () => {
    const lines = ['NAME   CPU(cores)   CPU(%)', 'n1     120m         6%'];
    expect(tableRows(lines)?.[1]).toMatchObject({
      cells: [
        ['CPU(cores)', '120m'],
        ['CPU(%)', '6%'],
      ],
    });
  });

  test('of partitions are named as Kafka names them', () => {
    const lines = ['GROUP   TOPIC   PARTITION  LAG', 'mailer  orders  0          15'];
    expect(tableRows(lines)?.[1]).toEqual({
      title: 'orders-0',
      cells: [
        ['GROUP', 'mailer'],
        ['LAG', '15'],
      ],
    });
  });

  test('of groups are named by their groups, wherever these stand', () => {
    const lines = ['STATUS  GROUP    LAG', 'STOP    reports  212'];
    expect(tableRows(lines)?.[1]).toMatchObject({ title: 'reports' });
  });

  test('of a topic that is described have the names that its lines bring, also before a table', () => {
    const lines = [
      'Topic: orders  TopicId: abc  Configs: retention.ms=1,cleanup.policy=compact',
      '  Topic: orders  Partition: 0  Leader: 1  Isr: 1,2  Elr:   LastKnownElr:',
      '',
      'PARTITION  SIZE',
      '0          448 B',
    ];
    expect(tableRows(lines)).toEqual([
      {
        title: 'orders',
        cells: [
          ['TopicId', 'abc'],
          ['Configs', 'retention.ms=1,cleanup.policy=compact'],
        ],
      },
      {
        title: 'orders-0',
        cells: [
          ['Leader', '1'],
          ['Isr', '1,2'],
          ['Elr', ''],
          ['LastKnownElr', ''],
        ],
      },
      undefined,
      undefined,
      { title: 'partition 0', cells: [['SIZE', '448 B']] },
    ]);
  });

  test('stand after a sentence and before one, which are kept as they are', () => {
    const lines = [
      'nights on staging is to be off.',
      'Next: on at 08:00.',
      '',
      'WORKLOAD         NOW',
      'deployment/web   0 replicas',
      '',
      '',
      'This is a plan.',
    ];
    expect(tableRows(lines)).toEqual([
      { prose: 'nights on staging is to be off.' },
      { prose: 'Next: on at 08:00.' },
      undefined,
      undefined,
      { title: 'deployment/web', cells: [['NOW', '0 replicas']] },
      undefined,
      undefined,
      { prose: 'This is a plan.' },
    ]);
  });

  test('are not made of a table with a sentence right under it, whose words would stand under headers', () => {
    expect(tableRows(['NAME   READY', 'web    1/1', 'Saves 3 USD an hour.'])).toBeUndefined();
  });

  test.each([
    ['text', ['web started', 'web failed']],
    ['a single column', ['NAME', 'web']],
    ['a header with nothing under it', ['NAME   READY']],
    ['a cell that reaches into the next column', ['NAME   READY', 'web-long-name   1/1']],
    ['a cell that begins late', ['NAME   READY', 'web      1/1']],
    ['what kubectl describes', ['Name:         web', 'Labels:       app=web']],
    ['a line of which one part has no name', ['Topic: orders  compacted  Leader: 1']],
    ['log lines under a title', ['WARN  DISK', 'see https://example.com']],
    ['nothing', []],
  ])('are not made of %s', (_, lines) => {
    expect(tableRows(lines)).toBeUndefined();
  });

  test('whatever the cells hold, no cell comes under another header', () => {
    const header = fc.stringMatching(/^[A-Z][A-Z-]{0,11}$/u);
    const cell = fc.stringMatching(/^[a-z0-9/<>().-]{0,15}$/u);
    const table = fc.uniqueArray(header, { minLength: 2, maxLength: 6 }).chain((headers) =>
      fc
        .array(fc.array(cell, { minLength: headers.length, maxLength: headers.length }), {
          minLength: 1,
          maxLength: 8,
        })
        .map((rows) => ({ headers, rows: rows.filter((row) => row.join('') !== '') })),
    );
    fc.assert(
      fc.property(table, ({ headers, rows }) => {
        fc.pre(rows.length > 0);
        const lines = alignColumns([headers, ...rows])
          .replace(/\n$/u, '')
          .split('\n');
        for (const [index, row] of (tableRows(lines) ?? []).slice(1).entries()) {
          for (const [name, value] of cellsOf(row)) {
            expect(value).toBe(rows[index]?.[headers.indexOf(name)]);
          }
        }
      }),
    );
  });
});

function cellsOf(row: RowLine | undefined) {
  return row === undefined || isProse(row) ? [] : row.cells;
}
