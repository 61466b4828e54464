// The outbound queue's table: wishes for Slack in order, one row a key. When and how they are sent is bot/outbound.ts's
// business.

import { type SqlBool, sql } from 'kysely';
import type { NextOutgoing, Outgoing, QueueDepth, QueuedOutgoing } from '../../ports.ts';
import { countUp } from './counters.ts';
import type { Connection, OutboundTable } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';
import { atomically } from './transaction.ts';

/** A wish that failed this often waits behind the others of its channel, so that one bad message stops nobody. */
const SET_ASIDE_ATTEMPTS = 6;

const PLACE = sql<number>`coalesce(outbound.place, outbound.seq)`;
const IS_EDIT = sql<number>`case when outbound.is_edit = 1 or posted.ts is not null then 1 else 0 end`;

/** The newest state takes the key's row and its place; its own number tells it from the state that may be on its way. */
export async function enqueue(
  connection: Connection,
  outgoing: Outgoing,
  atMs: number,
): Promise<void> {
  await atomically(connection, async (inside) => {
    await inside.db
      .insertInto('outbound')
      .values({ ...(await toTable(inside, outgoing, atMs)), place: null })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet((set) => ({
          seq: set.ref('excluded.seq'),
          place: PLACE,
          channel_id: set.ref('excluded.channel_id'),
          is_edit: set.ref('excluded.is_edit'),
          urgent: set.ref('excluded.urgent'),
          outgoing: set.ref('excluded.outgoing'),
        })),
      )
      .execute();
  });
}

export async function queued(
  { db }: Connection,
  limit: number,
): Promise<readonly QueuedOutgoing[]> {
  const rows = await selectQueued(db).orderBy(PLACE).limit(limit).execute();
  return rows.map(fromTable);
}

/** The first wish of each lane: a channel's posts are one, its edits another. */
export async function nextQueued(
  { db }: Connection,
  limit: number,
): Promise<readonly NextOutgoing[]> {
  const lanes = db
    .selectFrom('outbound')
    .leftJoin('posted', 'posted.key', 'outbound.key')
    .select('outbound.seq')
    .select(
      sql<number>`row_number() over (partition by outbound.channel_id, ${IS_EDIT}
        order by case when attempts >= ${sql.lit(SET_ASIDE_ATTEMPTS)} then 1 else 0 end,
        outbound.urgent desc, ${PLACE})`.as('turn'),
    )
    .select(
      sql<number>`count(*) over (partition by outbound.channel_id, ${IS_EDIT})`.as('waiting'),
    );
  const rows = await selectQueued(db)
    .innerJoin(lanes.as('lane'), 'lane.seq', 'outbound.seq')
    .select('lane.waiting')
    .where('lane.turn', '=', 1)
    .orderBy(PLACE)
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...fromTable(row), waiting: row.waiting }));
}

export async function queuedPosts(
  { db }: Connection,
  channelId: string,
  limit: number,
): Promise<readonly QueuedOutgoing[]> {
  const rows = await selectQueued(db)
    .where('outbound.channel_id', '=', toColumn(channelId))
    .where(sql<SqlBool>`${IS_EDIT} = 0`)
    .orderBy(PLACE)
    .limit(limit)
    .execute();
  return rows.map(fromTable);
}

/** Puts one wish in the place of several, unless one of them has changed or gone meanwhile. */
export async function collapse(
  connection: Connection,
  seqs: readonly number[],
  { outgoing, atMs }: { outgoing: Outgoing; atMs: number },
): Promise<boolean> {
  if (seqs.length === 0) return false;
  return await atomically(connection, async (inside) => {
    const held = await inside.db
      .selectFrom('outbound')
      .select(['seq', PLACE.as('place')])
      .where('seq', 'in', [...seqs])
      .$if(inside.engine === 'postgres', (query) => query.forUpdate())
      .execute();
    if (held.length !== seqs.length) return false;
    await inside.db
      .deleteFrom('outbound')
      .where('seq', 'in', [...seqs])
      .execute();
    const place = Math.min(...held.map((row) => row.place));
    const row = { ...(await toTable(inside, outgoing, atMs)), place };
    await inside.db.insertInto('outbound').values(row).execute();
    return true;
  });
}

/** What takes the key's row from now on goes the same way. */
export async function sending({ db }: Connection, key: string): Promise<void> {
  await db.updateTable('outbound').set({ sent: 1 }).where('key', '=', toColumn(key)).execute();
}

