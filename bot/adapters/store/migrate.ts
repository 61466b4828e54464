// Brings a database to the schema of this program, all or nothing, and refuses one that a newer program has changed. A
// migration that was released is never edited: a change is a new one at the end of the list.

import { type Kysely, sql } from 'kysely';
import { FIRST_HASH } from '../../audit-chain.ts';
import { OperatorError } from '../../errors.ts';
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

function addOffsetSnapshots(): readonly string[] {
  return [
    `create table offset_snapshots (id text primary key, kafka text not null, group_id text not null,
      offsets text not null, created_at_ms bigint not null, expires_at_ms bigint not null)`,
    'create index offset_snapshots_by_expiry on offset_snapshots (expires_at_ms)',
  ];
}

function addSwitches(): readonly string[] {
  return [
    `create table switch_overrides (id text primary key, switch_name text not null, made_at_ms bigint not null,
      until_ms bigint not null, override text not null)`,
    'create index switch_overrides_by_switch on switch_overrides (switch_name, made_at_ms)',
    `create table switch_originals (switch_name text not null, kind text not null, namespace text not null,
      name text not null, uid text not null, original text not null, phase text not null, at_ms bigint not null,
      primary key (switch_name, kind, namespace, name))`,
    'create table switch_decisions (switch_name text primary key, decision text not null)',
    `create table switch_runs (id text primary key, switch_name text not null, started_at_ms bigint not null,
      run text not null)`,
    'create index switch_runs_by_switch on switch_runs (switch_name, started_at_ms)',
  ];
}

function addOffers(): readonly string[] {
  return [
    `create table switch_offers (id text primary key, key text not null unique, due_ms bigint not null,
      made_at_ms bigint not null, state text not null, offer text not null)`,
    'create index switch_offers_by_state on switch_offers (state, made_at_ms)',
  ];
}

function addMeters(): readonly string[] {
  return [
    `create table switch_looks (switch_name text primary key, at_ms bigint not null, saved text not null,
      whole text not null)`,
    `create table switch_days (switch_name text not null, day integer not null, saved text not null, whole text not null,
      off_ms bigint not null, seen_ms bigint not null, primary key (switch_name, day))`,
  ];
}

function addSwitchedWhere(): readonly string[] {
  return [
    'alter table switch_originals add column again integer not null default 0',
    "alter table switch_originals add column cluster text not null default ''",
  ];
}

function addAlerts(): readonly string[] {
  return [
    `create table alert_groups (id text primary key, seat text unique, group_key text not null, source text not null,
      channel_id text not null, state text not null, telling text not null, due_ms bigint, bundle_id text, dirty integer not null,
      critical integer not null, opened_at_ms bigint not null, changed_at_ms bigint not null, body text not null)`,
    'create index alert_groups_dirty on alert_groups (dirty, changed_at_ms)',
    'create index alert_groups_held on alert_groups (telling, due_ms)',
    'create index alert_groups_of_bundle on alert_groups (bundle_id)',
    'create index alert_groups_opened on alert_groups (channel_id, opened_at_ms)',
    'create index alert_groups_of_source on alert_groups (source, seat)',
    'create index alert_groups_by_state on alert_groups (state, changed_at_ms)',
    `create table alerts (group_id text not null, key text not null, rest integer not null, weight integer not null,
      changed_at_ms bigint not null, body text not null, primary key (group_id, key))`,
    'create index alerts_worst on alerts (group_id, rest, weight, changed_at_ms)',
    `create table alert_bundles (id text primary key, kind text not null, channel_id text not null, state text not null,
      dirty integer not null, opened_at_ms bigint not null, grown_at_ms bigint not null)`,
    'create index alert_bundles_dirty on alert_bundles (dirty)',
    'create index alert_bundles_open on alert_bundles (channel_id, kind, state)',
    `create table alert_lines (group_id text not null, seq bigint not null, at_ms bigint not null, text text not null,
      told integer not null, primary key (group_id, seq))`,
    'create index alert_lines_untold on alert_lines (told, group_id)',
    `create table alert_tallies (source text not null, hour bigint not null, received bigint not null, told bigint not null,
      merged bigint not null, suppressed bigint not null, ignored bigint not null, primary key (source, hour))`,
    'create table source_positions (source text primary key, position text not null, at_ms bigint not null)',
    "insert into counters (name, value) values ('alerts', 0)",
    'alter table outbound add column urgent integer not null default 0',
  ];
}

function addAlertHandling(): readonly string[] {
  return [
    'alter table alert_groups add column number bigint not null default 0',
    'alter table alert_groups add column wake_ms bigint',
    'create index alert_groups_by_number on alert_groups (number)',
    'create index alert_groups_waking on alert_groups (wake_ms)',
    "insert into counters (name, value) values ('alert-number', 0)",
    `create table on_call_swaps (id text primary key, rotation text not null, from_ms bigint not null,
      until_ms bigint not null, body text not null)`,
    'create index on_call_swaps_by_rotation on on_call_swaps (rotation, until_ms)',
  ];
}

function addAlertBeginnings(): readonly string[] {
  return [
    'alter table alert_groups add column told_at_ms bigint not null default 0',
    'drop index alert_groups_opened',
    'create index alert_groups_told on alert_groups (channel_id, telling, told_at_ms)',
  ];
}

function addPages(): readonly string[] {
  return [
    `create table pages (pager text not null, dedup_key text not null, id text not null unique, attempts integer not null,
      not_before_ms bigint not null, at_ms bigint not null, body text not null, primary key (pager, dedup_key))`,
    'create index pages_due on pages (not_before_ms)',
  ];
}

function addDuties(): readonly string[] {
  return [
    'create table on_call_duties (rotation text primary key, person text, since_ms bigint not null)',
  ];
}

function addIncidents(): readonly string[] {
  return [
    `create table incidents (id text primary key, number bigint not null unique, state text not null, channel_id text not null,
      own_channel_id text, resolved_at_ms bigint, changed_at_ms bigint not null, wake_ms bigint, dirty integer not null,
      body text not null)`,
    'create index incidents_dirty on incidents (dirty, changed_at_ms)',
    'create index incidents_waking on incidents (wake_ms)',
    'create index incidents_by_state on incidents (state, resolved_at_ms)',
    'create index incidents_of_channel on incidents (channel_id, number)',
    'create index incidents_of_own_channel on incidents (own_channel_id)',
    `create table incident_entries (incident_id text not null, seq bigint not null, at_ms bigint not null, told integer not null,
      body text not null, primary key (incident_id, seq))`,
    'create index incident_entries_untold on incident_entries (told, incident_id)',
    "insert into counters (name, value) values ('incidents', 0), ('incident-number', 0)",
  ];
}
