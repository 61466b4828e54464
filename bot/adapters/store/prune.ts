// Forgets what is older than its limit, so that the store stays bounded. The audit is not pruned here: rows of it
// leave under a checkpoint alone.

import { sql } from 'kysely';
import type { Connection } from './schema.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Returns how many rows of each kind were deleted. */
export async function prune(
  { db, engine, limits }: Connection,
  nowMs: number,
): Promise<Readonly<Record<string, number>>> {
  const outputs = await db
    .deleteFrom('outputs')
    .where('expires_at_ms', '<=', nowMs)
    .executeTakeFirst();
  const proposals = await db
    .deleteFrom('proposals')
    .where('expires_at_ms', '<=', nowMs - limits.proposalKeepMs)
    .executeTakeFirst();
  const requests = await db
    .deleteFrom('requests')
    .where('state', '=', 'done')
    .where('received_at_ms', '<=', nowMs - limits.requestKeepMs)
    .executeTakeFirst();
  const freezes = await db
    .deleteFrom('freezes')
    .where('until_ms', '<=', nowMs - limits.proposalKeepMs)
    .executeTakeFirst();
  const isOld = db
    .selectFrom('approvals')
    .select('id')
    .where('state', '!=', 'open')
    .where('expires_at_ms', '<=', nowMs - limits.proposalKeepMs);
  await db.deleteFrom('votes').where('approval_id', 'in', isOld).execute();
  const approvals = await db.deleteFrom('approvals').where('id', 'in', isOld).executeTakeFirst();
  const reviewed = await db
    .deleteFrom('break_glasses')
    .where('state', '=', 'reviewed')
    .where('until_ms', '<=', nowMs - limits.proposalKeepMs)
    .executeTakeFirst();
  const snapshots = await db
    .deleteFrom('offset_snapshots')
    .where('expires_at_ms', '<=', nowMs)
    .executeTakeFirst();
  const overrides = await db
    .deleteFrom('switch_overrides')
    .where('until_ms', '<=', nowMs - limits.switchKeepMs)
    .executeTakeFirst();
  const switchRuns = await db
    .deleteFrom('switch_runs')
    .where('started_at_ms', '<=', nowMs - limits.switchKeepMs)
    .executeTakeFirst();
  const switchDays = await db
    .deleteFrom('switch_days')
    .where('day', '<', Math.floor((nowMs - limits.switchKeepMs) / DAY_MS))
    .executeTakeFirst();
  const switchOffers = await db
    .deleteFrom('switch_offers')
    .where('state', '=', 'closed')
    .where('due_ms', '<=', nowMs - limits.proposalKeepMs)
    .executeTakeFirst();
  const oldGroups = db
    .selectFrom('alert_groups')
    .select('id')
    .where('state', '=', 'resolved')
    .where('changed_at_ms', '<=', nowMs - limits.alertKeepMs);
  await db.deleteFrom('alert_lines').where('group_id', 'in', oldGroups).execute();
  await db.deleteFrom('alerts').where('group_id', 'in', oldGroups).execute();
  const alertGroups = await db
    .deleteFrom('alert_groups')
    .where('id', 'in', oldGroups)
    .executeTakeFirst();
  // A group that never ends keeps what fires, and what ended lately.
  await db
    .deleteFrom('alerts')
    .where('rest', '=', 1)
    .where('changed_at_ms', '<=', nowMs - limits.alertKeepMs)
    .execute();
  await db
    .deleteFrom('alert_lines')
    .where('told', '=', 1)
    .where('at_ms', '<=', nowMs - limits.alertKeepMs)
    .execute();
  await db
    .deleteFrom('alert_bundles')
    .where('state', '=', 'resolved')
    .where('grown_at_ms', '<=', nowMs - limits.alertKeepMs)
    .execute();
  await db
    .deleteFrom('alert_tallies')
    .where('hour', '<', Math.floor((nowMs - limits.alertKeepMs) / HOUR_MS))
    .execute();
  await db
    .deleteFrom('temporary_routes')
    .where('until_ms', '<=', nowMs - limits.alertKeepMs)
    .execute();
  await db
    .deleteFrom('on_call_swaps')
    .where('until_ms', '<=', nowMs - limits.alertKeepMs)
    .execute();
  const oldIncidents = db
    .selectFrom('incidents')
    .select('id')
    .where('state', '=', 'resolved')
    .where('resolved_at_ms', '<=', nowMs - limits.incidentKeepMs);
  await db.deleteFrom('incident_entries').where('incident_id', 'in', oldIncidents).execute();
  const incidents = await db
    .deleteFrom('incidents')
    .where('id', 'in', oldIncidents)
    .executeTakeFirst();
  // Those of an incident stay as long as it is known: it may be opened again.
  const ofIncidents = ['', ':own', ':others'].map((end) =>
    db.selectFrom('incidents').select(sql<string>`'incident:' || id || ${sql.lit(end)}`.as('key')),
  );
  // The message of what still fires is changed when that ends, however long it takes.
  const firing = db
    .selectFrom('alert_groups')
    .select(sql<string>`'alert:' || id`.as('key'))
    .where('state', '=', 'firing')
    .union(
      db
        .selectFrom('alert_bundles')
        .select(sql<string>`'bundle:' || id`.as('key'))
        .where('state', '=', 'firing'),
    );
  const posted = await db
    .deleteFrom('posted')
    .where('at_ms', '<=', nowMs - limits.postedKeepMs)
    .where('key', 'not in', firing)
    .where((where) => where.and(ofIncidents.map((keys) => where('key', 'not in', keys))))
    .where('key', 'not in', db.selectFrom('outbound').select('key'))
    .executeTakeFirst();
  const deadLetters = await db
    .deleteFrom('dead_letters')
    .where('at_ms', '<=', nowMs - limits.deadLetterKeepMs)
    .executeTakeFirst();
  // Gives the freed pages back to the disk, a bounded number at a time.
  if (engine === 'sqlite') await sql`pragma incremental_vacuum(2000)`.execute(db);
  return {
    outputs: Number(outputs.numDeletedRows),
    proposals: Number(proposals.numDeletedRows),
    freezes: Number(freezes.numDeletedRows),
    approvals: Number(approvals.numDeletedRows),
    breakGlasses: Number(reviewed.numDeletedRows),
    offsetSnapshots: Number(snapshots.numDeletedRows),
    switchOverrides: Number(overrides.numDeletedRows),
    switchRuns: Number(switchRuns.numDeletedRows),
    switchDays: Number(switchDays.numDeletedRows),
    alertGroups: Number(alertGroups.numDeletedRows),
    incidents: Number(incidents.numDeletedRows),
    switchOffers: Number(switchOffers.numDeletedRows),
    requests: Number(requests.numDeletedRows),
    posted: Number(posted.numDeletedRows),
    deadLetters: Number(deadLetters.numDeletedRows),
  };
}