export async function delivered(
  connection: Connection,
  seq: number,
  { key, ts }: { key: string; ts: string | undefined },
): Promise<void> {
  await atomically(connection, async ({ db, nowMs }) => {
    await db.deleteFrom('outbound').where('seq', '=', seq).execute();
    if (ts === undefined) return;
    const row = { key: toColumn(key), ts: toColumn(ts), at_ms: nowMs() };
    await db
      .insertInto('posted')
      .values(row)
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({ ts: row.ts, at_ms: row.at_ms }),
      )
      .execute();
  });
}

export async function postponed(
  { db }: Connection,
  seq: number,
  { notBeforeMs, reason }: { notBeforeMs: number; reason: string },
): Promise<void> {
  await db
    .updateTable('outbound')
    .set((set) => ({
      attempts: set('attempts', '+', 1),
      not_before_ms: notBeforeMs,
      reason: toColumn(reason),
    }))
    .where('seq', '=', seq)
    .execute();
}

/** Kept without the response URL, which is a credential. */
export async function undeliverable(
  connection: Connection,
  seq: number,
  code: string,
): Promise<void> {
  await atomically(connection, async ({ db, nowMs }) => {
    const row = await db
      .deleteFrom('outbound')
      .where('seq', '=', seq)
      .returning(['key', 'outgoing'])
      .executeTakeFirst();
    if (row === undefined) return;
    const outgoing = JSON.parse(row.outgoing) as Outgoing;
    const { responseUrl: _, ...address } = outgoing.address;
    await db
      .insertInto('dead_letters')
      .values({
        seq,
        key: row.key,
        outgoing: JSON.stringify({ ...outgoing, address }),
        code: toColumn(code),
        at_ms: nowMs(),
      })
      .execute();
  });
}

export async function postedTs({ db }: Connection, key: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('posted')
    .select('ts')
    .where('key', '=', toColumn(key))
    .executeTakeFirst();
  return row === undefined ? undefined : fromColumn(row.ts);
}

export async function queueDepth({ db }: Connection): Promise<QueueDepth> {
  return await db
    .selectNoFrom((from) => [
      from
        .selectFrom('outbound')
        .select((count) => count.fn.countAll<number>().as('n'))
        .$asScalar()
        .$notNull()
        .as('waiting'),
      from
        .selectFrom('dead_letters')
        .select((count) => count.fn.countAll<number>().as('n'))
        .$asScalar()
        .$notNull()
        .as('undeliverable'),
    ])
    .executeTakeFirstOrThrow();
}

function selectQueued(db: Connection['db']) {
  return db
    .selectFrom('outbound')
    .leftJoin('posted', 'posted.key', 'outbound.key')
    .select([
      'outbound.seq',
      'outbound.outgoing',
      'outbound.attempts',
      'outbound.sent',
      'outbound.not_before_ms',
      'outbound.at_ms',
      'posted.ts',
    ]);
}

type QueuedRow = Pick<
  OutboundTable,
  'seq' | 'outgoing' | 'attempts' | 'sent' | 'not_before_ms' | 'at_ms'
> & {
  readonly ts: string | null;
};

function fromTable(row: QueuedRow): QueuedOutgoing {
  return {
    seq: row.seq,
    outgoing: readOutgoing(row.outgoing),
    attempts: row.attempts,
    wasSent: row.sent === 1,
    notBeforeMs: row.not_before_ms,
    atMs: row.at_ms,
    ...(row.ts === null ? {} : { postedTs: fromColumn(row.ts) }),
  };
}

/** Earlier versions said of a graph that it is one: an output had no other. */
function readOutgoing(text: string): Outgoing {
  const { file, ...outgoing } = JSON.parse(text) as Outgoing;
  if (file === undefined) return outgoing;
  const isOldGraph = 'isChart' in file && file.isChart === true;
  return { ...outgoing, file: isOldGraph ? { ...file, chart: 0 } : file };
}

async function toTable(
  connection: Connection,
  outgoing: Outgoing,
  atMs: number,
): Promise<Omit<OutboundTable, 'place'>> {
  return {
    key: toColumn(outgoing.key),
    seq: await nextNumber(connection),
    channel_id: toColumn(outgoing.address.channelId),
    is_edit: outgoing.kind === 'message' && outgoing.replaceTs !== undefined ? 1 : 0,
    urgent: outgoing.isUrgent === true ? 1 : 0,
    outgoing: JSON.stringify(outgoing),
    attempts: 0,
    sent: 0,
    not_before_ms: 0,
    at_ms: atMs,
    reason: '',
  };
}

/** Numbers are never used twice: a late answer for an old state must not remove a newer one. */
async function nextNumber(connection: Connection): Promise<number> {
  const { db, engine } = connection;
  if (engine === 'postgres') {
    const next = await sql<{ value: number }>`select nextval('outbound_seq') as value`.execute(db);
    return next.rows[0]?.value ?? Number.NaN;
  }
  return await countUp(connection, 'outbound');
}
