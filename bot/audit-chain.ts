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
  return createHash('sha256')
    .update(`${row.previousHash}\n${contentOf(row)}`, 'utf8')
    .digest('hex');
}

/** What canonicalJson would make of these fields: they stand in its order, and a check of the chain does this for each row. */
function contentOf(row: Omit<AuditRow, 'hash'>): string {
  const { atMs, channelId, cluster, command, detail } = row;
  const { kind, requestId, seq, surface, teamId, userId, verdict } = row;
  const before = JSON.stringify({ atMs, channelId, cluster, command });
  const after = JSON.stringify({ kind, requestId, seq, surface, teamId, userId, verdict });
  return `${before.slice(0, -1)},"detail":${canonicalJson(detail)},${after.slice(1)}`;
}

/** JSON with the keys of each object in order of their code units, and without what JSON cannot say. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each)).join(',')}]`;
  const object = value as Readonly<Record<string, unknown>>;
  let members = '';
  for (const key of Object.keys(object).sort()) {
    const each = object[key];
    if (each === undefined) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(each)}`;
  }
  return `{${members}}`;
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
