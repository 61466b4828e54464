// The rows of the audit, how they are asked for, and what the store does with them. Types alone.

export type AuditKind =
  | 'intent' // about to run; written before
  | 'outcome' // what became of an intent
  | 'refusal' // not understood, not allowed, expired, stale, foreign click
  | 'proposal' // a preview was shown with a confirm button
  | 'approval' // asked for, given, rejected, withdrawn, expired
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
  /** Rows that were removed by age, before those: absent when none were. */
  readonly removed?: number;
  readonly headHash: string;
  /** Witnesses of rows that were removed: only an archive can be compared with them. */
  readonly unchecked?: readonly Witness[];
  /** The first row that does not fit: absent when the chain is whole. */
  readonly broken?: { readonly seq: number; readonly why: string };
}

export interface AuditEnds {
  readonly head: Witness;
  /** `{ rows: 0 }` when nothing was removed. */
  readonly removed: Witness;
}

export interface RemovableWish {
  /** Rows of this time and later stay. */
  readonly beforeMs: number;
  /** The exports that have to have had a row before it goes. */
  readonly exports: readonly string[];
  /** At most so many rows at a time. */
  readonly most: number;
}

export interface AuditRemoval extends RemovableWish {
  /** The last row to go, and its hash, as the caller has checked them. */
  readonly through: Witness;
  /** What has been removed before. */
  readonly after: Witness;
  /** Where the removed rows are kept, if anywhere. */
  readonly archive?: ArchivedFile;
}

/** A file of the archive: JSON lines, one a row. */
export interface ArchivedFile {
  readonly file: string;
  readonly rows: number;
  readonly sha256: string;
}

/** The audit's part of the store. */
export interface AuditStore {
  appendAudit(entry: AuditEntry, atMs: number): Promise<AuditRow>;
  /** Newest first. */
  searchAudit(filter: AuditFilter): Promise<readonly AuditRow[]>;
  /** Reads the whole chain in pages, and compares it with heads that were noted outside. */
  verifyAudit(witnesses?: readonly Witness[]): Promise<AuditVerdict>;
  /** The last row, also when it was removed since, and the last of those that were removed. */
  auditEnds(): Promise<AuditEnds>;
  /** Oldest first. */
  readAudit(afterSeq: number, limit: number): Promise<readonly AuditRow[]>;
  /**
   * The last row of the longest run of oldest rows that may be removed; undefined when none may. A row may go when it is older
   * than the time, and neither a request without an end, an intent without an outcome, an open proposal nor one of the exports
   * still needs it.
   */
  removableAudit(wish: RemovableWish): Promise<number | undefined>;
  /**
   * Removes all rows up to one and appends the checkpoint that says so, all or nothing.
   * @returns undefined, and nothing is changed, when they may not be removed any more, or are not what the caller has seen.
   */
  removeAudit(removal: AuditRemoval, atMs: number): Promise<AuditRow | undefined>;
  /** The last row that the export has delivered; 0 when it has delivered none. */
  exportedThrough(name: string): Promise<number>;
  /** Never goes back. */
  exported(name: string, seq: number, atMs: number): Promise<void>;
  /** For what is to happen once for each of growing numbers: false when it was claimed for this or a greater one. */
  claimOnce(name: string, number: number): Promise<boolean>;
  /** The greatest number it was claimed for; 0 when for none. */
  lastClaim(name: string): Promise<number>;
  /** Every row of these requests, the oldest first. */
  auditOfRequests(requestIds: readonly string[]): Promise<readonly AuditRow[]>;
  /** Intents without an outcome. */
  openIntents(): Promise<readonly AuditRow[]>;
}
