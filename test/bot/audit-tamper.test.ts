// A store's audit of 10,000 rows, in which somebody who can write the file changes, removes, inserts, exchanges or cuts off a row.
// Each time it is found, and which row it was.

import { randomInt } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openStore } from '../../bot/adapters/store.ts';
import type { AuditEntry, AuditRow, AuditVerdict, Witness } from '../../bot/audit/row.ts';
import { hashRow } from '../../bot/audit-chain.ts';

const ROWS = 10_000;
const LONG_MS = 180_000;
const FILE = 'quartermaster.db';
const FIRST_MS = 1_700_000_000_000;

const COLUMNS = ['kind', 'user_id', 'command', 'cluster', 'verdict', 'detail', 'at_ms', 'hash'];

interface Case {
  readonly name: string;
  /** Rows up to these numbers are removed, one removal after the other; rows follow each. */
  readonly removed: readonly number[];
  /** The first row that is there, the last, and in which some are checkpoints. */
  readonly first: number;
  readonly last: number;
  readonly places: readonly number[];
}

/** The ends, where a check is easily off by one, the edge of a page, and places nobody chose. */
const CASES: readonly Case[] = [
  {
    name: 'an audit',
    ...{ removed: [], first: 1, last: ROWS },
    places: [1, 2, 1000, 1001, ROWS - 1, ROWS, randomInt(3, 999), randomInt(1002, ROWS - 2)],
  },
  {
    name: 'an audit whose old rows were removed',
    ...{ removed: [4000, 5000], first: 5001, last: ROWS + 4 },
    // Rows 10,001 and 10,003 are the checkpoints; a row follows each.
    places: [5001, 5002, randomInt(5003, 9998), ROWS + 1, ROWS + 2, ROWS + 3, ROWS + 4],
  },
  {
    name: 'an audit that ends with a checkpoint',
    ...{ removed: [ROWS - 3], first: ROWS - 2, last: ROWS + 1 },
    places: [ROWS - 2, ROWS - 1, ROWS, ROWS + 1],
  },
];

describe.each(CASES)('$name', ({ removed, first, last, places }) => {
  let folder: string;
  const count = last - first + 1;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-tamper-'));
    const store = await openStore({ dataDirectory: folder });
    await store.transaction(async (inner) => {
      for (let index = 1; index <= ROWS; index += 1)
        await inner.appendAudit(entryOf(index), FIRST_MS + index);
    });
    for (const [index, through] of removed.entries()) {
      const { removed: after } = await store.auditEnds();
      const [row] = await store.readAudit(through - 1, 1);
      const removal = {
        ...{ beforeMs: FIRST_MS + ROWS, exports: [], most: ROWS, after },
        through: { rows: through, hash: row?.hash ?? '' },
      };
      expect(await store.removeAudit(removal, FIRST_MS + ROWS)).toBeDefined();
      if (removed.length > 1) await store.appendAudit(entryOf(ROWS + index), FIRST_MS + ROWS);
    }
    expect(await store.verifyAudit()).toEqual({
      rows: count,
      headHash: expect.any(String),
      ...(removed.length === 0 ? {} : { removed: first - 1 }),
    });
    await store.close();
  }, LONG_MS);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  describe.each(places)('row %d', (row) => {
    test.each(removed.length === 0 ? COLUMNS : ['detail', 'hash'])(
      'with another %s is found',
      async (column) => {
        const value = column === 'at_ms' ? '5' : "'other'";
        const { broken } = await tampered(
          folder,
          `update audit set ${column} = ${value} where seq = ${row}`,
        );
        expect(broken).toMatchObject({ seq: row, why: expect.stringMatching(/^changed/u) });
      },
      LONG_MS,
    );

    test('that is gone is missed', async () => {
      const { broken, rows } = await tampered(folder, `delete from audit where seq = ${row}`);
      expect(rows).toBe(count - 1);
      expect(broken).toMatchObject({ seq: row, why: expect.stringMatching(/^missing/u) });
    });

    test('after which all were cut off is known to be not the last', async () => {
      const { broken } = await tampered(folder, `delete from audit where seq >= ${row}`);
      expect(broken).toMatchObject({ seq: row, why: expect.stringMatching(/^missing/u) });
    });

    test('up to which all were cut off is known to have had others before', async () => {
      const { broken } = await tampered(folder, `delete from audit where seq <= ${row}`);
      expect(broken).toMatchObject({ seq: first, why: expect.stringMatching(/^missing/u) });
    });

    test('that was written anew with a hash that fits is found by what follows', async () => {
      const { broken } = await tampered(folder, (database) => {
        const columns = database.prepare(`select * from audit where seq = ${row}`).get() ?? {};
        const forged = { ...columns, kind: 'event', detail: '{}' };
        database
          .prepare("update audit set kind = 'event', detail = '{}', hash = ? where seq = ?")
          .run(hashRow(rowOf(forged)), row);
      });
      expect(broken?.seq).toBe(row === last ? row : row + 1);
    });
  });

  describe.each(places.filter((row) => row < last))('row %d', (row) => {
    test('exchanged with the next is found', async () => {
      const { broken } = await tampered(
        folder,
        `update audit set seq = -1 where seq = ${row};
         update audit set seq = ${row} where seq = ${row + 1};
         update audit set seq = ${row + 1} where seq = -1`,
      );
      expect(broken).toMatchObject({ seq: row });
    });

    test('followed by one that was put in, with a hash that fits, is where it was put in', async () => {
      const { broken, rows } = await tampered(folder, (database) => {
        const columns = database.prepare(`select * from audit where seq = ${row}`).get() ?? {};
        database.exec(`update audit set seq = -seq - 1 where seq > ${row};
          update audit set seq = -seq where seq < 0`);
        insert(database, {
          ...columns,
          seq: row + 1,
          command: 'qm version',
          previous_hash: columns.hash,
        });
      });
      expect(rows).toBe(count + 1);
      expect(broken).toMatchObject({ seq: row + 2 }); // what was row + 1 does not follow what was put in
    });
  });

  test('with another beginning in the record of its ends is found', async () => {
    const { broken } = await tampered(
      folder,
      `update audit_head set removed_rows = 17, removed_hash = 'x'`,
    );
    expect(broken).toMatchObject({ seq: last, why: expect.stringMatching(/^forged head/u) });
  });

  test('cut short in front, with a record of its ends that was changed along with it, is found', async () => {
    const { broken } = await tampered(folder, (database) => {
      const row = database.prepare(`select hash from audit where seq = ${first + 1}`).get() ?? {};
      database.exec(`delete from audit where seq <= ${first + 1}`);
      database
        .prepare('update audit_head set removed_rows = ?, removed_hash = ?')
        .run(first + 1, String(row.hash));
    });
    expect(broken).toMatchObject({ seq: first, why: expect.stringMatching(/^missing/u) });
  });

  test('cut short in front under a checkpoint of one’s own is found, unless the head is forged too', async () => {
    const { broken } = await tampered(folder, (database) => {
      const end = database.prepare(`select * from audit where seq = ${last}`).get() ?? {};
      const row = database.prepare(`select hash from audit where seq = ${first + 1}`).get() ?? {};
      const detail = JSON.stringify({ hash: row.hash, through: first + 1 });
      const forged = { ...end, seq: last + 1, kind: 'checkpoint', detail, previous_hash: end.hash };
      database.exec(`delete from audit where seq <= ${first + 1}`);
      insert(database, forged);
    });
    expect(broken?.seq).toBe(last + 1);
  });

  test(
    'that was rewritten whole does not fit the head that was published',
    async () => {
      const store = await openStore({ dataDirectory: folder, readOnly: true });
      const at = async (seq: number) => ({
        rows: seq,
        hash: (await store.readAudit(seq - 1, 1))[0]?.hash ?? '',
      });
      const witnesses = [await at(last), await at(first), await at(first + 1)];
      await store.close();
      expect(await tampered(folder, '', witnesses)).not.toHaveProperty('broken');
      const { broken } = await tampered(
        folder,
        (database) => rewriteFrom(database, first + 1, 'kubectl get nodes'),
        witnesses,
      );
      expect(broken).toEqual({
        seq: first + 1,
        why: expect.stringMatching(/^rewritten.*among rows \d+ to \d+$/u),
      });
      const cut = await tampered(folder, (database) => cutTail(database, last - 1), witnesses);
      // Where the checkpoint went with it, nothing says any more that the rows in front were removed.
      expect(cut.broken).toMatchObject({ seq: removed.length === 1 ? 1 : last });
    },
    LONG_MS,
  );
});

