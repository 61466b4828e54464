// Rows of the audit as CSV (RFC 4180) for a spreadsheet. No cell can be taken for a formula by the program that opens it. Pure.

import { writeLocalTime } from '../zoned-time.ts';
import { describeResource, resourcesOf } from './resources.ts';
import type { AuditRow } from './row.ts';

const COLUMNS: readonly (readonly [string, (row: AuditRow, timeZone: string) => unknown])[] = [
  ['row', ({ seq }) => seq],
  ['time_utc', ({ atMs }) => new Date(atMs).toISOString()],
  ['time_local', ({ atMs }, timeZone) => writeLocalTime(atMs, timeZone)],
  ['time_zone', (_, timeZone) => timeZone],
  ['kind', ({ kind }) => kind],
  ['outcome', ({ verdict }) => verdict],
  ['team_id', ({ teamId }) => teamId],
  ['user_id', ({ userId }) => userId],
  ['channel_id', ({ channelId }) => channelId],
  ['surface', ({ surface }) => surface],
  ['command', ({ command }) => command],
  ['cluster', ({ cluster }) => cluster],
  ['about', (row) => resourcesOf(row).map(describeResource).join(' ')],
  ['reason', ({ detail }) => detail.reason],
  ['policies', ({ detail }) => (Array.isArray(detail.policies) ? detail.policies.join(' ') : '')],
  ['exit_code', ({ detail }) => detail.exitCode],
  ['duration_ms', ({ detail }) => detail.durationMs],
  ['request_id', ({ requestId }) => requestId],
  ['hash', ({ hash }) => `sha256:${hash}`],
];

export function csvHead(): string {
  return record(COLUMNS.map(([name]) => name));
}

export function csvRecord(row: AuditRow, timeZone: string): string {
  return record(COLUMNS.map(([, read]) => cell(read(row, timeZone))));
}

function record(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = String(value);
  return STARTS_FORMULA.test(text) ? `'${text}` : text;
}

/** OWASP, CSV injection: what a spreadsheet takes for the beginning of a formula, also after white space it drops. */
const STARTS_FORMULA = /^[\s\0]*[=+\-@|%＝＋－＠]|^[\t\r\n]/u;

function quoted(text: string): string {
  return /[",\r\n;\t]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
