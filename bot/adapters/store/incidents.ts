// Incidents and their diaries. What they mean is bot/incidents/' business.

import { type ExpressionBuilder, sql } from 'kysely';
import { ownChannelOf } from '../../incidents/find.ts';
import type { Entry, Incident, IncidentStore } from '../../incidents/incident.ts';
import { countUp } from './counters.ts';
import type { Connection, Schema } from './schema.ts';
import type { IncidentTable } from './schema-incidents.ts';
import { fromColumn, toColumn } from './text.ts';

export function incidentStore(connection: Connection): IncidentStore {
  const { db } = connection;
  const all = () => db.selectFrom('incidents').selectAll();
  return {
    async holdIncidents() {
      // Where it is written first, nobody else's transaction comes to incidents before this one has ended.
      await countUp(connection, 'incidents');
    },
    nextIncidentNumber: () => countUp(connection, 'incident-number'),
    saveIncident: (incident, isDirty) => saveIncident(connection, incident, isDirty),
    async incident(id) {
      const row = await all().where('id', '=', toColumn(id)).executeTakeFirst();
      return row === undefined ? undefined : incidentOf(row);
    },
    async numberedIncident(number) {
      const row = await all().where('number', '=', number).executeTakeFirst();
      return row === undefined ? undefined : incidentOf(row);
    },
    async incidents(sinceMs, limit) {
      const rows = await all()
        .where((where) => isOpenOrSince(where, sinceMs))
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      return rows.map(incidentOf);
    },
    async incidentsIn(channelId, limit) {
      const rows = await all()
        .where((where) =>
          where.or([
            where('channel_id', '=', toColumn(channelId)),
            where('own_channel_id', '=', toColumn(channelId)),
          ]),
        )
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      return rows.map(incidentOf);
    },
    async dirtyIncidents(limit) {
      const rows = await all()
        .where('dirty', '=', 1)
        .orderBy('changed_at_ms')
        .limit(limit)
        .execute();
      return rows.map(incidentOf);
    },
    async soilIncidents(sinceMs) {
      await db
        .updateTable('incidents')
        .set({ dirty: 1 })
        .where((where) => isOpenOrSince(where, sinceMs))
        .execute();
    },
    async wakingIncidents(nowMs, limit) {
      const rows = await all()
        .where('wake_ms', '<=', nowMs)
        .orderBy('wake_ms')
        .limit(limit)
        .execute();
      return rows.map(incidentOf);
    },
    ...entryStore(connection),
  };
}

function isOpenOrSince(where: ExpressionBuilder<Schema, 'incidents'>, sinceMs: number) {
  return where.or([where('state', '=', 'open'), where('resolved_at_ms', '>=', sinceMs)]);
}

type Entries = Pick<IncidentStore, 'addEntry' | 'entries' | 'incidentsWithEntries' | 'takeEntries'>;

function entryStore({ db }: Connection): Entries {
  const entriesOf = (incidentId: string) =>
    db.selectFrom('incident_entries').selectAll().where('incident_id', '=', toColumn(incidentId));
  return {
    async addEntry({ incidentId, atMs, ...body }, isTold) {
      const seq = db
        .selectFrom('incident_entries as before')
        .select(sql<number>`coalesce(max(before.seq), 0) + 1`.as('seq'))
        .where('before.incident_id', '=', toColumn(incidentId));
      await db
        .insertInto('incident_entries')
        .values({
          ...{ incident_id: toColumn(incidentId), seq, at_ms: atMs, told: isTold ? 1 : 0 },
          body: toColumn(JSON.stringify(body)),
        })
        .execute();
    },
    async entries(incidentId) {
      return (await entriesOf(incidentId).orderBy('seq').execute()).map(entryOf);
    },
    async incidentsWithEntries(limit) {
      const rows = await db
        .selectFrom('incidents')
        .selectAll()
        .where(
          'id',
          'in',
          db.selectFrom('incident_entries').select('incident_id').where('told', '=', 0),
        )
        .orderBy('number')
        .limit(limit)
        .execute();
      return rows.map(incidentOf);
    },
    async takeEntries(incidentId) {
      const rows = await entriesOf(incidentId).where('told', '=', 0).orderBy('seq').execute();
      await db
        .updateTable('incident_entries')
        .set({ told: 1 })
        .where('incident_id', '=', toColumn(incidentId))
        .where('told', '=', 0)
        .execute();
      return rows.map(entryOf);
    },
  };
}

async function saveIncident(
  { db }: Connection,
  incident: Incident,
  isDirty?: boolean,
): Promise<void> {
  const { id, number, state, channelId, resolvedAtMs, changedAtMs, wakeAtMs } = incident;
  const own = ownChannelOf(incident);
  const row = {
    ...{ number, state, channel_id: toColumn(channelId) },
    own_channel_id: own === undefined ? null : toColumn(own),
    ...{ resolved_at_ms: resolvedAtMs ?? null, changed_at_ms: changedAtMs },
    wake_ms: wakeAtMs ?? null,
    body: toColumn(JSON.stringify(incident)),
  };
  await db
    .insertInto('incidents')
    .values({ id: toColumn(id), ...row, dirty: isDirty === true ? 1 : 0 })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(isDirty === undefined ? row : { ...row, dirty: isDirty ? 1 : 0 }),
    )
    .execute();
}

function incidentOf({ body }: IncidentTable): Incident {
  return JSON.parse(fromColumn(body)) as Incident;
}

function entryOf(row: {
  readonly incident_id: string;
  readonly at_ms: number;
  readonly body: string;
}): Entry {
  return {
    ...(JSON.parse(fromColumn(row.body)) as Omit<Entry, 'incidentId' | 'atMs'>),
    ...{ incidentId: fromColumn(row.incident_id), atMs: row.at_ms },
  };
}
