// Bundles: many groups of alerts in one message.

import type { AlertStore, Bundle } from '../../notify/alert.ts';
import { groupOf } from './alert-groups.ts';
import type { Connection } from './schema.ts';
import type { AlertBundleTable } from './schema-alerts.ts';
import { fromColumn, toColumn } from './text.ts';

export function bundleStore({
  db,
}: Connection): Pick<
  AlertStore,
  'saveBundle' | 'bundle' | 'dirtyBundles' | 'openStorm' | 'bundled'
> {
  return {
    async saveBundle(bundle, isDirty) {
      const row = {
        ...{ id: toColumn(bundle.id), kind: bundle.kind, channel_id: toColumn(bundle.channelId) },
        ...{ state: bundle.state, dirty: isDirty ? 1 : 0 },
        ...{ opened_at_ms: bundle.openedAtMs, grown_at_ms: bundle.grownAtMs },
      };
      await db
        .insertInto('alert_bundles')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    async bundle(id) {
      const row = await db
        .selectFrom('alert_bundles')
        .selectAll()
        .where('id', '=', toColumn(id))
        .executeTakeFirst();
      return row === undefined ? undefined : bundleOf(row);
    },
    async dirtyBundles(limit) {
      const rows = await db
        .selectFrom('alert_bundles')
        .selectAll()
        .where('dirty', '=', 1)
        .orderBy('grown_at_ms')
        .limit(limit)
        .execute();
      return rows.map(bundleOf);
    },
    async openStorm(channelId) {
      const row = await db
        .selectFrom('alert_bundles')
        .selectAll()
        .where('channel_id', '=', toColumn(channelId))
        .where('kind', '=', 'storm')
        .orderBy('grown_at_ms', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? undefined : bundleOf(row);
    },
    async bundled(bundleId) {
      const rows = await db
        .selectFrom('alert_groups')
        .selectAll()
        .where('bundle_id', '=', toColumn(bundleId))
        .execute();
      return rows.map(groupOf);
    },
  };
}

function bundleOf(row: AlertBundleTable): Bundle {
  return {
    ...{
      id: fromColumn(row.id),
      kind: row.kind,
      channelId: fromColumn(row.channel_id),
      state: row.state,
    },
    ...{ openedAtMs: row.opened_at_ms, grownAtMs: row.grown_at_ms },
  };
}
