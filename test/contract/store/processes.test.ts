// Several processes on one store: a SQLite file belongs to one, a PostgreSQL server carries many.

import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OperatorError } from '../../../bot/errors.ts';
import type { Store } from '../../../bot/ports.ts';
import { type Database, findPostgresEngine, query, sqlite } from './databases.ts';
import { AT_MS, entryOf, outgoingOf, requestOf } from './fixtures.ts';

const postgres = await findPostgresEngine();
let database: Database;

afterEach(async () => {
  await database.drop();
});
afterAll(async () => {
  await postgres?.stop();
});

describe('a SQLite file', () => {
  beforeEach(async () => {
    database = await sqlite.create();
  });

  test('refuses a second process in plain words, and lets it in when the first is gone', async () => {
    const store = await database.open();
    const refused = database.spawn({ do: 'open' });
    expect(await refused.next()).toMatchObject({
      why: expect.stringContaining('Another process has it open'),
      fix: expect.stringContaining('DATA_DIR'),
    });
    await store.close();
    const welcome = database.spawn({ do: 'open' });
    expect(await welcome.next()).toEqual({ opened: true });
    await expect(database.open()).rejects.toBeInstanceOf(OperatorError);
    await expect(database.open({ readOnly: true })).rejects.toBeInstanceOf(OperatorError);
    await welcome.kill();
    await database.open();
  });

  test('is read without being changed even when its last process was killed', async () => {
    const worker = database.spawn({ do: 'write' });
    while ((await worker.next())?.done !== 3);
    await worker.kill();
    const reader = await database.open({ readOnly: true });
    const verdict = await reader.verifyAudit();
    expect(verdict.rows).toBeGreaterThanOrEqual(8);
    expect(verdict.broken).toBeUndefined();
  });

  test('can be read by nobody but its owner', async () => {
    const dataDirectory = path.join(database.options.dataDirectory, 'new', 'data');
    const { openStore } = await import('../../../bot/adapters/store.ts');
    const store = await openStore({ dataDirectory });
    expect(statSync(dataDirectory).mode & 0o777).toBe(0o700);
    for (const file of ['quartermaster.db', 'quartermaster.db-wal']) {
      expect(statSync(path.join(dataDirectory, file)).mode & 0o777).toBe(0o600);
    }
    await store.close();
  });

  test('says what to do about a data directory that cannot be used', async () => {
    const { openStore } = await import('../../../bot/adapters/store.ts');
    await expect(openStore({ dataDirectory: '/dev/null/data' })).rejects.toMatchObject({
      fix: expect.stringContaining('DATA_DIR'),
    });
  });

  test('frees the leases of the process before', async () => {
    const before = await database.open();
    await before.acquireLease('outbound', 'before', AT_MS, 1e9);
    await before.close();
    const store = await database.open();
    expect(await store.acquireLease('outbound', 'after', AT_MS, 100)).toMatchObject({ token: 2 });
  });
});

const onPostgres = postgres === undefined ? describe.skip : describe;

