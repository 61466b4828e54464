// The hash chain of the audit: how a row's hash is made. Pure; how a chain is checked is in audit/check.ts, where the rows are kept
// is the store's business. It finds changes by whoever can write the table; somebody who can rewrite every row and the head is
// found only by comparing with a head hash that was noted elsewhere.

import { createHash } from 'node:crypto';
import type { AuditEntry, AuditRow } from './ports.ts';

/** What the first row follows. */
export const FIRST_HASH = '0'.repeat(64);

/** How far a chain goes: rows ever written, and the hash of the last of them. */
export interface AuditHead {
  readonly rows: number;
  readonly hash: string;
}

/** The row that follows `head`. */
export function chainEntry(head: AuditHead, entry: AuditEntry, atMs: number): AuditRow {
  const row = { ...pickEntry(entry), seq: head.rows + 1, atMs, previousHash: head.hash };
  return { ...row, hash: hashRow(row) };
}

/** SHA-256, hex, of the previous hash and the row's canonical JSON without its two hashes. */
export function hashRow(row: Omit<AuditRow, 'hash'>): string {
  const content = canonicalJson({ ...pickEntry(row), seq: row.seq, atMs: row.atMs });
  return createHash('sha256').update(`${row.previousHash}\n${content}`, 'utf8').digest('hex');
}

/** JSON with the keys of each object in order of their code units, and without what JSON cannot say. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`);
  return `{${members.join(',')}}`;
}

/** Exactly the fields that are hashed: one that was added to a value in passing is neither stored nor hashed. */
function pickEntry(entry: AuditEntry): AuditEntry {
  return {
    kind: entry.kind,
    requestId: entry.requestId,
    teamId: entry.teamId,
    userId: entry.userId,
    channelId: entry.channelId,
    surface: entry.surface,
    command: entry.command,
    cluster: entry.cluster,
    verdict: entry.verdict,
    detail: entry.detail,
  };
}
