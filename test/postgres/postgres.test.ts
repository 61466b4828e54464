// Shows that the PostgreSQL for tests is a real one, from either place it may come from.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startPostgres } from './postgres.ts';
import { fetchPostgres, findInstalledPostgres, type PostgresPrograms } from './programs.ts';

const START_MS = 120_000;
const installed = await findInstalledPostgres();

/** Where no server is installed there is only one place to test. */
const places: [PostgresPrograms['source'], () => Promise<string>][] = [
  ['fetched', () => fetchPostgres(() => {})],
];
if (installed !== undefined) places.push(['installed', async () => installed]);

describe.each(places)('a server that is %s', (source, findHome) => {
  test(
    'starts empty, keeps what is written, and ends with its stop',
    async () => {
      const postgres = await startPostgres({ programs: { source, home: await findHome() } });
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      const before = await client.query(
        "select count(*)::int as tables from information_schema.tables where table_schema = 'public'",
      );
      expect(before.rows).toEqual([{ tables: 0 }]);
      await client.query('create table ledger (entry jsonb)');
      await client.query('insert into ledger values ($1)', [{ colour: 'grün' }]);
      expect((await client.query('select entry from ledger')).rows).toEqual([
        { entry: { colour: 'grün' } },
      ]);
      const where = await client.query('show data_directory');
      const directory: string = where.rows[0].data_directory;
      await client.end();
      await postgres.stop();
      const late = new pg.Client({ connectionString: postgres.url });
      await expect(late.connect()).rejects.toThrow('ECONNREFUSED');
      expect(existsSync(directory)).toBe(false);
    },
    START_MS,
  );

  test(
    'refuses who does not know the password',
    async () => {
      const postgres = await startPostgres({ programs: { source, home: await findHome() } });
      const url = new URL(postgres.url);
      url.password = 'guess';
      const stranger = new pg.Client({ connectionString: url.href });
      await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
      await postgres.stop();
    },
    START_MS,
  );
});

test(
  'a server ends with the process that started it, even when that is killed',
  async () => {
    const module = JSON.stringify(path.join(import.meta.dirname, 'postgres.ts'));
    const script = `const { startPostgres } = await import(${module});
    process.stdout.write((await startPostgres()).url); setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(owner, 'exit').then(([code]) => {
      throw new Error(`It ended before it had a server (code ${code}).`);
    });
    ended.catch(() => {}); // later it is killed
    const [printed] = await Promise.race([once(owner.stdout, 'data'), ended]);
    const url = String(printed);
    expect(await answers(url)).toBe(true);
    owner.kill('SIGKILL');
    while (await answers(url)) await delay(50);
  },
  START_MS,
);

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // the server may end while it answers
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
