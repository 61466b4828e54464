// The SQLite file: opens it for this process alone, durable at each commit, and lets Kysely speak to Node's own SQLite.
// It holds no tables and no queries.

import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { OperatorError } from '../../errors.ts';
import type { Schema } from './schema.ts';

export const SQLITE_FILE = 'quartermaster.db';

/** Distinct SQL texts are few; the limit is for a bug that builds them from values. */
const MAX_PREPARED = 300;

/** SQLite's primary result codes, https://sqlite.org/rescode.html. */
const BUSY = 5;
const LOCKED = 6;

/** The file is another process's. */
export class StoreBusyError extends OperatorError {}

export interface SqliteOptions {
  readonly dataDirectory: string;
  readonly readOnly: boolean;
}

/** @throws OperatorError when the file is another process's, is no database, or cannot be written. */
export function openSqlite(options: SqliteOptions): Kysely<Schema> {
  const file = path.join(options.dataDirectory, SQLITE_FILE);
  try {
    if (!options.readOnly) createPrivately(file);
    const database = new DatabaseSync(file, { readOnly: options.readOnly });
    try {
      configure(database, options.readOnly);
    } catch (error) {
      database.close();
      throw error;
    }
    return new Kysely<Schema>({ dialect: new SqliteDialect({ database: forKysely(database) }) });
  } catch (error) {
    throw explainOpening(error, file);
  }
}

/** Only when it is new: closing a second handle of a file would drop the lock that this process may hold on it. */
function createPrivately(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
}

/** With exclusive locking the lock is taken by the first read and kept until the process ends, however it ends. */
function configure(database: DatabaseSync, readOnly: boolean): void {
  // A reader cannot take an exclusive lock; it is refused all the same while another process holds one.
  if (!readOnly) {
    database.exec('pragma locking_mode = exclusive');
    database.exec('pragma auto_vacuum = incremental');
    database.exec('pragma journal_mode = wal');
    database.exec('pragma synchronous = full');
    database.exec('pragma journal_size_limit = 67108864');
  }
  database.exec('pragma cache_size = -16000');
  database.prepare('select count(*) from sqlite_schema').get();
}

/** Kysely wants the few methods of better-sqlite3 that it uses. */
function forKysely(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(text) {
      const known = prepared.get(text);
      if (known !== undefined) return known;
      if (prepared.size >= MAX_PREPARED) prepared.clear();
      const statement = explained(() => asStatement(database.prepare(text)));
      prepared.set(text, statement);
      return statement;
    },
  };
}

function asStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => explained(() => statement.all(...(parameters as SQLInputValue[]))),
    run: (parameters) => explained(() => statement.run(...(parameters as SQLInputValue[]))),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  };
}

function explained<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw explain(error);
  }
}

/** Faults of the disk are for a person to mend; anything else stays what it is: a bug. */
function explain(error: unknown): unknown {
  const fix = DISK_FAULTS[resultCode(error)];
  if (fix === undefined) return error;
  return new OperatorError({
    what: 'The store cannot be used.',
    why: `SQLite says: ${field(error, 'message')}.`,
    fix,
    cause: error,
  });
}

const DISK_FAULTS: Readonly<Record<number, string>> = {
  8: 'Make the data directory and its files writable for the user that runs the bot.',
  10: 'Check the disk of the data directory.',
  11: 'The file is damaged: stop the bot and restore the data directory from a backup.',
  13: 'The disk is full: make room on the disk of the data directory.',
  14: 'Make the data directory readable and writable for the user that runs the bot.',
  26: 'It is not a SQLite database: move the file away, or set DATA_DIR to another directory.',
};

function explainOpening(error: unknown, file: string): unknown {
  const code = resultCode(error);
  if (code === BUSY || code === LOCKED) {
    return new StoreBusyError({
      what: `The store ${file} cannot be opened.`,
      why: 'Another process has it open; a SQLite file belongs to one process alone.',
      fix: 'Stop the other process, set DATA_DIR to another directory, or set DATABASE_URL to share a PostgreSQL server.',
      cause: error,
    });
  }
  const explained = explain(error);
  if (explained !== error) return explained;
  if (field(error, 'code') === undefined) return error;
  return new OperatorError({
    what: `The store ${file} cannot be opened.`,
    why: `The system says: ${field(error, 'message')}.`,
    fix: 'Set DATA_DIR to a directory that the user of the bot may write.',
    cause: error,
  });
}

/** Extended codes carry the primary one in their low byte. 0: not an error of SQLite. */
function resultCode(error: unknown): number {
  const code = field(error, 'errcode');
  return typeof code === 'number' ? code & 0xff : 0;
}

function field(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