onPostgres('a PostgreSQL server', () => {
  beforeEach(async () => {
    if (postgres !== undefined) database = await postgres.create();
  });

  test('measures leases by its own clock, however far those of its processes are off', async () => {
    const store = await database.open();
    const [early, late] = [Date.now() - 3_600_000, Date.now() + 3_600_000];
    const lease = await store.acquireLease('lead', 'late', late, 600_000);
    expect(lease).toEqual({ holder: 'late', token: 1, expiresAtMs: late + 600_000 });
    // Neither whose clock says that it has run out for long takes it, nor does its holder lose it.
    for (const nowMs of [late + 3_600_000, early]) {
      expect(await store.acquireLease('lead', 'other', nowMs, 600_000)).toBeUndefined();
    }
    if (lease === undefined) throw new Error('no lease');
    for (const nowMs of [early, late + 3_600_000]) await store.assertLease('lead', lease, nowMs);

    // It runs out also where its holder was an hour ahead.
    const short = await store.acquireLease('lead', 'late', late, 1);
    expect(short?.token).toBe(1);
    let taken: Awaited<ReturnType<Store['acquireLease']>>;
    while (taken === undefined) taken = await store.acquireLease('lead', 'early', early, 600_000);
    expect(taken).toEqual({ holder: 'early', token: 2, expiresAtMs: early + 600_000 });
    await expect(store.assertLease('lead', lease, early)).rejects.toThrow('has taken the lease');
  });

  test('keeps one chain when two processes append at the same time', async () => {
    const store = await database.open();
    const workers = [1, 2].map(() => database.spawn({ do: 'append', rows: 500 }));
    for (const worker of workers) expect(await worker.next()).toEqual({ appended: 500 });
    expect(await store.verifyAudit()).toMatchObject({ rows: 1000 });
    expect((await store.verifyAudit()).broken).toBeUndefined();
  });

  test('removes old rows once, whoever of two processes is first, while rows are written', async () => {
    const [one, two] = [await database.open(), await database.open()];
    for (let row = 0; row < 30; row += 1)
      await one.appendAudit(entryOf({ kind: 'outcome' }), AT_MS + row);
    const worker = database.spawn({ do: 'append', rows: 100 });
    for (let through = 10; through <= 30; through += 10) {
      const [last] = await one.readAudit(through - 1, 1);
      const removal = {
        ...{ beforeMs: AT_MS + 30, exports: [], most: 1000 },
        through: { rows: through, hash: last?.hash ?? '' },
        after: (await one.auditEnds()).removed,
      };
      const removed = await Promise.all(
        [one, two, one, two].map((each) => each.removeAudit(removal, AT_MS)),
      );
      expect(removed.filter((checkpoint) => checkpoint !== undefined)).toHaveLength(1);
    }
    expect(await worker.next()).toEqual({ appended: 100 });
    const verdict = await two.verifyAudit();
    expect(verdict).toMatchObject({ rows: 103, removed: 30 });
    expect(verdict.broken).toBeUndefined();
  });

  test('is verified from outside while the bot runs, and the first broken row is named', async () => {
    const store = await database.open();
    for (let row = 0; row < 30; row += 1)
      await store.appendAudit(entryOf({ kind: 'outcome' }), AT_MS + row);
    const [last] = await store.readAudit(9, 1);
    await store.removeAudit(
      {
        ...{ beforeMs: AT_MS + 100, exports: [], most: 1000 },
        through: { rows: 10, hash: last?.hash ?? '' },
        after: (await store.auditEnds()).removed,
      },
      AT_MS,
    );
    const { head } = await store.auditEnds();
    const whole = verify(database, '--witness', `${head.rows}:${head.hash}`);
    expect(whole.stdout).toMatch(
      /^rows: 21 \(before them 10 were removed[\s\S]*the chain is whole\n$/u,
    );
    expect(whole.status).toBe(0);
    const url = database.options.databaseUrl ?? '';
    await query(url, "update audit set command = 'kubectl get nodes' where seq = 17");
    const broken = verify(database);
    expect(broken.stdout).toContain('verdict: BROKEN at row 17: changed');
    expect(broken.status).toBe(1);
    await query(url, 'delete from audit where seq = 11');
    expect(verify(database).stdout).toContain('BROKEN at row 11: missing');
  });

  test('receives an id once over two processes', async () => {
    const [one, two] = [await database.open(), await database.open()];
    const received = await Promise.all(
      Array.from({ length: 100 }, (_, index) => (index % 2 ? one : two).receive(requestOf('r1'))),
    );
    expect(received.filter((isNew) => isNew)).toHaveLength(1);
  });

  test('leaves the unfinished work of a living process to it, and gives that of a dead one away', async () => {
    const store = await database.open();
    const worker = database.spawn({ do: 'open' });
    expect(await worker.next()).toEqual({ opened: true });
    const id = `open-${worker.child.pid}`;
    await store.appendAudit(entryOf({ requestId: id }), AT_MS);
    expect(await store.unfinished()).toEqual([]);
    expect(await store.openIntents()).toEqual([]);
    await worker.kill();
    while ((await store.unfinished()).length === 0);
    expect((await store.unfinished())[0]?.request.id).toBe(id);
    expect(await store.openIntents()).toHaveLength(1);
  });

  test('names the dead and gives what they left to one process alone, never that of the living', async () => {
    const [one, two] = [await database.open(), await database.open()];
    await one.receive(requestOf('mine'));
    const [living, dying] = [database.spawn({ do: 'open' }), database.spawn({ do: 'open' })];
    for (const worker of [living, dying]) expect(await worker.next()).toEqual({ opened: true });
    expect(await two.deadOwners()).toEqual([]);

    await dying.kill();
    while ((await one.deadOwners()).length === 0);
    const dead = await one.deadOwners();
    const adopted = await Promise.all([one.adopt(dead), two.adopt(dead)]);

    expect(adopted.flat().map(({ request }) => request.id)).toEqual([`open-${dying.child.pid}`]);
    expect(await one.deadOwners()).toEqual([]);
    expect(await two.adopt(dead)).toEqual([]);
  });

  test('says in words when it cannot be reached, and goes on when connections were cut', async () => {
    const store = await database.open();
    const url = database.options.databaseUrl ?? '';
    const cut = () =>
      query(
        url,
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
      );
    const torn = store.transaction(async (inside) => {
      await inside.enqueue(outgoingOf('a'), AT_MS);
      await cut();
      await inside.enqueue(outgoingOf('b'), AT_MS);
    });
    await expect(torn).rejects.toMatchObject({ what: 'The store cannot be reached.' });
    await store.check();
    expect(await store.queued(10)).toEqual([]);
    const nowhere = new URL(url);
    nowhere.port = '1';
    const { openStore } = await import('../../../bot/adapters/store.ts');
    await expect(
      openStore({ dataDirectory: '/nowhere', databaseUrl: nowhere.href }),
    ).rejects.toMatchObject({ what: 'The store cannot be reached.' });
  });

  test('does not let in who has the wrong password, and does not repeat the password', async () => {
    const stranger = new URL(database.options.databaseUrl ?? '');
    stranger.password = 'guess-123';
    const { openStore } = await import('../../../bot/adapters/store.ts');
    const refused = openStore({ dataDirectory: '/nowhere', databaseUrl: stranger.href });
    await expect(refused).rejects.toMatchObject({ what: 'The store cannot be opened.' });
    await expect(refused).rejects.not.toThrow('guess-123');
  });

  test('lets several processes start on an empty database at the same time', async () => {
    const stores = await Promise.all([1, 2, 3].map(() => database.open()));
    for (const store of stores) await store.check();
  });
});

function verify({ options }: Database, ...args: readonly string[]) {
  const program = path.join(import.meta.dirname, '..', '..', '..', 'bot', 'audit-verify.ts');
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, DATABASE_URL: options.databaseUrl },
  });
}
