// The tables as TypeScript sees them, the same on SQLite and PostgreSQL. Times are milliseconds since the epoch; columns
// that hold JSON are plain text, because JSON text carries every string and jsonb does not.

import type { Kysely } from 'kysely';
import type { ApprovalState } from '../../approval.ts';
import type { BreakGlass } from '../../break-glass.ts';
import type { AuditKind, Proposal, RequestState } from '../../ports.ts';
import type { StoreLimits } from './limits.ts';
import type {
  AlertBundleTable,
  AlertGroupTable,
  AlertLineTable,
  AlertTable,
  AlertTallyTable,
  DutyTable,
  PageTable,
  SourcePositionTable,
  SwapTable,
  TemporaryRouteTable,
} from './schema-alerts.ts';
import type { IncidentEntryTable, IncidentTable } from './schema-incidents.ts';
import type {
  SwitchDayTable,
  SwitchDecisionTable,
  SwitchLookTable,
  SwitchOfferTable,
  SwitchOriginalTable,
  SwitchOverrideTable,
  SwitchRunTable,
} from './schema-switches.ts';

export interface Schema {
  requests: RequestTable;
  audit: AuditTable;
  audit_head: AuditHeadTable;
  audit_exports: AuditExportTable;
  outputs: OutputTable;
  proposals: ProposalTable;
  freezes: FreezeTable;
  approvals: ApprovalTable;
  votes: VoteTable;
  break_glasses: BreakGlassTable;
  offset_snapshots: OffsetSnapshotTable;
  switch_overrides: SwitchOverrideTable;
  switch_originals: SwitchOriginalTable;
  switch_decisions: SwitchDecisionTable;
  switch_runs: SwitchRunTable;
  switch_offers: SwitchOfferTable;
  switch_looks: SwitchLookTable;
  switch_days: SwitchDayTable;
  alert_groups: AlertGroupTable;
  alerts: AlertTable;
  alert_bundles: AlertBundleTable;
  alert_lines: AlertLineTable;
  alert_tallies: AlertTallyTable;
  source_positions: SourcePositionTable;
  on_call_swaps: SwapTable;
  on_call_duties: DutyTable;
  pages: PageTable;
  temporary_routes: TemporaryRouteTable;
  incidents: IncidentTable;
  incident_entries: IncidentEntryTable;
  outbound: OutboundTable;
  posted: PostedTable;
  dead_letters: DeadLetterTable;
  leases: LeaseTable;
  counters: CounterTable;
}

export interface FreezeTable {
  id: string;
  scope: string;
  reason: string;
  team_id: string;
  user_id: string;
  started_at_ms: number;
  /** Moved to the moment when it was ended by hand. */
  until_ms: number;
}

export interface OffsetSnapshotTable {
  id: string;
  kafka: string;
  group_id: string;
  /** JSON. */
  offsets: string;
  created_at_ms: number;
  expires_at_ms: number;
}

export interface ApprovalTable {
  id: string;
  request_id: string;
  address: string;
  surface: string;
  message_ts: string | null;
  command: string;
  cluster: string;
  namespace: string;
  preview: string;
  reason: string;
  demands: string;
  channel_id: string;
  created_at_ms: number;
  remind_at_ms: number;
  expires_at_ms: number;
  /** 1: the reminder was sent. */
  reminded: number;
  /** Counts the tries to vote: whoever changes it holds the approval until the transaction ends. */
  tries: number;
  state: ApprovalState;
}

export interface VoteTable {
  approval_id: string;
  person: string;
  team_id: string;
  user_id: string;
  at_ms: number;
}

export interface BreakGlassTable {
  id: string;
  team_id: string;
  user_id: string;
  person: string;
  channel_id: string;
  reason: string;
  started_at_ms: number;
  until_ms: number;
  state: BreakGlass['state'];
  /** 1: its end was told. */
  end_told: number;
  /** JSON, or null. */
  review: string | null;
}

/** One way in to the tables: the database itself, or a transaction of it. */
export interface Connection {
  readonly db: Kysely<Schema>;
  readonly engine: 'sqlite' | 'postgres';
  /** Names this process, so that a dead one's requests can be told from those of one that lives. */
  readonly owner: string;
  readonly limits: StoreLimits;
  readonly nowMs: () => number;
  /** Leases are measured by the server's clock, which all its processes share. */
  readonly sharedClock: boolean;
}

export interface RequestTable {
  id: string;
  owner: string;
  state: RequestState;
  /** JSON; empty once done, because it may hold a response URL, which is a credential. */
  request: string;
  received_at_ms: number;
}

export interface AuditTable {
  seq: number;
  at_ms: number;
  kind: AuditKind;
  request_id: string;
  team_id: string;
  user_id: string;
  channel_id: string;
  surface: string;
  command: string;
  cluster: string;
  verdict: string;
  detail: string;
  previous_hash: string;
  hash: string;
}

/** One row: how long the chain is and where it ends, so that a cut tail is found. */
export interface AuditHeadTable {
  id: number;
  rows: number;
  hash: string;
  /** How many of them were removed by age, and the hash of the last of those. */
  removed_rows: number;
  removed_hash: string;
}

/** How far each export has come. */
export interface AuditExportTable {
  name: string;
  /** The last row that has arrived. */
  seq: number;
  at_ms: number;
}

export interface OutputTable {
  id: string;
  request_id: string;
  team_id: string;
  channel_id: string;
  user_id: string;
  command: string;
  cluster: string;
  namespace: string;
  verdict: string;
  exit_code: number;
  duration_ms: number;
  created_at_ms: number;
  expires_at_ms: number;
  encoding: 'plain' | 'deflate';
  content: Uint8Array;
}

export interface ProposalTable {
  id: string;
  request_id: string;
  address: string;
  surface: string;
  command: string;
  cluster: string;
  namespace: string;
  substance: string;
  created_at_ms: number;
  expires_at_ms: number;
  state: Proposal['state'];
}

export interface OutboundTable {
  key: string;
  /** Names this state of the wish: a newer state of the same key has another. */
  seq: number;
  /** The seq that the key's first waiting state had, when this one replaced it. */
  place: number | null;
  channel_id: string;
  /** 1: edits a message whose ts the wish itself names. */
  is_edit: number;
  outgoing: string;
  /** 1: it goes before others of its channel. */
  urgent: number;
  attempts: number;
  /** 1: it was sent, whichever state it had, and nobody has noted what became of it. */
  sent: number;
  not_before_ms: number;
  at_ms: number;
  reason: string;
}

export interface PostedTable {
  key: string;
  ts: string;
  at_ms: number;
}

export interface DeadLetterTable {
  seq: number;
  key: string;
  outgoing: string;
  code: string;
  at_ms: number;
}

export interface LeaseTable {
  name: string;
  holder: string;
  token: number;
  expires_at_ms: number;
}

export interface CounterTable {
  name: string;
  value: number;
}
