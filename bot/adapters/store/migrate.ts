// Brings a database to the schema of this program, all or nothing, and refuses one that a newer program has changed. A
// migration that was released is never edited: a change is a new one at the end of the list.

import { type Kysely, sql } from 'kysely';
import { FIRST_HASH } from '../../audit-chain.ts';
import { OperatorError } from '../../errors.ts';
import {
  addAlertBeginnings,
  addAlertHandling,
  addAlerts,
  addDuties,
  addPages,
  addTemporaryRoutes,
} from './migrations-alerts.ts';
import { addIncidents } from './migrations-incidents.ts';
import { addMeters, addOffers, addSwitchedWhere, addSwitches } from './migrations-switches.ts';
import type { Connection, Schema } from './schema.ts';

/** Any number: all Quartermaster processes on a server agree on it. */
const MIGRATION_LOCK = 7_214_001;

/** Where the two databases differ. */
interface Types {
  readonly bytes: string;
  /** What gives each state of an outbound wish its number. */
  readonly outboundNumbers: string;
}

const TYPES: Readonly<Record<Connection['engine'], Types>> = {
  sqlite: {
    bytes: 'blob',
    outboundNumbers: "insert into counters (name, value) values ('outbound', 0)",
  },
  postgres: { bytes: 'bytea', outboundNumbers: 'create sequence outbound_seq' },
};

const MIGRATIONS: readonly ((types: Types) => readonly string[])[] = [
  createTables,
  addFreezes,
  addAuditKeeping,
  addNamespaces,
  addApprovals,
  addOffsetSnapshots,
  addSwitches,
  addOffers,
  addMeters,
  addSwitchedWhere,
  addAlerts,
  addAlertHandling,
  addAlertBeginnings,
  addPages,
  addDuties,
  addIncidents,
  addSent,
  addTemporaryRoutes,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** @throws OperatorError when the schema is newer than this program. */
export async function migrate({ db, engine }: Pick<Connection, 'db' | 'engine'>): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if (engine === 'postgres') {
      await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(transaction);
    }
    await sql`create table if not exists schema_version (version integer not null)`.execute(
      transaction,
    );
    const version = await readVersion(transaction);
    assertNotNewer(version);
    if (version === SCHEMA_VERSION) return;
    for (const migration of MIGRATIONS.slice(version)) {
      for (const statement of migration(TYPES[engine])) {
        await sql.raw(statement).execute(transaction);
      }
    }

    await sql`delete from schema_version`.execute(transaction);
    await sql`insert into schema_version (version) values (${SCHEMA_VERSION})`.execute(transaction);
  });
}

/** For readers that change nothing. @throws OperatorError when the schema is not exactly this program's. */
export async function assertMigrated({ db }: Pick<Connection, 'db'>): Promise<void> {
  const version = await readVersion(db);
  assertNotNewer(version);
  if (version === SCHEMA_VERSION) return;
  throw new OperatorError({
    what: 'The store cannot be read.',
    why: `Its schema is version ${version}; this program reads version ${SCHEMA_VERSION}.`,
    fix: 'Start the bot of this version once: it brings the store up to date.',
  });
}

async function readVersion(db: Kysely<Schema>): Promise<number> {
  const found = await sql<{ version: number }>`select version from schema_version`.execute(db);
  return found.rows[0]?.version ?? 0;
}

function assertNotNewer(version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new OperatorError({
    what: 'The store cannot be opened.',
    why: `Its schema is version ${version}, written by a newer Quartermaster; this one knows version ${SCHEMA_VERSION}.`,
    fix: 'Run the newer version again, or restore a backup from before the upgrade.',
  });
}

