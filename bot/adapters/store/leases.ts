// Leases: which of several processes leads, and the fencing token by which a former leader is known. Times are the callers'.

import { sql } from 'kysely';
import { OperatorError } from '../../errors.ts';
import type { Lease } from '../../ports.ts';
import type { Connection } from './schema.ts';

export interface Claim {
  readonly name: string;
  readonly holder: string;
  readonly nowMs: number;
  readonly ttlMs: number;
}

/** One statement decides the race; it changes nothing while another holder's lease is valid. */
export async function acquireLease({ db }: Connection, claim: Claim): Promise<Lease | undefined> {
  const { name, holder, nowMs } = claim;
  const row = await db
    .insertInto('leases')
    .values({ name, holder, token: 1, expires_at_ms: nowMs + claim.ttlMs })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet((set) => ({
          holder,
          token: sql<number>`leases.token + case when leases.holder = ${holder} then 0 else 1 end`,
          expires_at_ms: set.ref('excluded.expires_at_ms'),
        }))
        .where((where) =>
          where.or([
            where('leases.holder', '=', holder),
            where('leases.expires_at_ms', '<=', nowMs),
          ]),
        ),
    )
    .returning(['holder', 'token', 'expires_at_ms'])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { holder: row.holder, token: row.token, expiresAtMs: row.expires_at_ms };
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
  { db, engine }: Connection,
  name: string,
  { lease, nowMs }: { lease: Lease; nowMs: number },
): Promise<void> {
  const row = await db
    .selectFrom('leases')
    .select(['holder', 'token', 'expires_at_ms'])
    .where('name', '=', name)
    .$if(engine === 'postgres' && db.isTransaction, (query) => query.forShare())
    .executeTakeFirst();
  const isNewest = row?.token === lease.token && row.holder === lease.holder;
  if (isNewest && row.expires_at_ms > nowMs) return;
  throw new OperatorError({
    what: `This process may not write for "${name}".`,
    why: isNewest ? 'Its lease has run out.' : 'Another process has taken the lease since.',
    fix: 'Nothing is to be done: the process that holds the lease does the work.',
  });
}
