// Who broke the glass, until when, and who looked at it afterwards. What it lifts is not decided here.

import type { BreakGlass } from '../../break-glass.ts';
import type { BreakGlassTable, Connection } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

export async function saveBreakGlass({ db }: Connection, broken: BreakGlass): Promise<void> {
  await db
    .insertInto('break_glasses')
    .values({
      id: toColumn(broken.id),
      team_id: toColumn(broken.teamId),
      user_id: toColumn(broken.userId),
      person: toColumn(broken.person),
      channel_id: toColumn(broken.channelId),
      reason: toColumn(broken.reason),
      started_at_ms: broken.startedAtMs,
      until_ms: broken.untilMs,
      state: broken.state,
      end_told: 0,
      review: broken.review === undefined ? null : JSON.stringify(broken.review),
    })
    .execute();
}

export async function activeBreakGlasses(
  connection: Connection,
  nowMs: number,
): Promise<readonly BreakGlass[]> {
  const rows = await inOrder(connection).where('until_ms', '>', nowMs).execute();
  return rows.map(toBreakGlass);
}

export async function unreviewed(connection: Connection): Promise<readonly BreakGlass[]> {
  const rows = await inOrder(connection).where('state', '=', 'unreviewed').execute();
  return rows.map(toBreakGlass);
}

/** One that has ended already stays as it ended. */
export async function endBreakGlass({ db }: Connection, id: string, nowMs: number): Promise<void> {
  await db
    .updateTable('break_glasses')
    .set({ until_ms: nowMs })
    .where('id', '=', toColumn(id))
    .where('until_ms', '>', nowMs)
    .execute();
}

export async function endedBreakGlasses(
  connection: Connection,
  nowMs: number,
): Promise<readonly BreakGlass[]> {
  const rows = await inOrder(connection)
    .where('until_ms', '<=', nowMs)
    .where('end_told', '=', 0)
    .execute();
  return rows.map(toBreakGlass);
}

export async function markEndTold({ db }: Connection, id: string): Promise<boolean> {
  const updated = await db
    .updateTable('break_glasses')
    .set({ end_told: 1 })
    .where('id', '=', toColumn(id))
    .where('end_told', '=', 0)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** One statement decides between two who review at once. */
export async function saveReview(
  { db }: Connection,
  id: string,
  review: NonNullable<BreakGlass['review']>,
): Promise<boolean> {
  const updated = await db
    .updateTable('break_glasses')
    .set({ state: 'reviewed', review: JSON.stringify(review) })
    .where('id', '=', toColumn(id))
    .where('state', '=', 'unreviewed')
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** In the order in which they began. */
function inOrder({ db }: Connection) {
  return db.selectFrom('break_glasses').selectAll().orderBy('started_at_ms').orderBy('id');
}

function toBreakGlass(row: BreakGlassTable): BreakGlass {
  return {
    id: fromColumn(row.id),
    teamId: fromColumn(row.team_id),
    userId: fromColumn(row.user_id),
    person: fromColumn(row.person),
    channelId: fromColumn(row.channel_id),
    reason: fromColumn(row.reason),
    startedAtMs: row.started_at_ms,
    untilMs: row.until_ms,
    state: row.state,
    ...(row.review === null
      ? {}
      : { review: JSON.parse(row.review) as NonNullable<BreakGlass['review']> }),
  };
}
