// Proposals: previewed changes that wait for their click. Whose click it may be is not decided here.

import type { Address } from '../../command.ts';
import type { Proposal } from '../../ports.ts';
import type { Connection, ProposalTable } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

export async function saveProposal({ db }: Connection, proposal: Proposal): Promise<void> {
  await db
    .insertInto('proposals')
    .values({
      id: toColumn(proposal.id),
      request_id: toColumn(proposal.requestId),
      address: JSON.stringify(proposal.address),
      surface: toColumn(proposal.surface),
      command: toColumn(proposal.command),
      cluster: toColumn(proposal.cluster),
      namespace: toColumn(proposal.namespace),
      substance: toColumn(proposal.substance),
      created_at_ms: proposal.createdAtMs,
      expires_at_ms: proposal.expiresAtMs,
      state: proposal.state,
    })
    .execute();
}

export async function readProposal({ db }: Connection, id: string): Promise<Proposal | undefined> {
  const row = await db
    .selectFrom('proposals')
    .selectAll()
    .where('id', '=', toColumn(id))
    .executeTakeFirst();
  return row === undefined ? undefined : toProposal(row);
}

/** At most so many at a time: the next look finds the rest. */
const EXPIRED = 100;

export async function expiredProposals(
  { db }: Connection,
  nowMs: number,
): Promise<readonly Proposal[]> {
  const rows = await db
    .selectFrom('proposals')
    .selectAll()
    .where('state', '=', 'open')
    .where('expires_at_ms', '<=', nowMs)
    .orderBy('expires_at_ms')
    .orderBy('id')
    .limit(EXPIRED)
    .execute();
  return rows.map(toProposal);
}

/** One statement decides the race of two clicks. */
export async function settleProposal(
  { db }: Connection,
  id: string,
  state: Exclude<Proposal['state'], 'open'>,
): Promise<boolean> {
  const updated = await db
    .updateTable('proposals')
    .set({ state })
    .where('id', '=', toColumn(id))
    .where('state', '=', 'open')
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

function toProposal(row: ProposalTable): Proposal {
  return {
    id: fromColumn(row.id),
    requestId: fromColumn(row.request_id),
    address: JSON.parse(row.address) as Address,
    surface: fromColumn(row.surface),
    command: fromColumn(row.command),
    cluster: fromColumn(row.cluster),
    namespace: fromColumn(row.namespace),
    substance: fromColumn(row.substance),
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    state: row.state,
  };
}
