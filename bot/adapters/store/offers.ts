// What warnings of switches offer by their buttons: one row a warning, so that nothing is warned of twice.

import type { Offer } from '../../switch/switch-store.ts';
import type { Connection } from './schema.ts';
import type { SwitchOfferTable } from './schema-switches.ts';
import { fromColumn, toColumn } from './text.ts';

export async function saveOffer({ db }: Connection, offer: Offer): Promise<boolean> {
  const { id, key, dueMs, madeAtMs, state, ...rest } = offer;
  const inserted = await db
    .insertInto('switch_offers')
    .values({
      ...{ id: toColumn(id), key: toColumn(key), due_ms: dueMs, made_at_ms: madeAtMs, state },
      offer: toColumn(JSON.stringify(rest)),
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .executeTakeFirst();
  return Number(inserted.numInsertedOrUpdatedRows ?? 0) === 1;
}

/** @param by which of the two that are unique */
export async function readOffer(
  { db }: Connection,
  by: 'id' | 'key',
  value: string,
): Promise<Offer | undefined> {
  const row = await db
    .selectFrom('switch_offers')
    .selectAll()
    .where(by, '=', toColumn(value))
    .executeTakeFirst();
  return row === undefined ? undefined : fromTable(row);
}

export async function openOffers({ db }: Connection): Promise<readonly Offer[]> {
  const rows = await db
    .selectFrom('switch_offers')
    .selectAll()
    .where('state', '=', 'open')
    .orderBy('made_at_ms')
    .orderBy('id')
    .execute();
  return rows.map(fromTable);
}

export async function closeOffer({ db }: Connection, id: string): Promise<boolean> {
  const closed = await db
    .updateTable('switch_offers')
    .set({ state: 'closed' })
    .where('id', '=', toColumn(id))
    .where('state', '=', 'open')
    .executeTakeFirst();
  return Number(closed.numUpdatedRows) === 1;
}

function fromTable(row: SwitchOfferTable): Offer {
  const rest = JSON.parse(fromColumn(row.offer)) as Pick<
    Offer,
    'switchName' | 'channelId' | 'ways'
  >;
  return {
    ...rest,
    ...{ id: fromColumn(row.id), key: fromColumn(row.key), dueMs: row.due_ms },
    ...{ madeAtMs: row.made_at_ms, state: row.state },
  };
}
