// The requests that came in, each once. It decides nothing about them.

import { type SqlBool, sql } from 'kysely';
import type { Request } from '../../command.ts';
import type { StoredRequest } from '../../ports.ts';
import { LIVING_OWNERS } from './postgres.ts';
import type { Connection } from './schema.ts';
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
  return rows.map((row) => ({
    request: { ...(JSON.parse(row.request) as Request), id: fromColumn(row.id) },
    state: row.state,
  }));
}

/** Whether a row of `requests` is this process's own or a dead one's. A SQLite file has but one process. */
export function isOursOrOrphaned({ engine, owner }: Connection) {
  if (engine === 'sqlite') return sql<SqlBool>`1 = 1`;
  return sql<SqlBool>`(requests.owner = ${owner} or requests.owner not in (${LIVING_OWNERS}))`;
}