function createTables(types: Types): readonly string[] {
  return [
    `create table requests (id text primary key, owner text not null, state text not null, request text not null,
      received_at_ms bigint not null)`,
    'create index requests_by_state on requests (state, received_at_ms)',
    `create table audit (seq bigint primary key, at_ms bigint not null, kind text not null, request_id text not null,
      team_id text not null, user_id text not null, channel_id text not null, surface text not null,
      command text not null, cluster text not null, verdict text not null, detail text not null,
      previous_hash text not null, hash text not null)`,
    'create index audit_by_request on audit (request_id)',
    'create index audit_by_user on audit (user_id, seq)',
    'create table audit_head (id integer primary key, rows bigint not null, hash text not null)',
    `insert into audit_head (id, rows, hash) values (1, 0, '${FIRST_HASH}')`,
    `create table outputs (id text primary key, request_id text not null, team_id text not null,
      channel_id text not null, user_id text not null, command text not null, cluster text not null,
      verdict text not null, exit_code integer not null, duration_ms bigint not null, created_at_ms bigint not null,
      expires_at_ms bigint not null, encoding text not null, content ${types.bytes} not null)`,
    'create index outputs_by_expiry on outputs (expires_at_ms)',
    `create table proposals (id text primary key, request_id text not null, address text not null,
      surface text not null, command text not null, cluster text not null, substance text not null,
      created_at_ms bigint not null, expires_at_ms bigint not null, state text not null)`,
    'create index proposals_by_expiry on proposals (expires_at_ms)',
    `create table outbound (key text primary key, seq bigint not null unique, place bigint, channel_id text not null,
      is_edit integer not null, outgoing text not null, attempts integer not null, not_before_ms bigint not null,
      at_ms bigint not null, reason text not null)`,
    'create table posted (key text primary key, ts text not null, at_ms bigint not null)',
    'create index posted_by_age on posted (at_ms)',
    `create table dead_letters (seq bigint primary key, key text not null, outgoing text not null, code text not null,
      at_ms bigint not null)`,
    `create table leases (name text primary key, holder text not null, token bigint not null,
      expires_at_ms bigint not null)`,
    'create table counters (name text primary key, value bigint not null)',
    "insert into counters (name, value) values ('check', 0)",
    types.outboundNumbers,
  ];
}

function addFreezes(): readonly string[] {
  return [
    `create table freezes (id text primary key, scope text not null, reason text not null, team_id text not null,
      user_id text not null, started_at_ms bigint not null, until_ms bigint not null)`,
    'create index freezes_by_end on freezes (until_ms)',
  ];
}

function addAuditKeeping(): readonly string[] {
  return [
    'alter table audit_head add column removed_rows bigint not null default 0',
    `alter table audit_head add column removed_hash text not null default '${FIRST_HASH}'`,
    'create index audit_by_time on audit (at_ms)',
    'create table audit_exports (name text primary key, seq bigint not null, at_ms bigint not null)',
  ];
}

function addNamespaces(): readonly string[] {
  return ['proposals', 'outputs'].map(
    (table) => `alter table ${table} add column namespace text not null default ''`,
  );
}

function addApprovals(): readonly string[] {
  return [
    `create table approvals (id text primary key, request_id text not null, address text not null,
      surface text not null, message_ts text, command text not null, cluster text not null, namespace text not null,
      preview text not null, reason text not null, demands text not null, channel_id text not null,
      created_at_ms bigint not null, remind_at_ms bigint not null, expires_at_ms bigint not null,
      reminded integer not null, tries bigint not null, state text not null)`,
    'create index approvals_by_state on approvals (state, remind_at_ms)',
    `create table votes (approval_id text not null, person text not null, team_id text not null, user_id text not null,
      at_ms bigint not null, primary key (approval_id, person))`,
    `create table break_glasses (id text primary key, team_id text not null, user_id text not null, person text not null,
      channel_id text not null, reason text not null, started_at_ms bigint not null, until_ms bigint not null,
      state text not null, end_told integer not null, review text)`,
    'create index break_glasses_by_end on break_glasses (until_ms)',
  ];
}

/** A wish that was sent and not noted as delivered: it may have come through. */
function addSent(): readonly string[] {
  return ['alter table outbound add column sent integer not null default 0'];
}

function addOffsetSnapshots(): readonly string[] {
  return [
    `create table offset_snapshots (id text primary key, kafka text not null, group_id text not null,
      offsets text not null, created_at_ms bigint not null, expires_at_ms bigint not null)`,
    'create index offset_snapshots_by_expiry on offset_snapshots (expires_at_ms)',
  ];
}
