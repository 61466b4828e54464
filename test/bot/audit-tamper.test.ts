// A store's audit of 10,000 rows, in which somebody who can write the file changes, removes, inserts, exchanges or cuts off a row.
// Each time it is found, and which row it was.

import { randomInt } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openStore } from '../../bot/adapters/store.ts';
import { hashRow } from '../../bot/audit-chain.ts';
import type { AuditRow, AuditVerdict } from '../../bot/ports.ts';

const ROWS = 10_000;
const LONG_MS = 120_000;
const FILE = 'quartermaster.db';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-tamper-'));
  const store = await openStore({ dataDirectory: folder });
  await store.transaction(async (inner) => {
    for (let index = 1; index <= ROWS; index += 1) {
      await inner.appendAudit(
        {
          kind: index % 2 === 1 ? 'intent' : 'outcome',
          requestId: `r${Math.ceil(index / 2)}`,
          teamId: 'T0SHOP',
          userId: index % 3 === 0 ? 'U0ALICE' : 'U0BOB',
          channelId: 'C0SHOPOPS',
          surface: 'slash',
          command: `kubectl scale deploy/web --replicas ${index % 7}`,
          cluster: 'staging',
          verdict: index % 2 === 1 ? 'running' : 'succeeded',
          detail: { policies: ['operators-run-workloads-in-staging'], number: index },
        },
        1_700_000_000_000 + index,
      );
    }
  });
  expect(await store.verifyAudit()).toMatchObject({ rows: ROWS });
  await store.close();
}, LONG_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The ends, where a check is easily off by one, the edge of a page, and places nobody chose. */
const PLACES = [1, 2, 1000, 1001, ROWS - 1, ROWS, randomInt(3, 999), randomInt(1002, ROWS - 2)];
const BEFORE_THE_LAST = PLACES.filter((row) => row < ROWS);

describe.each(PLACES)('row %d', (row) => {
  test.each(['kind', 'user_id', 'command', 'cluster', 'verdict', 'detail', 'at_ms', 'hash'])(
    'with another %s is found',
    async (column) => {
      const value = column === 'at_ms' ? '5' : "'other'";
      const { broken } = await tampered(`update audit set ${column} = ${value} where seq = ${row}`);
      expect(broken).toMatchObject({ seq: row, why: expect.stringMatching(/^changed/u) });
    },
    LONG_MS,
  );

  test('that is gone is missed', async () => {
    const { broken, rows } = await tampered(`delete from audit where seq = ${row}`);
    expect(rows).toBe(ROWS - 1);
    expect(broken).toMatchObject({ seq: row, why: expect.stringMatching(/^missing/u) });
  });

  test('after which all were cut off is known to be not the last', async () => {
    const { broken } = await tampered(`delete from audit where seq >= ${row}`);
    expect(broken).toMatchObject({ seq: row, why: expect.stringMatching(/^missing/u) });
  });
});

describe.each(BEFORE_THE_LAST)('row %d', (row) => {
  test('exchanged with the next is found', async () => {
    const { broken } = await tampered(
      `update audit set seq = -1 where seq = ${row};
       update audit set seq = ${row} where seq = ${row + 1};
       update audit set seq = ${row + 1} where seq = -1`,
    );
    expect(broken).toMatchObject({ seq: row });
  });

  test('followed by one that was put in, with a hash that fits, is where it was put in', async () => {
    const { broken, rows } = await tampered((database) => {
      const columns = database.prepare(`select * from audit where seq = ${row}`).get() ?? {};
      database.exec(`update audit set seq = -seq - 1 where seq > ${row};
        update audit set seq = -seq where seq < 0`);
      const forged: Record<string, unknown> = { ...columns, seq: row + 1, command: 'qm version' };
      forged.previous_hash = columns.hash;
      forged.hash = hashRow(rowOf(forged));
      const names = Object.keys(forged);
      const insert = `insert into audit (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`;
      database.prepare(insert).run(...(Object.values(forged) as (string | number)[]));
    });
    expect(rows).toBe(ROWS + 1);
    expect(broken).toMatchObject({ seq: row + 2 }); // what was row + 1 does not follow what was put in
  });
});

async function tampered(how: string | ((database: DatabaseSync) => void)): Promise<AuditVerdict> {
  const copy = path.join(folder, 'copy');
  await mkdir(copy, { recursive: true });
  await copyFile(path.join(folder, FILE), path.join(copy, FILE));
  const database = new DatabaseSync(path.join(copy, FILE));
  if (typeof how === 'string') database.exec(how);
  else how(database);
  database.close();
  const store = await openStore({ dataDirectory: copy, readOnly: true });
  try {
    return await store.verifyAudit();
  } finally {
    await store.close();
    await rm(copy, { recursive: true, force: true });
  }
}

function rowOf(columns: Readonly<Record<string, unknown>>): Omit<AuditRow, 'hash'> {
  const text = (name: string) => String(columns[name]);
  return {
    seq: Number(columns.seq),
    atMs: Number(columns.at_ms),
    kind: text('kind') as AuditRow['kind'],
    requestId: text('request_id'),
    teamId: text('team_id'),
    userId: text('user_id'),
    channelId: text('channel_id'),
    surface: text('surface'),
    command: text('command'),
    cluster: text('cluster'),
    verdict: text('verdict'),
    detail: JSON.parse(text('detail')) as AuditRow['detail'],
    previousHash: text('previous_hash'),
  };
}
