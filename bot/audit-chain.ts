// The hash chain of the audit: how a row's hash is made and how a chain is checked. Pure; where the rows are kept is the
// store's business. It finds changes by whoever can write the table; somebody who can rewrite every row and the head is
// found only by comparing with a head hash that was noted elsewhere.

import { createHash } from 'node:crypto';
import type { AuditEntry, AuditRow, AuditVerdict } from './ports.ts';

/** What the first row follows. */
export const FIRST_HASH = '0'.repeat(64);

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

export interface ChainCheck {
  /** Takes the next row, in order of seq. After the first that does not fit, the rest is only counted. */
  add(row: AuditRow): void;
  /** The verdict, once all rows were taken; `head` is undefined where the head row is gone. */
  end(head: AuditHead | undefined): AuditVerdict;
}

/** Checks a chain row by row, so that its length is no matter. */
export function checkChain(): ChainCheck {
  let rows = 0;
  let last: AuditHead = { rows: 0, hash: FIRST_HASH };
  let broken: AuditVerdict['broken'];
  return {
    add(row) {
      rows += 1;
      broken ??= findBreak(last, row);
      if (broken === undefined) last = { rows: row.seq, hash: row.hash };
    },
    end(head) {
      broken ??= findBrokenHead(last, head);
      const verdict = { rows, headHash: head?.hash ?? last.hash };
      return broken === undefined ? verdict : { ...verdict, broken };
    },
  };
}

function findBreak(last: AuditHead, row: AuditRow): AuditVerdict['broken'] {
  const expected = last.rows + 1;
  if (row.seq > expected) {
    const gone = row.seq === expected + 1 ? 'it is' : `rows ${expected} to ${row.seq - 1} are`;
    return { seq: expected, why: `missing: ${gone} not there, row ${row.seq} follows` };
  }
  if (row.seq < expected) {
    return { seq: row.seq, why: `out of order: it comes after row ${last.rows}` };
  }
  if (row.hash !== hashRow(row)) {
    return { seq: row.seq, why: 'changed: its content does not have the hash that was recorded' };
  }
  if (row.previousHash !== last.hash) {
    return {
      seq: row.seq,
      why: `changed: it was not written after row ${last.rows} as that is now; one of the two was replaced`,
    };
  }
  return undefined;
}

function findBrokenHead(last: AuditHead, head: AuditHead | undefined): AuditVerdict['broken'] {
  if (head === undefined) {
    return { seq: last.rows, why: 'head missing: the record of where the chain ends is gone' };
  }
  if (head.rows > last.rows) {
    return {
      seq: last.rows + 1,
      why: `missing: ${head.rows} rows were written, the chain ends after ${last.rows}`,
    };
  }
  if (head.rows < last.rows) {
    return {
      seq: head.rows + 1,
      why: `forged: the head knows ${head.rows} rows, and there are ${last.rows}`,
    };
  }
  if (head.hash !== last.hash) {
    return { seq: last.rows, why: 'forged head: it does not hold the hash of the last row' };
  }
  return undefined;
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
