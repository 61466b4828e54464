// Runs several statements all or nothing, inside the caller's transaction where there is one. It knows no tables.

import type { Connection } from './schema.ts';

/** Runs `body` in the transaction that is open, else in one of its own. */
export async function atomically<T>(
  connection: Connection,
  body: (inside: Connection) => Promise<T>,
): Promise<T> {
  if (connection.db.isTransaction) return await body(connection);
  return await connection.db
    .transaction()
    .execute((transaction) => body({ ...connection, db: transaction }));
}
