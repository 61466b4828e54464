// Removes old rows of the audit under a checkpoint. It never removes a row that something open still needs, nor one that is not
// what the caller has checked.

import { checkpointEntry } from '../../audit/checkpoint.ts';
import type { AuditRemoval, AuditRow, RemovableWish } from '../../audit/row.ts';
import type { AuditHead } from '../../audit-chain.ts';
import { appendAudit, readEnds } from './audit.ts';
import type { Connection } from './schema.ts';
import { atomically } from './transaction.ts';

export async function removableAudit(
  connection: Connection,
  wish: RemovableWish,
): Promise<number | undefined> {
  const ends = await readEnds(connection);
  if (ends === undefined) return undefined;
  const { head, removed } = ends;
  const firstKept = await firstNeeded(connection, wish);
  const through = Math.min(firstKept - 1, head.rows, removed.rows + wish.most);
  return through > removed.rows ? through : undefined;
}

/** The lowest seq that has to stay. */
async function firstNeeded(
  { db }: Connection,
  { beforeMs, exports }: RemovableWish,
): Promise<number> {
  const least = async (query: {
    executeTakeFirst(): Promise<{ seq: number | null } | undefined>;
  }) => (await query.executeTakeFirst())?.seq ?? Number.MAX_SAFE_INTEGER;
  const lowest = () => db.selectFrom('audit').select((of) => of.fn.min('audit.seq').as('seq'));
  const young = await least(lowest().where('at_ms', '>=', beforeMs));
  const ofRequests = await least(
    lowest()
      .innerJoin('requests', 'requests.id', 'audit.request_id')
      .where('requests.state', '=', 'received'),
  );
  const ofProposals = await least(
    lowest()
      .innerJoin('proposals', 'proposals.request_id', 'audit.request_id')
      .where('proposals.state', '=', 'open')
      .where('proposals.expires_at_ms', '>', beforeMs),
  );
  const intents = await least(
    lowest()
      .where('kind', '=', 'intent')
      .where('at_ms', '<', beforeMs)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('audit as outcome')
              .select('outcome.seq')
              .whereRef('outcome.request_id', '=', 'audit.request_id')
              .whereRef('outcome.seq', '>', 'audit.seq')
              .where('outcome.kind', '=', 'outcome'),
          ),
        ),
      ),
  );
  const unsent = await Promise.all(exports.map((name) => firstUnsent(db, name)));
  return Math.min(young, ofRequests, ofProposals, intents, ...unsent);
}

async function firstUnsent(db: Connection['db'], name: string): Promise<number> {
  const row = await db
    .selectFrom('audit_exports')
    .select('seq')
    .where('name', '=', name)
    .executeTakeFirst();
  return (row?.seq ?? 0) + 1;
}

export async function removeAudit(
  connection: Connection,
  removal: AuditRemoval,
  atMs: number,
): Promise<AuditRow | undefined> {
  return await atomically(connection, async (inside) => {
    const { db } = inside;
    // First the head: it is what all who append or remove wait for.
    const ends = await readEnds(inside, { lock: true });
    const removable = await removableAudit(inside, removal);
    const { through, after } = removal;
    if (ends === undefined || !isSame(ends.removed, after)) return undefined;
    if (removable === undefined || removable < through.rows) return undefined;
    const last = await db
      .selectFrom('audit')
      .select('hash')
      .where('seq', '=', through.rows)
      .executeTakeFirst();
    if (last?.hash !== through.hash) return undefined;
    const checkpoint = await appendAudit(inside, checkpointEntry(removal), atMs);
    await db.deleteFrom('audit').where('seq', '<=', through.rows).execute();
    await db
      .updateTable('audit_head')
      .set({ removed_rows: through.rows, removed_hash: through.hash })
      .execute();
    return checkpoint;
  });
}

function isSame(one: AuditHead, other: AuditHead): boolean {
  return one.rows === other.rows && one.hash === other.hash;
}
