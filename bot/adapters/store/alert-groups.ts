// The groups in which alerts are told. What they mean is bot/notify/'s business.

import type { AlertGroup, AlertStore, Telling } from '../../notify/alert.ts';
import { countUp } from './counters.ts';
import { inParts } from './parts.ts';
import type { Connection } from './schema.ts';
import type { AlertGroupTable } from './schema-alerts.ts';
import { fromColumn, toColumn } from './text.ts';

type Groups = Pick<
  AlertStore,
  | 'alertGroups'
  | 'alertGroup'
  | 'numberedAlertGroup'
  | 'nextAlertNumber'
  | 'wakingAlertGroups'
  | 'saveAlertGroup'
  | 'dirtyAlertGroups'
  | 'heldAlertGroups'
  | 'liveAlertGroups'
  | 'opened'
>;

export function groupStore(connection: Connection): Groups {
  const { db } = connection;
  return {
    async alertGroups(keys) {
      const rows = await inParts(keys, (some) =>
        db.selectFrom('alert_groups').selectAll().where('seat', 'in', some.map(toColumn)).execute(),
      );
      return rows.map(groupOf);
    },
    async alertGroup(id) {
      const row = await db
        .selectFrom('alert_groups')
        .selectAll()
        .where('id', '=', toColumn(id))
        .executeTakeFirst();
      return row === undefined ? undefined : groupOf(row);
    },
    async numberedAlertGroup(number) {
      const row = await db
        .selectFrom('alert_groups')
        .selectAll()
        .where('number', '=', number)
        // One that goes on elsewhere has the number of what it became.
        .orderBy('seat', (order) => order.desc().nullsLast())
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? undefined : groupOf(row);
    },
    nextAlertNumber: () => countUp(connection, 'alert-number'),
    async wakingAlertGroups(nowMs, limit) {
      const rows = await db
        .selectFrom('alert_groups')
        .selectAll()
        .where('wake_ms', '<=', nowMs)
        .orderBy('wake_ms')
        .limit(limit)
        .execute();
      return rows.map(groupOf);
    },
    saveAlertGroup: (group, isDirty) => saveAlertGroup(connection, group, isDirty),
    async dirtyAlertGroups(limit) {
      const rows = await db
        .selectFrom('alert_groups')
        .selectAll()
        .where('dirty', '=', 1)
        // What is critical is not behind the noise.
        .orderBy('critical', 'desc')
        .orderBy('changed_at_ms')
        .limit(limit)
        .execute();
      return rows.map(groupOf);
    },
    async heldAlertGroups(nowMs) {
      const rows = await db
        .selectFrom('alert_groups')
        .selectAll()
        .where('telling', '=', 'held')
        .where('due_ms', '<=', nowMs)
        .orderBy('opened_at_ms')
        .execute();
      return rows.map(groupOf);
    },
    async liveAlertGroups(sinceMs, limit) {
      const rows = await db
        .selectFrom('alert_groups')
        .selectAll()
        .where((where) =>
          where.or([where('state', '=', 'firing'), where('changed_at_ms', '>=', sinceMs)]),
        )
        .orderBy('state')
        .orderBy('changed_at_ms', 'desc')
        .limit(limit)
        .execute();
      return rows.map(groupOf);
    },
    async opened(channelId, sinceMs) {
      const row = await db
        .selectFrom('alert_groups')
        .select(({ fn }) => [
          fn.countAll<number>().as('all'),
          fn.sum<number | null>('critical').as('critical'),
        ])
        .where('channel_id', '=', toColumn(channelId))
        .where('telling', '=', 'own')
        .where('told_at_ms', '>', sinceMs)
        .executeTakeFirstOrThrow();
      return { all: Number(row.all), critical: Number(row.critical ?? 0) };
    },
  };
}

/** The newest of a key has its seat; whoever had it keeps everything else. */
async function saveAlertGroup(
  { db }: Connection,
  group: AlertGroup,
  isDirty: boolean,
): Promise<void> {
  const { id, number, key, source, channelId, state, telling, ...rest } = group;
  const { openedAtMs, toldAtMs, changedAtMs, wakeAtMs, ...body } = rest;
  const seat = toColumn(key);
  const row = {
    ...{ group_key: seat, source: toColumn(source), channel_id: toColumn(channelId) },
    ...{ state, telling: telling.kind, told_at_ms: toldAtMs },
    critical: group.severity === 'critical' ? 1 : 0,
    ...{ due_ms: telling.kind === 'held' ? telling.untilMs : null },
    ...{ bundle_id: telling.kind === 'bundled' ? toColumn(telling.bundleId) : null },
    ...{ dirty: isDirty ? 1 : 0, changed_at_ms: changedAtMs, number, wake_ms: wakeAtMs ?? null },
    body: toColumn(JSON.stringify(body)),
  };
  const updated = await db
    .updateTable('alert_groups')
    .set(row)
    .where('id', '=', toColumn(id))
    .executeTakeFirst();
  if (Number(updated.numUpdatedRows) === 1) return;
  await db.updateTable('alert_groups').set({ seat: null }).where('seat', '=', seat).execute();
  await db
    .insertInto('alert_groups')
    .values({
      ...row,
      ...{ id: toColumn(id), seat, opened_at_ms: openedAtMs },
    })
    .execute();
}

export function groupOf(row: AlertGroupTable): AlertGroup {
  const body = JSON.parse(fromColumn(row.body)) as Omit<
    AlertGroup,
    | 'id'
    | 'number'
    | 'key'
    | 'source'
    | 'channelId'
    | 'state'
    | 'telling'
    | 'openedAtMs'
    | 'toldAtMs'
    | 'changedAtMs'
    | 'wakeAtMs'
  >;
  return {
    ...body,
    ...{
      id: fromColumn(row.id),
      number: row.number,
      key: fromColumn(row.group_key),
      source: fromColumn(row.source),
      channelId: fromColumn(row.channel_id),
    },
    ...{
      state: row.state,
      telling: tellingOf(row),
      openedAtMs: row.opened_at_ms,
      toldAtMs: row.told_at_ms,
      changedAtMs: row.changed_at_ms,
      ...(row.wake_ms === null ? {} : { wakeAtMs: row.wake_ms }),
    },
  };
}

function tellingOf({ telling, due_ms, bundle_id }: AlertGroupTable): Telling {
  switch (telling) {
    case 'held':
      return { kind: 'held', untilMs: due_ms ?? 0 };
    case 'bundled':
      return { kind: 'bundled', bundleId: fromColumn(bundle_id ?? '') };
    default:
      return { kind: telling };
  }
}
