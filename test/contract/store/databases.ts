// The databases that the store's contract is held against, each test with an empty one of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { openStore } from '../../../bot/adapters/store.ts';
import type { Store } from '../../../bot/ports.ts';
import { type Postgres, startPostgres } from '../../postgres/postgres.ts';
import type { Job } from './worker.ts';

/** An empty database. */
export interface Database {
  readonly options: { readonly dataDirectory: string; readonly databaseUrl?: string };
  open(extra?: { readOnly?: boolean; nowMs?: () => number }): Promise<Store>;
  /** Runs SQL behind the store's back. On SQLite every store must be closed. */
  tamper(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Starts a second process on this database. */
  spawn(job: Pick<Job, 'do' | 'rows'>): Worker;
  drop(): Promise<void>;
}

export interface Worker {
  readonly child: ChildProcess;
  /** The next line that it prints, parsed; undefined when it has ended. */
  next(): Promise<Record<string, unknown> | undefined>;
  /** Ends it without warning and waits until it is gone. */
  kill(): Promise<void>;
}

export interface Engine {
  readonly name: 'SQLite' | 'PostgreSQL';
  create(): Promise<Database>;
  stop(): Promise<void>;
}

export const sqlite: Engine = {
  name: 'SQLite',
  async create() {
    const dataDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-store-'));
    return databaseOver({ dataDirectory }, async (sql) => {
      const database = new DatabaseSync(path.join(dataDirectory, 'quartermaster.db'));
      try {
        return database.prepare(sql).all();
      } finally {
        database.close();
      }
    });
  },
  stop: async () => {},
};

/** Undefined, with a loud word, where no PostgreSQL can be had. */
export async function findPostgresEngine(): Promise<Engine | undefined> {
  let server: Postgres;
  try {
    server = await startPostgres();
  } catch (error) {
    console.warn(`SKIPPED: the store's contract on PostgreSQL. ${(error as Error).message}`);
    return undefined;
  }
  let databases = 0;
  return {
    name: 'PostgreSQL',
    async create() {
      databases += 1;
      const name = `contract_${databases}`;
      await query(server.url, `create database ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      const dataDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-store-'));
      return databaseOver({ dataDirectory, databaseUrl: url.href }, (sql) => query(url.href, sql));
    },
    stop: () => server.stop(),
  };
}

export async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function databaseOver(options: Database['options'], tamper: Database['tamper']): Database {
  const stores: Store[] = [];
  const workers: Worker[] = [];
  return {
    options,
    tamper,
    async open(extra = {}) {
      const store = await openStore({ ...options, ...extra });
      stores.push(store);
      return store;
    },
    spawn(job) {
      const worker = startWorker({ ...options, ...job });
      workers.push(worker);
      return worker;
    },
    async drop() {
      for (const worker of workers) await worker.kill();
      for (const store of stores) await store.close();
      await rm(options.dataDirectory, { recursive: true, force: true });
    },
  };
}

function startWorker(job: Job): Worker {
  const program = path.join(import.meta.dirname, 'worker.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, JSON.stringify(job)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'close');
  return {
    child,
    async next() {
      const line = await lines.next();
      return line.done === true ? undefined : (JSON.parse(line.value) as Record<string, unknown>);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
