// What a search of the audit prints: pages that fit a phone, CSV that no spreadsheet runs, JSON that still proves the chain.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvHead, csvRecord } from '../../../bot/audit/csv.ts';
import { readAuditLine, writeAuditLine } from '../../../bot/audit/line.ts';
import { writeAuditPage } from '../../../bot/audit/page.ts';
import type { AuditRow } from '../../../bot/audit/row.ts';
import { chainEntry, FIRST_HASH, hashRow } from '../../../bot/audit-chain.ts';
import { pageOf } from '../../../bot/pages.ts';
import { redact } from '../../../bot/redact.ts';
import { AT_MS, entryOf } from '../../contract/store/fixtures.ts';

function rowOf(changes: Partial<AuditRow> = {}): AuditRow {
  return chainEntry({ rows: (changes.seq ?? 1) - 1, hash: FIRST_HASH }, entryOf(changes), AT_MS);
}

/** A reader of RFC 4180 that knows nothing of ours. */
function readCsv(text: string): string[][] {
  const records: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gu,
  )) {
    records.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') records.push([]);
    if (end === '') break;
  }
  return records.filter((record) => record.join('') !== '');
}

describe('CSV', () => {
  test('has a column for each fact, in the reader’s time', () => {
    const detail = { reason: 'a, "b"', policies: ['one', 'two'], exitCode: 1 };
    const [head = [], cells = []] = readCsv(csvHead() + csvRecord(rowOf({ detail }), 'Asia/Seoul'));
    const record = Object.fromEntries(head.map((name, index) => [name, cells[index]]));
    expect(record).toMatchObject({
      row: '1',
      time_utc: new Date(AT_MS).toISOString(),
      time_local: '2026-05-29 05:26:40',
      command: 'kubectl get pods -n shop',
      reason: 'a, "b"',
      policies: 'one two',
      exit_code: '1',
    });
  });

  test.each([
    '=1+1',
    '=cmd|"/C calc"!A0',
    '+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    ' =1',
    '\r=1',
    '\n=1',
    '＝1+1',
    '%0a=1',
  ])('has no cell that begins a formula: %j', (command) => {
    const cells = readCsv(csvRecord(rowOf({ command }), 'UTC'))[0] ?? [];
    expect(cells).toContain(`'${command}`);
  });

  test('holds any text in one cell of one record', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (command) => {
        const records = readCsv(csvHead() + csvRecord(rowOf({ command }), 'UTC'));
        expect(records).toHaveLength(2);
        expect(records[1]).toHaveLength(records[0]?.length ?? 0);
        for (const cell of records[1] ?? []) expect(cell).not.toMatch(/^\s*[=+\-@|%]/u);
      }),
    );
  });

  test('keeps its hashes through redaction', () => {
    const row = rowOf();
    expect(redact(csvRecord(row, 'UTC')).text).toContain(row.hash);
  });
});

describe('a line of JSON', () => {
  test('gives back the row whose hash it carries, whatever the row holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (command, value) => {
        const row = rowOf({ command, detail: { value: JSON.parse(JSON.stringify(value)) } });
        const line = writeAuditLine(row);
        expect(line).not.toContain('\n');
        const read = readAuditLine(line);
        expect(read && hashRow(read)).toBe(row.hash);
      }),
    );
  });

  test('is told from a line of the log', () => {
    expect(readAuditLine('{"level":30,"msg":"ready"}')).toBeUndefined();
    expect(readAuditLine('not JSON')).toBeUndefined();
    expect(JSON.parse(writeAuditLine(rowOf()))).toMatchObject({ stream: 'quartermaster.audit' });
  });

  test('keeps its hashes through redaction', () => {
    const row = rowOf();
    expect(redact(writeAuditLine(row)).text).toBe(writeAuditLine(row));
  });
});

describe('a page', () => {
  const names = new Map([['U1', 'alice']]);
  const page = { timeZone: 'Asia/Seoul', names, asked: 'All rows' };

  test('says when, what, by whom and why, in the zone of the settings', () => {
    const resources = [{ resource: 'deployments.apps', namespace: 'shop', name: 'web' }];
    const rows = [
      rowOf({ seq: 8, kind: 'refusal', verdict: 'refused', detail: { reason: 'not yours' } }),
      rowOf({ seq: 7, detail: { resources } }),
    ];
    expect(writeAuditPage({ ...page, rows })).toBe(
      `2 rows, newest first, times in Asia/Seoul
All rows
These are all.

#8  2026-05-29 05:26:40  refused
  kubectl get pods -n shop
  alice (U1), staging, not yours

#7  2026-05-29 05:26:40  running
  kubectl get pods -n shop
  alice (U1), staging, shop/deployments.apps/web

`,
    );
  });

  test('of a message begins and ends with a whole row, however long commands are', () => {
    const rows = Array.from({ length: 57 }, (_, index) =>
      rowOf({ seq: 57 - index, command: `kubectl get pods ${'long '.repeat(index * 9)}` }),
    );
    const stdout = writeAuditPage({ ...page, rows });
    const output = { stdout, stderr: '', exitCode: 0 };
    const seen: string[] = [];
    for (let number = 1; number <= 6; number += 1) {
      const { text, pages } = pageOf(output, { page: number, filter: '' });
      expect(pages).toBe(6);
      const lines = text.split('\n');
      if (number > 1) expect(lines[0]).toMatch(/^#/u);
      seen.push(
        ...lines.filter((line) => line.startsWith('#')).map((line) => line.split(' ')[0] ?? ''),
      );
    }
    expect(seen).toEqual(rows.map(({ seq }) => `#${seq}`));
  });
});
