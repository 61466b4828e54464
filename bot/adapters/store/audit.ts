// The audit table: appends to the chain, searches it, reads it in pages for the check. It never changes or
// deletes a row; what removes old ones under a checkpoint is in audit-removal.ts.

import { strict as assert } from 'node:assert';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { type ChainCheck, checkChain, type KeptEnds } from '../../audit/check.ts';
import { isAskedFor } from '../../audit/filter.ts';
import type { AuditEntry, AuditFilter, AuditRow, AuditVerdict, Witness } from '../../audit/row.ts';
import { canonicalJson, chainEntry } from '../../audit-chain.ts';
import { inParts } from './parts.ts';
import { isOursOrOrphaned } from './requests.ts';
import type { AuditTable, Connection } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';
import { atomically } from './transaction.ts';

const PAGE_ROWS = 1000;
/** A search that finds little reads no less at a time. */
const FEWEST_ROWS = 50;
const HEAD_ID = 1;

/** The lock on the head row puts the writers of several processes in a queue, so that the chain never forks. */
export async function appendAudit(
  connection: Connection,
  entry: AuditEntry,
  atMs: number,
): Promise<AuditRow> {
  return await atomically(connection, async ({ db, engine }) => {
    const head = await db
      .selectFrom('audit_head')
      .select(['rows', 'hash'])
      .where('id', '=', HEAD_ID)
      .$if(engine === 'postgres', (query) => query.forUpdate())
      .executeTakeFirstOrThrow();
    // What JSON cannot say is dropped before the hash is made, as it will not come back from the table.
    const detail = JSON.parse(canonicalJson(entry.detail)) as AuditRow['detail'];
    const row = chainEntry(head, { ...entry, detail }, atMs);
    await db.insertInto('audit').values(toTable(row)).execute();
    await db
      .updateTable('audit_head')
      .set({ rows: row.seq, hash: row.hash })
      .where('id', '=', HEAD_ID)
      .execute();
    return row;
  });
}

/** Newest first. In steps, because only `isAskedFor` knows exactly which rows are asked for. */
export async function searchAudit(
  connection: Connection,
  filter: AuditFilter,
): Promise<readonly AuditRow[]> {
  const found: AuditRow[] = [];
  const rows = Math.min(PAGE_ROWS, Math.max(filter.limit, FEWEST_ROWS));
  let beforeSeq = filter.beforeSeq ?? Number.MAX_SAFE_INTEGER;
  for (;;) {
    const step = await searchStep(connection, { ...filter, beforeSeq, rows });
    found.push(...step.filter((row) => isAskedFor(row, filter)));
    const last = step.at(-1);
    if (found.length >= filter.limit) return found.slice(0, filter.limit);
    if (last === undefined || step.length < rows) return found;
    beforeSeq = last.seq;
  }
}

/** None that is asked for is passed over. */
async function searchStep(
  { db }: Connection,
  filter: AuditFilter & { readonly beforeSeq: number; readonly rows: number },
): Promise<readonly AuditRow[]> {
  const { userId, kind, sinceMs, untilMs, cluster, command, verdict, text, beforeSeq } = filter;
  let query = db.selectFrom('audit').selectAll().where('seq', '<', beforeSeq);
  if (userId !== undefined) query = query.where('user_id', '=', toColumn(userId));
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (cluster !== undefined) query = query.where('cluster', '=', toColumn(cluster));
  if (sinceMs !== undefined) query = query.where('at_ms', '>=', sinceMs);
  if (untilMs !== undefined) query = query.where('at_ms', '<', untilMs);
  if (command !== undefined) query = query.where(has('command', command));
  if (verdict !== undefined) query = query.where(has('verdict', verdict));
  if (text !== undefined)
    query = query.where(sql<boolean>`(${has('command', text)} or ${has('cluster', text)})`);
  for (const member of membersOf(filter)) query = query.where(has('detail', member));
  const rows = await query.orderBy('seq', 'desc').limit(filter.rows).execute();
  return rows.map(fromTable);
}

