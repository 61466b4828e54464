// How long the store keeps what may be forgotten, and how much of a database server it takes.

export interface StoreLimits {
  /** Ended requests, remembered so that a redelivery runs nothing twice. */
  readonly requestKeepMs: number;
  /** Proposals after their expiry, so that a late click is told what became of them. */
  readonly proposalKeepMs: number;
  /** Which message belongs to which key, for edits. */
  readonly postedKeepMs: number;
  /** Messages that could not be delivered. */
  readonly deadLetterKeepMs: number;
  /** What was done about switches, and what was asked for beside their timetables. */
  readonly switchKeepMs: number;
  /** Alerts that have ended, and what became of what sources saw. */
  readonly alertKeepMs: number;
  /** Incidents that are resolved, with their diaries. */
  readonly incidentKeepMs: number;
  /** Connections to a PostgreSQL server, at most. */
  readonly databaseConnections: number;
  /** How long a connection or a statement of PostgreSQL may take. */
  readonly databaseTimeoutMs: number;
}

const HOUR_MS = 3_600_000;

export const STORE_LIMITS: StoreLimits = {
  requestKeepMs: 24 * HOUR_MS,
  proposalKeepMs: 24 * HOUR_MS,
  postedKeepMs: 7 * 24 * HOUR_MS,
  deadLetterKeepMs: 30 * 24 * HOUR_MS,
  switchKeepMs: 90 * 24 * HOUR_MS,
  alertKeepMs: 90 * 24 * HOUR_MS,
  incidentKeepMs: 2 * 365 * 24 * HOUR_MS,
  databaseConnections: 5,
  databaseTimeoutMs: 10_000,
};
