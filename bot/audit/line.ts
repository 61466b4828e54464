// A row of the audit as one line of JSON: the same in files, in the archive, on stdout and to a webhook, so that whoever has the
// lines can check the chain. Pure.

import { z } from 'zod';
import { canonicalJson, FIRST_HASH } from '../audit-chain.ts';
import type { AuditRow } from './row.ts';

/** Marks the line as one of the audit among others, such as those of the log. */
export const STREAM = 'quartermaster.audit';

const text = z.string();
const hash = z.string().length(FIRST_HASH.length);

const Line = z.object({
  stream: z.literal(STREAM),
  seq: z.int().positive(),
  atMs: z.int(),
  kind: text,
  requestId: text,
  teamId: text,
  userId: text,
  channelId: text,
  surface: text,
  command: text,
  cluster: text,
  verdict: text,
  detail: z.record(z.string(), z.unknown()),
  previousHash: hash,
  hash,
});

/** Without the line feed. `at` is `atMs` for people: RFC 3339, UTC. */
export function writeAuditLine(row: AuditRow): string {
  const { seq, atMs, kind, verdict, command, cluster, teamId, userId, channelId, surface } = row;
  const at = new Date(atMs).toISOString();
  const { requestId, detail, previousHash } = row;
  return JSON.stringify({
    ...{ stream: STREAM, seq, at, atMs, kind, verdict, command, cluster, teamId, userId },
    ...{ channelId, surface, requestId, detail: JSON.parse(canonicalJson(detail)) as unknown },
    ...{ previousHash, hash: row.hash },
  });
}

/** @returns undefined for what is no line of the audit. */
export function readAuditLine(line: string): AuditRow | undefined {
  try {
    const { stream: _, ...row } = Line.parse(JSON.parse(line));
    return row as AuditRow;
  } catch {
    return undefined;
  }
}