function has(column: 'command' | 'cluster' | 'verdict' | 'detail', part: string) {
  const pattern = `%${toColumn(part).replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`lower(${sql.ref(column)}) like lower(${pattern}) escape '\\'`;
}

/** What stands in the canonical JSON of a row about it. */
function membersOf({ namespace, resource }: AuditFilter): readonly string[] {
  const name = resource?.split('/')[1];
  return [
    ...(namespace === undefined ? [] : [`"namespace":${JSON.stringify(namespace)}`]),
    ...(name === undefined ? [] : [`"name":${JSON.stringify(name)}`]),
    ...(resource === undefined ? [] : ['"resources":[']),
  ];
}

/**
 * Without a transaction, so that writers need not wait: a row and the head are written together, so a head that is read
 * after the last row counts that row at least, and whatever it counts beyond can be read after it. What removes rows meanwhile
 * moves the beginning: then it is read once more.
 */
export async function verifyAudit(
  connection: Connection,
  witnesses: readonly Witness[] = [],
): Promise<AuditVerdict> {
  for (;;) {
    const began = await readEnds(connection);
    const { verdict, ends } = await readChain(connection, witnesses);
    if (ends?.removed.rows === began?.removed.rows) return verdict;
  }
}

async function readChain(
  connection: Connection,
  witnesses: readonly Witness[],
): Promise<{ verdict: AuditVerdict; ends: KeptEnds | undefined }> {
  const check = checkChain(witnesses);
  let after = await addPages(connection, { check, after: Number.MIN_SAFE_INTEGER });
  for (;;) {
    const ends = await readEnds(connection);
    const before = after;
    if (ends !== undefined && ends.head.rows > after)
      after = await addPages(connection, { check, after });
    if (after === before) return { verdict: check.end(ends), ends };
  }
}

/** Returns the seq of the last row there is. */
async function addPages(
  connection: Connection,
  { check, after }: { check: ChainCheck; after: number },
): Promise<number> {
  let last = after;
  for (;;) {
    const page = await readAudit(connection, last, PAGE_ROWS);
    for (const row of page) check.add(row);
    const end = page.at(-1);
    if (end === undefined) return last;
    last = end.seq;
  }
}

export async function readEnds(
  { db, engine }: Connection,
  { lock = false } = {},
): Promise<KeptEnds | undefined> {
  const row = await db
    .selectFrom('audit_head')
    .select(['rows', 'hash', 'removed_rows', 'removed_hash'])
    .where('id', '=', HEAD_ID)
    .$if(lock && engine === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    head: { rows: row.rows, hash: row.hash },
    removed: { rows: row.removed_rows, hash: row.removed_hash },
  };
}

/** @throws Error when the record of the chain's ends is gone: `verifyAudit` says so in words. */
export async function auditEnds(connection: Connection): Promise<KeptEnds> {
  const ends = await readEnds(connection);
  assert(ends !== undefined, 'the audit has a head');
  return ends;
}

/** SQLite answers at once, so that whoever reads page after page would let nothing else of the process happen. */
export async function readAudit(
  { db }: Connection,
  afterSeq: number,
  limit: number,
): Promise<readonly AuditRow[]> {
  await setImmediate();
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(fromTable);
}

/** Of many requests: by the index of requests. */
export async function auditOfRequests(
  { db }: Connection,
  requestIds: readonly string[],
): Promise<readonly AuditRow[]> {
  const rows = await inParts([...new Set(requestIds)], (some) =>
    db
      .selectFrom('audit')
      .selectAll()
      .where('request_id', 'in', some.map(toColumn))
      .orderBy('seq')
      .execute(),
  );
  return rows.map(fromTable);
}

/** Oldest first. Of processes that live, only this one's. */
export async function openIntents(connection: Connection): Promise<readonly AuditRow[]> {
  const rows = await connection.db
    .selectFrom('audit')
    .selectAll('audit')
    .leftJoin('requests', 'requests.id', 'audit.request_id')
    .where('audit.kind', '=', 'intent')
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
    )
    .where((where) => where.or([where('requests.id', 'is', null), isOursOrOrphaned(connection)]))
    .orderBy('audit.seq')
    .execute();
  return rows.map(fromTable);
}

function toTable(row: AuditRow): AuditTable {
  return {
    seq: row.seq,
    at_ms: row.atMs,
    kind: row.kind,
    request_id: toColumn(row.requestId),
    team_id: toColumn(row.teamId),
    user_id: toColumn(row.userId),
    channel_id: toColumn(row.channelId),
    surface: toColumn(row.surface),
    command: toColumn(row.command),
    cluster: toColumn(row.cluster),
    verdict: toColumn(row.verdict),
    detail: toColumn(canonicalJson(row.detail)),
    previous_hash: row.previousHash,
    hash: row.hash,
  };
}

function fromTable(row: AuditTable): AuditRow {
  return {
    seq: row.seq,
    atMs: row.at_ms,
    kind: row.kind,
    requestId: fromColumn(row.request_id),
    teamId: fromColumn(row.team_id),
    userId: fromColumn(row.user_id),
    channelId: fromColumn(row.channel_id),
    surface: fromColumn(row.surface),
    command: fromColumn(row.command),
    cluster: fromColumn(row.cluster),
    verdict: fromColumn(row.verdict),
    detail: readDetail(fromColumn(row.detail)),
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

/** Text that this program did not write is shown as it is found; its row does not have the right hash then. */
function readDetail(text: string): AuditRow['detail'] {
  try {
    const detail = JSON.parse(text) as AuditRow['detail'];
    return canonicalJson(detail) === text ? detail : { unreadable: text };
  } catch {
    return { unreadable: text };
  }
}
