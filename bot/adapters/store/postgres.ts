// The PostgreSQL server: a small pool with prepared statements, safe whole numbers, and lost connections told as what they
// are. It holds no tables and no queries.

import { createHash, randomInt } from 'node:crypto';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import { OperatorError } from '../../errors.ts';
import type { StoreLimits } from './limits.ts';
import type { Schema } from './schema.ts';

/** The first key of the advisory lock that each living process holds; the second is its own number. */
const ALIVE_LOCK = 7_214_002;
const INT8 = 20;
const MAX_OWNER = 2 ** 31 - 1;

/** SQLSTATE classes and codes that say the server cannot serve now: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const OUTAGES = /^(08|53|57P|58)/;
const REFUSALS = /^(28|3D|42501)/;

export interface PostgresOptions {
  readonly url: string;
  readonly limits: StoreLimits;
  readonly readOnly: boolean;
}

export interface Postgres {
  readonly db: Kysely<Schema>;
  readonly owner: string;
  close(): Promise<void>;
}

/** @throws OperatorError when the server cannot be reached or does not let us in. */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
  const config: pg.ClientConfig = {
    connectionString: options.url,
    application_name: 'quartermaster',
    connectionTimeoutMillis: options.limits.databaseTimeoutMs,
    statement_timeout: options.limits.databaseTimeoutMs,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    types: { getTypeParser },
    ...(options.readOnly ? { options: '-c default_transaction_read_only=on' } : {}),
  };
  const pool = new pg.Pool({ ...config, max: options.limits.databaseConnections });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {});
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: explainPool(pool) }) });
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const life = options.readOnly ? undefined : await holdLife(config);
  return {
    db,
    owner: String(life?.owner ?? 0),
    async close() {
      await life?.end();
      await db.destroy();
    },
  };
}

/** SQL for the owners among `requests` whose process lives: they hold their lock for as long as they are connected. */
export const LIVING_OWNERS = sql<string>`select objid::bigint::text from pg_locks
  where locktype = 'advisory' and classid = ${sql.lit(ALIVE_LOCK)} and objsubid = 2 and granted
  and database = (select oid from pg_database where datname = current_database())`;

interface Life {
  readonly owner: number;
  end(): Promise<void>;
}

/** A connection of its own holds this process's lock: the server drops it the moment the process dies. */
async function holdLife(config: pg.ClientConfig): Promise<Life> {
  const owner = randomInt(1, MAX_OWNER);
  let isOver = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const connect = async (): Promise<void> => {
    const next = new pg.Client(config);
    next.on('error', () => {});
    next.once('end', () => {
      if (!isOver) scheduleConnect();
    });
    client = next;
    await next.connect();
    await next.query('select pg_advisory_lock($1, $2)', [ALIVE_LOCK, owner]);
  };
  const scheduleConnect = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void connect().catch(scheduleConnect), 1000);
    timer.unref();
  };
  try {
    await connect();
  } catch (error) {
    isOver = true;
    throw explain(error);
  }
  return {
    owner,
    async end() {
      isOver = true;
      clearTimeout(timer);
      await client?.end().catch(() => {}); // it is going away either way
    },
  };
}

/** Kysely sees the pool through this: the same clients, with named statements and errors for people. */
function explainPool(pool: pg.Pool): PostgresPool {
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw explain(error);
      });
      const before = known.get(client);
      if (before !== undefined) return before;
      const wrapped = explainClient(client);
      known.set(client, wrapped);
      return wrapped;
    },
    end: () => pool.end(),
  };
}

function explainClient(client: pg.PoolClient): PostgresPoolClient {
  const query = async (text: string, values: readonly unknown[]): Promise<unknown> => {
    try {
      // A name makes the server keep the plan; statements without values (begin, commit) gain nothing by one.
      const name = values.length === 0 ? undefined : nameOf(text);
      return await client.query({ text, values: [...values], ...(name && { name }) });
    } catch (error) {
      throw explain(error);
    }
  };
  // A connection that breaks while it is lent fails its next statement; without a listener it would end the process.
  client.on('error', () => {});
  // Kysely also knows cursors, which are not used here.
  return { query: query as PostgresPoolClient['query'], release: () => client.release() };
}

const names = new Map<string, string>();
const MAX_NAMES = 300;

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_NAMES) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}

function explain(error: unknown): unknown {
  const state = error instanceof pg.DatabaseError ? (error.code ?? '') : undefined;
  if (state !== undefined && REFUSALS.test(state)) {
    return new OperatorError({
      what: 'The store cannot be opened.',
      why: `The PostgreSQL server refuses: ${(error as Error).message}.`,
      fix: 'Check the user, the password and the database in DATABASE_URL, and what that user may do.',
      cause: error,
    });
  }
  // What is not the server's own word is the connection's: refused, reset, ended, timed out.
  if (state !== undefined && !OUTAGES.test(state)) return error;
  return new OperatorError({
    what: 'The store cannot be reached.',
    why: 'The connection to the PostgreSQL server failed or was lost.',
    fix: 'Check that the server of DATABASE_URL is up and can be reached; the bot goes on by itself once it is.',
    cause: error,
  });
}

type Parser = (text: string) => unknown;

/** Counts and times come as bigint: numbers, as long as a number can hold them exactly. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): Parser {
  if (oid === INT8 && format !== 'binary') return readSafeInteger;
  return pg.types.getTypeParser(oid, format as 'text') as Parser;
}

function readSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('A bigint of the store is too large.');
  return value;
}
