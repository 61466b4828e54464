// What a search of the audit answers when there is more than fits: whole rows, and how to get at the rest.

import { describe, expect, test } from '@jest/globals';
import type { AuditFilter, AuditRow } from '../../../bot/audit/row.ts';
import { type AuditWish, searchAudit } from '../../../bot/audit/search.ts';
import type { BotContext } from '../../../bot/command.ts';
import { LIMITS } from '../../../bot/limits.ts';
import { AT_MS, entryOf } from '../../contract/store/fixtures.ts';

/** Newest first, `count` of them. */
function rowsOf(count: number, changes: Partial<AuditRow> = {}): readonly AuditRow[] {
  const hash = 'a'.repeat(64);
  return Array.from({ length: count }, (_, index) => ({
    ...{ ...entryOf(), seq: count - index, atMs: AT_MS, previousHash: hash, hash, ...changes },
  }));
}

async function search(rows: readonly AuditRow[], wish: Partial<AuditWish> = {}) {
  const asked: AuditFilter[] = [];
  const services = {
    timeZone: () => 'Asia/Seoul',
    personName: async () => undefined,
    searchAudit: async (filter: AuditFilter) => {
      asked.push(filter);
      return rows.slice(0, filter.limit);
    },
  };
  const context = { services, nowMs: () => AT_MS } as unknown as BotContext;
  const output = await searchAudit({ filter: {}, as: 'page', ...wish }, context);
  return { ...output, asked };
}

describe('a search that finds', () => {
  test('more than a page shows says how to get at the older ones', async () => {
    const { stdout } = await search(rowsOf(LIMITS.auditPageRows + 1));
    expect(stdout).toContain(`${LIMITS.auditPageRows} rows, newest first`);
    expect(stdout).toContain('There are older ones: add --before 2\n');
  });

  test('exactly what a page shows says that these are all', async () => {
    const { stdout } = await search(rowsOf(LIMITS.auditPageRows));
    expect(stdout).toContain('These are all.');
  });

  test('more rows than a file holds says so', async () => {
    const rows = rowsOf(LIMITS.auditFileRows + 1, { detail: {} });
    const { stderr, file } = await search(rows, { as: 'csv' });
    expect(stderr).toBe(
      '5000 rows, newest first; a file holds at most 5000 rows and 1 MB: for older ones add --before 2',
    );
    expect(file).toMatch(/^audit-[\dTZ-]+\.csv$/u);
  });

  test('more than a file of 1 MB holds gives whole rows, and the place to go on from', async () => {
    const rows = rowsOf(2000, { command: 'x'.repeat(1500) });
    const { stdout, stderr } = await search(rows, { as: 'json' });
    expect(stdout.length).toBeLessThanOrEqual(LIMITS.outputBytes);
    const read = JSON.parse(stdout) as AuditRow[];
    expect(read.length).toBeGreaterThan(400);
    expect(read.at(-1)?.seq).toBe(2000 - read.length + 1);
    expect(stderr).toContain(`${read.length} rows, newest first; a file holds at most`);
    expect(stderr).toContain(`--before ${read.at(-1)?.seq}`);
  });

  test('nothing is still a file that can be read', async () => {
    expect(JSON.parse((await search([], { as: 'json' })).stdout)).toEqual([]);
    expect((await search([], { as: 'csv' })).stdout).toMatch(/^row,time_utc,.*\r\n$/u);
    expect((await search([])).stdout).toContain('No row of the audit matches.');
  });
});

test('the times of a search are those of the settings’ zone', async () => {
  const { asked } = await search([], { since: '2026-05-01', until: '2026-05-01T09:30' });
  expect(asked[0]).toMatchObject({
    sinceMs: Date.parse('2026-05-01T00:00:00+09:00'),
    untilMs: Date.parse('2026-05-01T09:30:00+09:00'),
  });
});
