// The tables of alerts as TypeScript sees them.

export interface AlertGroupTable {
  id: string;
  /** The group's key for the newest of that key, null for those before it. */
  seat: string | null;
  group_key: string;
  source: string;
  channel_id: string;
  state: 'firing' | 'resolved';
  telling: 'own' | 'bundled' | 'held' | 'muted';
  /** Of what is held: until then. */
  due_ms: number | null;
  bundle_id: string | null;
  /** 1: its message is to be shown anew. */
  dirty: number;
  /** 1: the worst of it is critical. */
  critical: number;
  opened_at_ms: number;
  /** When its message of its own began. */
  told_at_ms: number;
  changed_at_ms: number;
  number: number;
  /** When something is to be done about it. */
  wake_ms: number | null;
  /** JSON. */
  body: string;
}

export interface AlertTable {
  group_id: string;
  key: string;
  /** 0: it fires. */
  rest: number;
  /** 0 is the worst. */
  weight: number;
  changed_at_ms: number;
  /** JSON. */
  body: string;
}

export interface AlertBundleTable {
  id: string;
  kind: 'storm' | 'digest';
  channel_id: string;
  state: 'firing' | 'resolved';
  dirty: number;
  opened_at_ms: number;
  grown_at_ms: number;
}

export interface AlertLineTable {
  group_id: string;
  seq: number;
  at_ms: number;
  text: string;
  /** 1: its thread has it. */
  told: number;
}

export interface AlertTallyTable {
  source: string;
  hour: number;
  received: number;
  told: number;
  merged: number;
  suppressed: number;
  ignored: number;
}

export interface SourcePositionTable {
  source: string;
  position: string;
  at_ms: number;
}

export interface PageTable {
  pager: string;
  dedup_key: string;
  /** Of this state. */
  id: string;
  attempts: number;
  not_before_ms: number;
  at_ms: number;
  /** JSON. */
  body: string;
}

export interface DutyTable {
  rotation: string;
  /** Null: nobody. */
  person: string | null;
  since_ms: number;
}

export interface TemporaryRouteTable {
  number: number;
  /** Moved to the moment when it was ended by hand. */
  until_ms: number;
  /** JSON. */
  body: string;
}

export interface SwapTable {
  id: string;
  rotation: string;
  from_ms: number;
  /** Moved to the moment when it was ended by hand. */
  until_ms: number;
  /** JSON. */
  body: string;
}
