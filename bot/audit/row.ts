// The rows of the audit, how they are asked for, and what the store does with them. Types alone.

export type AuditKind =
  | 'intent' // about to run; written before
  | 'outcome' // what became of an intent
  | 'refusal' // not understood, not allowed, expired, stale, foreign click
  | 'proposal' // a preview was shown with a confirm button
  | 'event' // of the bot itself: started, config reloaded, policies refused
  | 'checkpoint'; // rows before it were removed; says which, and the hash that they ended with

/** One row to be written. Every text has been through redaction. */
export interface AuditEntry {
  readonly kind: AuditKind;
  readonly requestId: string;
  readonly teamId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly surface: string;
  /** The command as understood, or the redacted text where it was not understood. */
  readonly command: string;
  readonly cluster: string;
  /** In words: 'running', 'succeeded', 'failed', 'timed out', 'cancelled', 'interrupted, outcome unknown', 'refused' ... */
  readonly verdict: string;
  /**
   * Deciding policy ids, exit code, duration in ms, SHA-256 of the output, reason, seq of the intent, and under `resources`
   * what it was about (`AuditResource`): plain JSON.
   */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface AuditRow extends AuditEntry {
  /** 1, 2, 3 ... without a gap. */
  readonly seq: number;
  readonly atMs: number;
  readonly previousHash: string;
  /** SHA-256, hex, of previousHash and the row's canonical JSON. */
  readonly hash: string;
}

/** One thing that a command was about. */
export interface AuditResource {
  /** Plural with its group, as RBAC writes it: `pods`, `deployments.apps`. */
  readonly resource: string;
  /** Absent: without a namespace, or in all of them. */
  readonly namespace?: string;
  /** Absent: any. */
  readonly name?: string;
}

/** What is asked for; each part that is there narrows. Texts match as a part, capitals make no difference. */
export interface AuditFilter {
  readonly userId?: string;
  /** Part of the command or the cluster's name. */
  readonly text?: string;
  /** Part of the command. */
  readonly command?: string;
  /** A cluster's name, whole. */
  readonly cluster?: string;
  /** A namespace that the row names, whole. */
  readonly namespace?: string;
  /** `pods`, `deploy/web`, `deployments.apps/web`. */
  readonly resource?: string;
  /** Part of the verdict. */
  readonly verdict?: string;
  readonly kind?: AuditKind;
  readonly sinceMs?: number;
  /** Not itself in the time. */
  readonly untilMs?: number;
  /** Rows older than this seq, for the next page. */
  readonly beforeSeq?: number;
  readonly limit: number;
}

/** How far a chain went at some time, as it was noted outside: rows ever written, and the hash of the last. */
export interface Witness {
  readonly rows: number;
  readonly hash: string;
}

export interface AuditVerdict {
  /** Rows that are there. */
  readonly rows: number;
  readonly headHash: string;
  /** The first row that does not fit: absent when the chain is whole. */
  readonly broken?: { readonly seq: number; readonly why: string };
}

/** The audit's part of the store. */
export interface AuditStore {
  appendAudit(entry: AuditEntry, atMs: number): Promise<AuditRow>;
  /** Newest first. */
  searchAudit(filter: AuditFilter): Promise<readonly AuditRow[]>;
  /** Reads the whole chain in pages. */
  verifyAudit(): Promise<AuditVerdict>;
  /** Intents without an outcome. */
  openIntents(): Promise<readonly AuditRow[]>;
}
