// What is said in the threads of groups of alerts, and what of it is said already.

import { sql } from 'kysely';
import type { AlertStore } from '../../notify/alert.ts';
import type { Connection } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

export function lineStore({
  db,
}: Connection): Pick<
  AlertStore,
  'addAlertLines' | 'groupsWithLines' | 'takeAlertLines' | 'alertLines'
> {
  const linesOf = (groupId: string) =>
    db.selectFrom('alert_lines').selectAll().where('group_id', '=', toColumn(groupId));
  const lineOf = (row: {
    readonly group_id: string;
    readonly at_ms: number;
    readonly text: string;
  }) => ({
    groupId: fromColumn(row.group_id),
    atMs: row.at_ms,
    text: fromColumn(row.text),
  });
  return {
    async addAlertLines(lines, isTold) {
      for (const { groupId, atMs, text } of lines) {
        const seq = db
          .selectFrom('alert_lines as before')
          .select(sql<number>`coalesce(max(before.seq), 0) + 1`.as('seq'))
          .where('before.group_id', '=', toColumn(groupId));
        await db
          .insertInto('alert_lines')
          .values({
            group_id: toColumn(groupId),
            seq,
            at_ms: atMs,
            text: toColumn(text),
            told: isTold ? 1 : 0,
          })
          .execute();
      }
    },
    async groupsWithLines(limit) {
      const rows = await db
        .selectFrom('alert_lines')
        .select('group_id')
        .distinct()
        .where('told', '=', 0)
        .limit(limit)
        .execute();
      return rows.map((row) => fromColumn(row.group_id));
    },
    async takeAlertLines(groupId) {
      const rows = await linesOf(groupId).where('told', '=', 0).orderBy('seq').execute();
      await db
        .updateTable('alert_lines')
        .set({ told: 1 })
        .where('group_id', '=', toColumn(groupId))
        .where('told', '=', 0)
        .execute();
      return rows.map(lineOf);
    },
    async alertLines(groupId, limit) {
      const rows = await linesOf(groupId).orderBy('seq', 'desc').limit(limit).execute();
      return rows.map(lineOf).reverse();
    },
  };
}
