// Leases: which of several processes leads, and the fencing token by which a former leader is known. How long one lasts is measured by one clock: that
// of the server that the processes share, because their own may differ by minutes.

import { type RawBuilder, sql } from 'kysely';
import { OperatorError } from '../../errors.ts';
import type { Lease } from '../../ports.ts';
import type { Connection } from './schema.ts';

export interface Claim {
  readonly name: string;
  readonly holder: string;
  /** By the claimant's clock. */
  readonly nowMs: number;
  readonly ttlMs: number;
}

/**
 * One statement decides the race; it changes nothing while another holder's lease is valid.
 * @returns with its end by the claimant's own clock, never later than it really is
 */
export async function acquireLease(
  connection: Connection,
  claim: Claim,
): Promise<Lease | undefined> {
  const { name, holder, nowMs, ttlMs } = claim;
  const now = nowOf(connection, nowMs);
  const row = await connection.db
    .insertInto('leases')
    .values({ name, holder, token: 1, expires_at_ms: sql`${now} + ${ttlMs}` })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet((set) => ({
          holder,
          token: sql<number>`leases.token + case when leases.holder = ${holder} then 0 else 1 end`,
          expires_at_ms: set.ref('excluded.expires_at_ms'),
        }))
        .where((where) =>
          where.or([where('leases.holder', '=', holder), where('leases.expires_at_ms', '<=', now)]),
        ),
    )
    .returning(['holder', 'token'])
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, expiresAtMs: nowMs + ttlMs };
}

/** The row stays, so that the tokens go on growing. */
export async function releaseLease({ db }: Connection, name: string, lease: Lease): Promise<void> {
  await db
    .updateTable('leases')
    .set({ holder: '', expires_at_ms: 0 })
    .where('name', '=', name)
    .where('holder', '=', lease.holder)
    .where('token', '=', lease.token)
    .execute();
}

/** In a transaction of PostgreSQL the row stays locked: nobody takes the lease before what it guards is written. */
export async function assertLease(
  connection: Connection,
  name: string,
  { lease, nowMs }: { lease: Lease; nowMs: number },
): Promise<void> {
  const { db, engine } = connection;
  const now = nowOf(connection, nowMs);
  const row = await db
    .selectFrom('leases')
    .select(['holder', 'token'])
    .select(sql<number>`case when expires_at_ms > ${now} then 1 else 0 end`.as('lasts'))
    .where('name', '=', name)
    .$if(engine === 'postgres' && db.isTransaction, (query) => query.forShare())
    .executeTakeFirst();
  const isNewest = row?.token === lease.token && row.holder === lease.holder;
  if (isNewest && row.lasts === 1) return;
  throw new OperatorError({
    what: `This process may not write for "${name}".`,
    why: isNewest ? 'Its lease has run out.' : 'Another process has taken the lease since.',
    fix: 'Nothing is to be done: the process that holds the lease does the work.',
  });
}

/** A file is of one process, and so is its clock. */
function nowOf({ sharedClock }: Connection, nowMs: number): RawBuilder<number> {
  return sharedClock
    ? sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`
    : sql<number>`cast(${nowMs} as bigint)`;
}
