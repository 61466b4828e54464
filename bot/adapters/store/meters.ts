// What switches save, by day, and the last look that it was reckoned from. Sums are kept as text: they are larger than a column's numbers.

import type { MeterDay, MeterLook } from '../../switch/meter.ts';
import type { Connection } from './schema.ts';
import { toColumn } from './text.ts';

export async function meterLook(
  { db }: Connection,
  switchName: string,
): Promise<MeterLook | undefined> {
  const row = await db
    .selectFrom('switch_looks')
    .selectAll()
    .where('switch_name', '=', toColumn(switchName))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { atMs: row.at_ms, saved: BigInt(row.saved), whole: BigInt(row.whole) };
}

/** @param lastAtMs of the look that it takes the place of. @returns false when another process did so first. */
export async function saveMeterLook(
  { db }: Connection,
  switchName: string,
  { look, lastAtMs }: { readonly look: MeterLook; readonly lastAtMs: number | undefined },
): Promise<boolean> {
  const name = toColumn(switchName);
  const values = { at_ms: look.atMs, saved: String(look.saved), whole: String(look.whole) };
  if (lastAtMs === undefined) {
    const inserted = await db
      .insertInto('switch_looks')
      .values({ switch_name: name, ...values })
      .onConflict((conflict) => conflict.column('switch_name').doNothing())
      .executeTakeFirst();
    return Number(inserted.numInsertedOrUpdatedRows ?? 0) === 1;
  }
  const updated = await db
    .updateTable('switch_looks')
    .set(values)
    .where('switch_name', '=', name)
    .where('at_ms', '=', lastAtMs)
    .executeTakeFirst();
  return Number(updated.numUpdatedRows) === 1;
}

/** Within the transaction of the look that they follow from. */
export async function addMeterDays(
  connection: Connection,
  switchName: string,
  days: readonly MeterDay[],
): Promise<void> {
  for (const each of days) {
    const [known] = await meterDays(connection, switchName, { from: each.day, to: each.day });
    const values = {
      saved: String((known?.saved ?? 0n) + each.saved),
      whole: String((known?.whole ?? 0n) + each.whole),
      off_ms: (known?.offMs ?? 0) + each.offMs,
      seen_ms: (known?.seenMs ?? 0) + each.seenMs,
    };
    await connection.db
      .insertInto('switch_days')
      .values({ switch_name: toColumn(switchName), day: each.day, ...values })
      .onConflict((conflict) => conflict.columns(['switch_name', 'day']).doUpdateSet(values))
      .execute();
  }
}

/** Both ends are meant. */
export async function meterDays(
  { db }: Connection,
  switchName: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly MeterDay[]> {
  const rows = await db
    .selectFrom('switch_days')
    .selectAll()
    .where('switch_name', '=', toColumn(switchName))
    .where('day', '>=', from)
    .where('day', '<=', to)
    .orderBy('day')
    .execute();
  return rows.map((row) => ({
    ...{ day: row.day, saved: BigInt(row.saved), whole: BigInt(row.whole) },
    ...{ offMs: row.off_ms, seenMs: row.seen_ms },
  }));
}
