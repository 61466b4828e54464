// The requests that came in, each once. It decides nothing about them.

import { type SqlBool, sql } from 'kysely';
import type { Request } from '../../command.ts';
import type { StoredRequest } from '../../ports.ts';
import { LIVING_OWNERS } from './postgres.ts';
import type { Connection, RequestTable } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

export async function receive(connection: Connection, request: Request): Promise<boolean> {
  const { db, owner } = connection;
  const inserted = await db
    .insertInto('requests')
    .values({
      id: toColumn(request.id),
      owner,
      state: 'received',
      request: JSON.stringify(request),
      received_at_ms: request.receivedAtMs,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** What was asked is dropped: its response URL is a credential, and the audit knows the rest. */
export async function finish({ db }: Connection, requestId: string): Promise<void> {
  await db
    .updateTable('requests')
    .set({ state: 'done', request: '' })
    .where('id', '=', toColumn(requestId))
    .execute();
}

export async function unfinished(connection: Connection): Promise<readonly StoredRequest[]> {
  const rows = await connection.db
    .selectFrom('requests')
    .select(['id', 'request', 'state'])
    .where('state', '=', 'received')
    .where(isOursOrOrphaned(connection))
    .orderBy('received_at_ms')
    .orderBy('id')
    .execute();
  return rows.map(toStored);
}

export async function deadOwners({ db, engine }: Connection): Promise<readonly string[]> {
  if (engine === 'sqlite') return [];
  const rows = await db
    .selectFrom('requests')
    .select('owner')
    .distinct()
    .where('state', '=', 'received')
    .where(IS_ORPHANED)
    .orderBy('owner')
    .execute();
  return rows.map(({ owner }) => owner);
}

/** One statement decides between processes that take at the same time: the second finds the owner changed. */
export async function adopt(
  { db, engine, owner }: Connection,
  owners: readonly string[],
): Promise<readonly StoredRequest[]> {
  if (engine === 'sqlite' || owners.length === 0) return [];
  const rows = await db
    .updateTable('requests')
    .set({ owner })
    .where('state', '=', 'received')
    .where('owner', 'in', [...owners])
    .where(IS_ORPHANED)
    .returning(['id', 'request', 'state', 'received_at_ms'])
    .execute();
  return rows.sort((left, right) => left.received_at_ms - right.received_at_ms).map(toStored);
}

const IS_ORPHANED = sql<SqlBool>`requests.owner not in (${LIVING_OWNERS})`;

function toStored(row: Pick<RequestTable, 'id' | 'request' | 'state'>): StoredRequest {
  return {
    request: { ...(JSON.parse(row.request) as Request), id: fromColumn(row.id) },
    state: row.state,
  };
}

/** Whether a row of `requests` is this process's own or a dead one's. A SQLite file has but one process. */
export function isOursOrOrphaned({ engine, owner }: Connection) {
  if (engine === 'sqlite') return sql<SqlBool>`1 = 1`;
  return sql<SqlBool>`(requests.owner = ${owner} or requests.owner not in (${LIVING_OWNERS}))`;
}
