// Which rows of the audit a filter lets through: the rule itself. A store may pass over rows that it knows do not match, and
// shows none that this does not let through. Pure.

import { isOfResource, resourcesOf } from './resources.ts';
import type { AuditFilter, AuditRow } from './row.ts';

/** Whether the row is one that is asked for. `limit` is no matter of one row. */
export function isAskedFor(row: AuditRow, filter: AuditFilter): boolean {
  const { userId, kind, cluster, sinceMs, untilMs, beforeSeq } = filter;
  return (
    (userId === undefined || row.userId === userId) &&
    (kind === undefined || row.kind === kind) &&
    (cluster === undefined || row.cluster === cluster) &&
    (sinceMs === undefined || row.atMs >= sinceMs) &&
    (untilMs === undefined || row.atMs < untilMs) &&
    (beforeSeq === undefined || row.seq < beforeSeq) &&
    hasTexts(row, filter) &&
    isAbout(row, filter)
  );
}

function hasTexts(row: AuditRow, { text = '', command = '', verdict = '' }: AuditFilter): boolean {
  return (
    (includes(row.command, text) || includes(row.cluster, text)) &&
    includes(row.command, command) &&
    includes(row.verdict, verdict)
  );
}

/** Namespace and resource of one and the same thing. */
function isAbout(row: AuditRow, { namespace, resource }: AuditFilter): boolean {
  if (namespace === undefined && resource === undefined) return true;
  return resourcesOf(row).some(
    (one) =>
      (namespace === undefined || one.namespace === namespace) &&
      (resource === undefined || isOfResource(one, resource)),
  );
}

/** Of the letters that have capitals only those of ASCII are compared without them: so do both databases. */
function includes(whole: string, part: string): boolean {
  return lower(whole).includes(lower(part));
}

function lower(text: string): string {
  return text.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());
}
