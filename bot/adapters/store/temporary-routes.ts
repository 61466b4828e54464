// Routes for some hours: which there were, and until when.

import type { TemporaryRoute, TemporaryRouteStore } from '../../notify/temporary-route.ts';
import { countUp } from './counters.ts';
import type { Connection } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

export function temporaryRouteStore(connection: Connection): TemporaryRouteStore {
  const { db } = connection;
  return {
    nextRouteNumber: () => countUp(connection, 'route-number'),
    async saveTemporaryRoute({ number, untilMs, ...body }) {
      await db
        .insertInto('temporary_routes')
        .values({ number, until_ms: untilMs, body: toColumn(JSON.stringify(body)) })
        .execute();
    },
    async temporaryRoutes(afterMs) {
      const rows = await db
        .selectFrom('temporary_routes')
        .selectAll()
        .where('until_ms', '>', afterMs)
        .orderBy('number', 'desc')
        .execute();
      return rows.map(({ number, until_ms: untilMs, body }) => ({
        ...(JSON.parse(fromColumn(body)) as Omit<TemporaryRoute, 'number' | 'untilMs'>),
        ...{ number, untilMs },
      }));
    },
    async endTemporaryRoute(number, nowMs) {
      const ended = await db
        .updateTable('temporary_routes')
        .set({ until_ms: nowMs })
        .where('number', '=', number)
        .where('until_ms', '>', nowMs)
        .executeTakeFirst();
      return Number(ended.numUpdatedRows) === 1;
    },
  };
}
