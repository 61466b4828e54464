// How far each export of the audit has come, and what happens once a day. It sends nothing.

import type { AuditExportTable, Connection } from './schema.ts';

export async function exportedThrough({ db }: Connection, name: string): Promise<number> {
  const row = await db
    .selectFrom('audit_exports')
    .select('seq')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

export async function exported(
  { db }: Connection,
  { name, seq, atMs }: { name: string; seq: number; atMs: number },
): Promise<void> {
  const row: AuditExportTable = { name, seq, at_ms: atMs };
  await db
    .insertInto('audit_exports')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ seq, at_ms: atMs })
        .where('audit_exports.seq', '<', seq),
    )
    .execute();
}

/** One statement decides the race. */
export async function claimOnce(
  { db }: Connection,
  name: string,
  number: number,
): Promise<boolean> {
  const key = `once:${name}`;
  const claimed = await db
    .insertInto('counters')
    .values({ name: key, value: number })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ value: number }).where('counters.value', '<', number),
    )
    .returning('value')
    .executeTakeFirst();
  return claimed !== undefined;
}

export async function lastClaim({ db }: Connection, name: string): Promise<number> {
  const row = await db
    .selectFrom('counters')
    .select('value')
    .where('name', '=', `once:${name}`)
    .executeTakeFirst();
  return row?.value ?? 0;
}
