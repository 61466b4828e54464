// Of sources: from where they go on, and what became of what they saw.

import { sql } from 'kysely';
import type { AlertStore, Tally } from '../../notify/alert.ts';
import type { Connection } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

type Sources = Pick<AlertStore, 'sourcePosition' | 'saveSourcePosition' | 'addTally' | 'tallies'>;

export function alertSourceStore({ db }: Connection): Sources {
  return {
    async sourcePosition(source) {
      const row = await db
        .selectFrom('source_positions')
        .select('position')
        .where('source', '=', toColumn(source))
        .executeTakeFirst();
      return row === undefined ? undefined : fromColumn(row.position);
    },
    async saveSourcePosition(source, position, atMs) {
      const row = { source: toColumn(source), position: toColumn(position), at_ms: atMs };
      await db
        .insertInto('source_positions')
        .values(row)
        .onConflict((conflict) => conflict.column('source').doUpdateSet(row))
        .execute();
    },
    async addTally(source, hour, tally) {
      await db
        .insertInto('alert_tallies')
        .values({ source: toColumn(source), hour, ...tally })
        .onConflict((conflict) =>
          conflict.columns(['source', 'hour']).doUpdateSet((set) => {
            const sum = (name: keyof Tally) =>
              sql<number>`alert_tallies.${sql.ref(name)} + ${set.ref(`excluded.${name}`)}`;
            return {
              received: sum('received'),
              told: sum('told'),
              merged: sum('merged'),
              suppressed: sum('suppressed'),
              ignored: sum('ignored'),
            };
          }),
        )
        .execute();
    },
    async tallies(sinceHour) {
      const rows = await db
        .selectFrom('alert_tallies')
        .select(({ fn }) => [
          'source',
          fn.sum<number>('received').as('received'),
          fn.sum<number>('told').as('told'),
          fn.sum<number>('merged').as('merged'),
          fn.sum<number>('suppressed').as('suppressed'),
          fn.sum<number>('ignored').as('ignored'),
        ])
        .where('hour', '>=', sinceHour)
        .groupBy('source')
        .orderBy('source')
        .execute();
      return Object.fromEntries(
        rows.map(({ source, received, told, merged, suppressed, ignored }) => [
          fromColumn(source),
          {
            ...{ received: Number(received), told: Number(told), merged: Number(merged) },
            ...{ suppressed: Number(suppressed), ignored: Number(ignored) },
          },
        ]),
      );
    },
  };
}
