// What pagers are to be told and have not taken yet: of each pager and key the newest alone.

import type { PageStore } from '../../notify/page.ts';
import type { Page } from '../../pager.ts';
import type { Connection } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

export function pageStore({ db }: Connection): PageStore {
  return {
    async enqueuePage(id, page, atMs) {
      const state = {
        ...{ id: toColumn(id), attempts: 0, not_before_ms: atMs, at_ms: atMs },
        body: toColumn(JSON.stringify(page)),
      };
      await db
        .insertInto('pages')
        .values({
          ...{ pager: toColumn(page.pager), dedup_key: toColumn(page.dedupKey) },
          ...state,
        })
        .onConflict((conflict) => conflict.columns(['pager', 'dedup_key']).doUpdateSet(state))
        .execute();
    },
    async duePages(nowMs, limit) {
      const rows = await db
        .selectFrom('pages')
        .selectAll()
        .where('not_before_ms', '<=', nowMs)
        .orderBy('at_ms')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        ...{ id: fromColumn(row.id), attempts: row.attempts, atMs: row.at_ms },
        page: JSON.parse(fromColumn(row.body)) as Page,
      }));
    },
    async postponePage(id, notBeforeMs) {
      await db
        .updateTable('pages')
        .set((set) => ({ attempts: set('attempts', '+', 1), not_before_ms: notBeforeMs }))
        .where('id', '=', toColumn(id))
        .execute();
    },
    async endPage(id) {
      await db.deleteFrom('pages').where('id', '=', toColumn(id)).execute();
    },
  };
}
