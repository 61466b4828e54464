// Old rows leave under a checkpoint, through an archive: in whole days, never from a broken chain, never what is still needed.

import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAuditArchive } from '../../../bot/adapters/audit-archive.ts';
import { openStore } from '../../../bot/adapters/store.ts';
import { removeOldAudit } from '../../../bot/audit/retention.ts';
import type { Store } from '../../../bot/ports.ts';
import { entryOf } from '../../contract/store/fixtures.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1, 12);
let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-retention-'));
  store = await openStore({ dataDirectory: folder });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Ten rows a day for so many days. */
async function writeDays(days: number): Promise<void> {
  await store.transaction(async (inside) => {
    for (let row = 0; row < days * 10; row += 1) {
      const atMs = START_MS + Math.floor(row / 10) * DAY_MS + (row % 10) * 60_000;
      await inside.appendAudit(entryOf({ kind: 'outcome', requestId: `r${row}` }), atMs);
    }
  });
}

function remove(onDay: number, keepDays = 5, archive = true) {
  return removeOldAudit(
    {
      store,
      clock: { nowMs: () => START_MS + onDay * DAY_MS },
      archive: archive ? createAuditArchive(path.join(folder, 'archive')) : undefined,
    },
    { keepDays, exports: [] },
  );
}

function verify(...args: readonly string[]) {
  const program = path.join(import.meta.dirname, '..', '..', '..', 'bot', 'audit-verify.ts');
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, DATA_DIR: folder },
  });
}

const archived = () => path.join(folder, 'archive');

describe('retention', () => {
  test('removes whole days, says so in the chain, and keeps it whole', async () => {
    await writeDays(20);
    const [checkpoint] = await remove(19);
    expect(checkpoint).toMatchObject({
      seq: 201,
      kind: 'checkpoint',
      detail: {
        ...{ from: 1, through: 140, removed: 140, before: '2026-01-15T00:00:00.000Z' },
        hash: expect.stringMatching(/^[0-9a-f]{64}$/u),
        archive: { file: 'audit-000000000001-000000000140.jsonl', rows: 140 },
      },
    });
    expect(await store.verifyAudit()).toMatchObject({ rows: 61, removed: 140 });
    expect((await store.searchAudit({ limit: 1000 })).at(-1)?.seq).toBe(141);
    expect(await remove(19)).toEqual([]); // not twice a day
    expect(await remove(20)).toHaveLength(1);
    expect(await store.verifyAudit()).toMatchObject({ rows: 52, removed: 150 });
  });

  test('keeps everything of a chain that is broken, and archives none of it', async () => {
    await writeDays(20);
    await store.close();
    const database = new DatabaseSync(path.join(folder, 'quartermaster.db'));
    database.exec("update audit set command = 'kubectl get nodes' where seq = 77");
    database.close();
    store = await openStore({ dataDirectory: folder });
    await expect(remove(19)).rejects.toThrow(/broken at row 77/u);
    expect(await store.verifyAudit()).toMatchObject({ rows: 200, broken: { seq: 77 } });
    expect(await readdir(archived())).toEqual([]);
  });

  test('keeps the rows where the archive cannot be written', async () => {
    await writeDays(20);
    await writeFile(archived(), 'a file is in the way');
    await expect(remove(19)).rejects.toThrow(/could not be archived/u);
    expect(await store.verifyAudit()).toMatchObject({ rows: 200 });
  });

  test('can go on after it ended between the archive and the removal', async () => {
    await writeDays(20);
    const interrupted = { ...store, removeAudit: () => Promise.reject(new Error('killed')) };
    const archive = createAuditArchive(archived());
    const clock = { nowMs: () => START_MS + 15 * DAY_MS };
    const wish = { keepDays: 5, exports: [] };
    await expect(removeOldAudit({ store: interrupted, clock, archive }, wish)).rejects.toThrow();
    await remove(19);
    expect(await readdir(archived())).toHaveLength(2); // one of them of no use
    await store.close();
    expect(verify('--archive', archived())).toMatchObject({ status: 0 });
  });

  test('without an archive removes all the same', async () => {
    await writeDays(20);
    const [checkpoint] = await remove(19, 5, false);
    expect(checkpoint?.detail).not.toHaveProperty('archive');
    expect(await store.verifyAudit()).toMatchObject({ rows: 61, removed: 140 });
  });
});

describe('npm run audit:verify with an archive', () => {
  beforeEach(async () => {
    await writeDays(20);
    await remove(17);
    await remove(19);
    await store.close();
  });

  test('is read by its owner alone, and is whole by itself and with the store', async () => {
    const [file = ''] = await readdir(archived());
    expect((await stat(path.join(archived(), file))).mode & 0o777).toBe(0o600);
    expect((await stat(archived())).mode & 0o777).toBe(0o700);
    const both = verify('--archive', archived());
    expect(both.stdout).toMatch(/before them 140 were removed[\s\S]*archive: 140 rows, 1 to 140/u);
    expect(both.stdout).toContain('the rows of the store follow those of the archive');
    expect(both.status).toBe(0);
    const alone = verify('--archive', archived(), '--archive-only');
    expect(alone.stdout).toMatch(/^archive: 140 rows[\s\S]*the archive is whole\n$/u);
    expect(alone.status).toBe(0);
  });

  test.each([
    ['changed', (text: string) => text.replace('kubectl get pods', 'kubectl get node'), 1],
    ['gone', (text: string) => text.replace(/^.*"seq":7,.*\n/mu, ''), 7],
    ['cut off', (text: string) => text.split('\n').slice(0, 99).join('\n'), 100],
  ])('finds a row that is %s', async (_, change, seq) => {
    const [first = ''] = await readdir(archived());
    const file = path.join(archived(), first);
    await writeFile(file, change(await readFile(file, 'utf8')));
    const { status, stdout } = verify('--archive', archived());
    expect(stdout).toContain(`the archive is BROKEN at row ${seq}`);
    expect(status).toBe(1);
  });

  test('finds that a file of the archive is gone', async () => {
    const [, second = ''] = await readdir(archived());
    await rm(path.join(archived(), second));
    expect(verify('--archive', archived()).stdout).toContain('BROKEN at row 121: missing');
  });

  test('compares published heads with whichever holds their row', async () => {
    const hashOf = async (seq: number) => {
      for (const name of await readdir(archived())) {
        const text = await readFile(path.join(archived(), name), 'utf8');
        const line = text.split('\n').find((each) => each.includes(`"seq":${seq},`));
        if (line !== undefined) return (JSON.parse(line) as { hash: string }).hash;
      }
      throw new Error('not archived');
    };
    const good = `33:${await hashOf(33)}`;
    const alone = verify('--witness', good);
    expect(alone.stdout).toContain(`not compared: ${good}`);
    expect(alone.status).toBe(0);
    expect(verify('--witness', good, '--archive', archived()).status).toBe(0);
    const forged = verify('--witness', `33:${'a'.repeat(64)}`, '--archive', archived());
    expect(forged.stdout).toContain('the archive is BROKEN at row 1: rewritten');
    const beyond = verify('--witness', `9000:${'a'.repeat(64)}`);
    expect(beyond.stdout).toContain('BROKEN at row 203: missing: 9000 rows were there');
    expect(beyond.status).toBe(1);
  });

  test.each([
    [['--witness', '12']],
    [['--archive-only']],
    [['--archive', '/nowhere']],
    [['--what']],
  ])('says what is wrong with %j', (args) => {
    const { status, stderr } = verify(...args);
    expect(status).toBe(2);
    expect(stderr).not.toContain('    at ');
  });
});
