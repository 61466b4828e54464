// Freezes: who left which clusters as they are, and until when. What they forbid is not decided here.

import type { Freeze } from '../../freeze.ts';
import type { Connection } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

export async function saveFreeze({ db }: Connection, freeze: Freeze): Promise<void> {
  await db
    .insertInto('freezes')
    .values({
      id: toColumn(freeze.id),
      scope: toColumn(freeze.scope),
      reason: toColumn(freeze.reason),
      team_id: toColumn(freeze.teamId),
      user_id: toColumn(freeze.userId),
      started_at_ms: freeze.startedAtMs,
      until_ms: freeze.untilMs,
    })
    .execute();
}

export async function activeFreezes({ db }: Connection, nowMs: number): Promise<readonly Freeze[]> {
  const rows = await db
    .selectFrom('freezes')
    .selectAll()
    .where('until_ms', '>', nowMs)
    .where('started_at_ms', '<=', nowMs)
    .orderBy('started_at_ms')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: fromColumn(row.id),
    scope: fromColumn(row.scope),
    reason: fromColumn(row.reason),
    teamId: fromColumn(row.team_id),
    userId: fromColumn(row.user_id),
    startedAtMs: row.started_at_ms,
    untilMs: row.until_ms,
  }));
}

/** One that has ended already stays as it ended. */
export async function endFreeze({ db }: Connection, id: string, nowMs: number): Promise<void> {
  await db
    .updateTable('freezes')
    .set({ until_ms: nowMs })
    .where('id', '=', toColumn(id))
    .where('until_ms', '>', nowMs)
    .execute();
}
