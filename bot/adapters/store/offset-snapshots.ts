// Where groups stood before their offsets were changed. When it is used again is not decided here.

import type { OffsetSnapshot } from '../../kafka/snapshot.ts';
import type { Connection } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

export async function saveOffsetSnapshot(
  { db }: Connection,
  snapshot: OffsetSnapshot,
): Promise<void> {
  await db
    .insertInto('offset_snapshots')
    .values({
      id: toColumn(snapshot.id),
      kafka: toColumn(snapshot.kafka),
      group_id: toColumn(snapshot.groupId),
      offsets: toColumn(JSON.stringify(snapshot.offsets)),
      created_at_ms: snapshot.createdAtMs,
      expires_at_ms: snapshot.expiresAtMs,
    })
    .execute();
}

export async function offsetSnapshot(
  { db }: Connection,
  id: string,
): Promise<OffsetSnapshot | undefined> {
  const row = await db
    .selectFrom('offset_snapshots')
    .selectAll()
    .where('id', '=', toColumn(id))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    id: fromColumn(row.id),
    kafka: fromColumn(row.kafka),
    groupId: fromColumn(row.group_id),
    offsets: JSON.parse(fromColumn(row.offsets)) as OffsetSnapshot['offsets'],
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
  };
}
