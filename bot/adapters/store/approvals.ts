// Approvals and the votes for them. Whose vote counts is not decided here.

import type { Approval, ApprovalState, Poll, Vote } from '../../approval.ts';
import type { ApprovalTable, Connection } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

export async function saveApproval({ db }: Connection, approval: Approval): Promise<void> {
  await db
    .insertInto('approvals')
    .values({
      id: toColumn(approval.id),
      request_id: toColumn(approval.requestId),
      address: JSON.stringify(approval.address),
      surface: toColumn(approval.surface),
      message_ts: approval.messageTs ?? null,
      command: toColumn(approval.command),
      cluster: toColumn(approval.cluster),
      namespace: toColumn(approval.namespace),
      preview: JSON.stringify(approval.preview),
      reason: toColumn(approval.reason),
      demands: JSON.stringify(approval.demands),
      channel_id: toColumn(approval.channelId),
      created_at_ms: approval.createdAtMs,
      remind_at_ms: approval.remindAtMs,
      expires_at_ms: approval.expiresAtMs,
      reminded: 0,
      tries: 0,
      state: approval.state,
    })
    .execute();
}

export async function readApproval({ db }: Connection, id: string): Promise<Approval | undefined> {
  const row = await db
    .selectFrom('approvals')
    .selectAll()
    .where('id', '=', toColumn(id))
    .executeTakeFirst();
  return row === undefined ? undefined : toApproval(row);
}

/** One statement decides the race of two clicks. */
export async function settleApproval(
  { db }: Connection,
  id: string,
  state: Exclude<ApprovalState, 'open'>,
): Promise<boolean> {
  const updated = await db
    .updateTable('approvals')
    .set({ state })
    .where('id', '=', toColumn(id))
    .where('state', '=', 'open')
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** The update holds the approval's row until the transaction ends: of two voters at once, the second sees both votes. */
export async function addVote(
  connection: Connection,
  approvalId: string,
  { person, teamId, userId, atMs }: Vote,
): Promise<Poll | undefined> {
  const { db } = connection;
  const held = await db
    .updateTable('approvals')
    .set(({ eb }) => ({ tries: eb('tries', '+', 1) }))
    .where('id', '=', toColumn(approvalId))
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (held.numUpdatedRows !== 1n) return undefined;
  const added = await db
    .insertInto('votes')
    .values({
      approval_id: toColumn(approvalId),
      person: toColumn(person),
      team_id: toColumn(teamId),
      user_id: toColumn(userId),
      at_ms: atMs,
    })
    .onConflict((conflict) => conflict.columns(['approval_id', 'person']).doNothing())
    .executeTakeFirst();
  const votes = await votesFor(connection, approvalId);
  return { votes, isNew: added.numInsertedOrUpdatedRows === 1n };
}

export async function votesFor({ db }: Connection, approvalId: string): Promise<readonly Vote[]> {
  const rows = await db
    .selectFrom('votes')
    .selectAll()
    .where('approval_id', '=', toColumn(approvalId))
    .orderBy('at_ms')
    .orderBy('person')
    .execute();
  return rows.map((row) => ({
    person: fromColumn(row.person),
    teamId: fromColumn(row.team_id),
    userId: fromColumn(row.user_id),
    atMs: row.at_ms,
  }));
}

/** At most so many at a time: the next look finds the rest. */
const DUE = 100;

export async function dueApprovals(
  { db }: Connection,
  nowMs: number,
): Promise<readonly Approval[]> {
  const rows = await db
    .selectFrom('approvals')
    .selectAll()
    .where('state', '=', 'open')
    .where('remind_at_ms', '<=', nowMs)
    .where(({ eb, or }) => or([eb('expires_at_ms', '<=', nowMs), eb('reminded', '=', 0)]))
    .orderBy('created_at_ms')
    .orderBy('id')
    .limit(DUE)
    .execute();
  return rows.map(toApproval);
}

export async function markReminded({ db }: Connection, id: string): Promise<boolean> {
  const updated = await db
    .updateTable('approvals')
    .set({ reminded: 1 })
    .where('id', '=', toColumn(id))
    .where('state', '=', 'open')
    .where('reminded', '=', 0)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

function toApproval(row: ApprovalTable): Approval {
  return {
    id: fromColumn(row.id),
    requestId: fromColumn(row.request_id),
    address: JSON.parse(row.address) as Approval['address'],
    surface: fromColumn(row.surface),
    ...(row.message_ts === null ? {} : { messageTs: row.message_ts }),
    command: fromColumn(row.command),
    cluster: fromColumn(row.cluster),
    namespace: fromColumn(row.namespace),
    preview: JSON.parse(row.preview) as Approval['preview'],
    reason: fromColumn(row.reason),
    demands: JSON.parse(row.demands) as Approval['demands'],
    channelId: fromColumn(row.channel_id),
    createdAtMs: row.created_at_ms,
    remindAtMs: row.remind_at_ms,
    expiresAtMs: row.expires_at_ms,
    state: row.state,
  };
}