/** As somebody would who has the table, the head and time. */
function rewriteFrom(database: DatabaseSync, from: number, command: string): void {
  const rows = database.prepare('select * from audit where seq >= ? order by seq').all(from);
  let previous = String(rows[0]?.previous_hash);
  database.exec('begin');
  const update = database.prepare(
    'update audit set command = ?, previous_hash = ?, hash = ? where seq = ?',
  );
  for (const columns of rows) {
    const forged = { ...columns, command, previous_hash: previous };
    const hash = hashRow(rowOf(forged));
    update.run(command, previous, hash, Number(columns.seq));
    previous = hash;
  }
  database.prepare('update audit_head set hash = ?').run(previous);
  database.exec('commit');
}

function cutTail(database: DatabaseSync, after: number): void {
  const row = database.prepare('select hash from audit where seq = ?').get(after) ?? {};
  database.exec(`delete from audit where seq > ${after}`);
  database.prepare('update audit_head set rows = ?, hash = ?').run(after, String(row.hash));
}

function insert(database: DatabaseSync, columns: Record<string, unknown>): void {
  const forged: Record<string, unknown> = { ...columns, hash: hashRow(rowOf(columns)) };
  const names = Object.keys(forged);
  const marks = names.map(() => '?').join(', ');
  database
    .prepare(`insert into audit (${names.join(', ')}) values (${marks})`)
    .run(...(Object.values(forged) as (string | number)[]));
}

function entryOf(index: number): AuditEntry {
  return {
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
  };
}

async function tampered(
  folder: string,
  how: string | ((database: DatabaseSync) => void),
  witnesses: readonly Witness[] = [],
): Promise<AuditVerdict> {
  const copy = path.join(folder, 'copy');
  await mkdir(copy, { recursive: true });
  await copyFile(path.join(folder, FILE), path.join(copy, FILE));
  const database = new DatabaseSync(path.join(copy, FILE));
  if (typeof how === 'string') database.exec(how);
  else how(database);
  database.close();
  const store = await openStore({ dataDirectory: copy, readOnly: true });
  try {
    return await store.verifyAudit(witnesses);
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
