// Alerts. What they mean is bot/notify/'s business.

import type { Alert, AlertStore } from '../../notify/alert.ts';
import { WEIGHTS } from '../../sources/source.ts';
import { bundleStore } from './alert-bundles.ts';
import { groupStore } from './alert-groups.ts';
import { lineStore } from './alert-lines.ts';
import { alertSourceStore } from './alert-sources.ts';
import { countUp } from './counters.ts';
import { pageStore } from './pages.ts';
import { inParts } from './parts.ts';
import type { Connection } from './schema.ts';
import { temporaryRouteStore } from './temporary-routes.ts';
import { fromColumn, toColumn } from './text.ts';

/** Rows in one statement. */
const AT_ONCE = 200;

/** Everything of alerts over one connection or transaction. */
export function alertStore(connection: Connection): AlertStore {
  const { db } = connection;
  return {
    async holdAlerts() {
      // Where it is written first, nobody else's transaction comes to alerts before this one has ended.
      await countUp(connection, 'alerts');
    },
    async alerts(groupId, keys) {
      const rows = await inParts(keys, (some) =>
        db
          .selectFrom('alerts')
          .select(['body', 'group_id'])
          .where('group_id', '=', toColumn(groupId))
          .where('key', 'in', some.map(toColumn))
          .execute(),
      );
      return rows.map(alertOf);
    },
    async saveAlerts(alerts) {
      for (let at = 0; at < alerts.length; at += AT_ONCE) {
        await db
          .insertInto('alerts')
          .values(alerts.slice(at, at + AT_ONCE).map(alertRow))
          .onConflict((conflict) =>
            conflict.columns(['group_id', 'key']).doUpdateSet((set) => ({
              rest: set.ref('excluded.rest'),
              weight: set.ref('excluded.weight'),
              changed_at_ms: set.ref('excluded.changed_at_ms'),
              body: set.ref('excluded.body'),
            })),
          )
          .execute();
      }
    },
    async moveAlerts(fromId, toId) {
      await db
        .updateTable('alerts')
        .set({ group_id: toColumn(toId) })
        .where('group_id', '=', toColumn(fromId))
        .execute();
    },
    async everyAlert(groupId) {
      const rows = await db
        .selectFrom('alerts')
        .select(['body', 'group_id'])
        .where('group_id', '=', toColumn(groupId))
        .orderBy('key')
        .execute();
      return rows.map(alertOf);
    },
    async worstAlerts(groupId, limit) {
      const rows = await db
        .selectFrom('alerts')
        .select(['body', 'group_id'])
        .where('group_id', '=', toColumn(groupId))
        .orderBy('rest')
        .orderBy('weight')
        .orderBy('changed_at_ms', 'desc')
        .orderBy('key')
        .limit(limit)
        .execute();
      return rows.map(alertOf);
    },
    async firingSources() {
      const rows = await db
        .selectFrom('alert_groups')
        .select('source')
        .distinct()
        .where('state', '=', 'firing')
        .where('seat', 'is not', null)
        .orderBy('source')
        .execute();
      return rows.map((row) => fromColumn(row.source));
    },
    async firingAlerts(source) {
      const rows = await db
        .selectFrom('alerts')
        .innerJoin('alert_groups', 'alert_groups.id', 'alerts.group_id')
        .select([
          'alerts.body',
          'alerts.group_id',
          'alert_groups.group_key',
          'alert_groups.body as group',
        ])
        .where('alert_groups.source', '=', toColumn(source))
        .where('alert_groups.seat', 'is not', null)
        .where('alerts.rest', '=', 0)
        .execute();
      return rows.map((row) => {
        const { groupId: _, countBefore: __, changedAtMs: ___, ...notice } = alertOf(row);
        const { title } = JSON.parse(fromColumn(row.group)) as { readonly title: string };
        const group = fromColumn(row.group_key).slice(source.length + 1);
        return { ...notice, group, groupTitle: title };
      });
    },
    ...groupStore(connection),
    ...bundleStore(connection),
    ...lineStore(connection),
    ...alertSourceStore(connection),
    ...pageStore(connection),
    ...temporaryRouteStore(connection),
  };
}

function alertRow({ groupId, ...alert }: Alert) {
  return {
    ...{
      group_id: toColumn(groupId),
      key: toColumn(alert.key),
      rest: alert.state === 'firing' ? 0 : 1,
    },
    ...{
      weight: WEIGHTS[alert.severity],
      changed_at_ms: alert.changedAtMs,
      body: toColumn(JSON.stringify(alert)),
    },
  };
}

function alertOf({ body, group_id }: { readonly body: string; readonly group_id: string }): Alert {
  return {
    ...(JSON.parse(fromColumn(body)) as Omit<Alert, 'groupId'>),
    groupId: fromColumn(group_id),
  };
}
