// Who is on call: who stands in for whom and when, and who it was at the last look.

import type { Swap } from '../../on-call/rotation.ts';
import type { OnCallStore } from '../../on-call/store.ts';
import type { Connection } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

export function swapStore({ db }: Connection): OnCallStore {
  return {
    async lastDuty(rotation) {
      const row = await db
        .selectFrom('on_call_duties')
        .selectAll()
        .where('rotation', '=', toColumn(rotation))
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const person = row.person === null ? undefined : fromColumn(row.person);
      return { rotation, person, sinceMs: row.since_ms };
    },
    async saveDuty({ rotation, person, sinceMs }) {
      const state = {
        person: person === undefined ? null : toColumn(person),
        since_ms: sinceMs,
      };
      await db
        .insertInto('on_call_duties')
        .values({ rotation: toColumn(rotation), ...state })
        .onConflict((conflict) => conflict.column('rotation').doUpdateSet(state))
        .execute();
    },
    async saveSwap({ id, rotation, fromMs, untilMs, ...body }) {
      await db
        .insertInto('on_call_swaps')
        .values({
          ...{ id: toColumn(id), rotation: toColumn(rotation), from_ms: fromMs, until_ms: untilMs },
          body: toColumn(JSON.stringify(body)),
        })
        .execute();
    },
    async swaps(rotation, nowMs) {
      const rows = await db
        .selectFrom('on_call_swaps')
        .selectAll()
        .where('rotation', '=', toColumn(rotation))
        .where('until_ms', '>', nowMs)
        .orderBy('from_ms')
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        ...(JSON.parse(fromColumn(row.body)) as Pick<Swap, 'person' | 'by' | 'madeAtMs'>),
        ...{ id: fromColumn(row.id), rotation: fromColumn(row.rotation) },
        ...{ fromMs: row.from_ms, untilMs: row.until_ms },
      }));
    },
    async endSwap(id, nowMs) {
      const ended = await db
        .updateTable('on_call_swaps')
        .set({ until_ms: nowMs })
        .where('id', '=', toColumn(id))
        .where('until_ms', '>', nowMs)
        .executeTakeFirst();
      return Number(ended.numUpdatedRows) === 1;
    },
  };
}
