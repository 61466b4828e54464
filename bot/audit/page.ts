// Rows of the audit as a person reads them, also on a phone: each in four short lines, so that a page of a message holds ten of
// them and cuts none in two. Pure.

import { cut } from '../render/text.ts';
import { writeLocalTime } from '../zoned-time.ts';
import { describeResource, resourcesOf } from './resources.ts';
import type { AuditRow } from './row.ts';

const LINE_CHARACTERS = 100;

export interface AuditPage {
  /** Newest first. */
  readonly rows: readonly AuditRow[];
  readonly timeZone: string;
  /** What people are called, by their id. */
  readonly names: ReadonlyMap<string, string>;
  /** What was asked for, in words. */
  readonly asked: string;
  /** How older rows are reached, where there may be more than these. */
  readonly more?: string;
}

export function writeAuditPage(page: AuditPage): string {
  const { rows, timeZone, asked, more } = page;
  if (rows.length === 0) return `No row of the audit matches.\nAsked for: ${lineOf(asked)}\n`;
  const count = `${rows.length} row${rows.length === 1 ? '' : 's'}, newest first, times in ${timeZone}`;
  const head = [count, lineOf(asked), more ?? 'These are all.', ''];
  return [...head, ...rows.flatMap((row) => linesOf(row, page))]
    .map((line) => `${line}\n`)
    .join('');
}

function linesOf(row: AuditRow, { timeZone, names }: AuditPage): readonly string[] {
  return [
    `#${row.seq}  ${writeLocalTime(row.atMs, timeZone)}  ${verdictOf(row)}`,
    `  ${lineOf(row.command)}`,
    `  ${lineOf(aboutOf(row, names))}`,
    '',
  ];
}

/** The kind is said where the verdict does not say it. */
function verdictOf({ kind, verdict }: AuditRow): string {
  return kind === 'event' || kind === 'checkpoint' ? `${verdict} (${kind})` : verdict;
}

function aboutOf(row: AuditRow, names: ReadonlyMap<string, string>): string {
  const name = names.get(row.userId);
  const who =
    row.userId === '' ? 'the bot' : name === undefined ? row.userId : `${name} (${row.userId})`;
  const reason = typeof row.detail.reason === 'string' ? row.detail.reason : '';
  const things = resourcesOf(row).map(describeResource).join(', ');
  return [who, row.cluster, reason === '' ? things : reason]
    .filter((part) => part !== '')
    .join(', ');
}

function lineOf(text: string): string {
  return cut(text.replaceAll(/\s+/gu, ' ').trim(), LINE_CHARACTERS);
}

/** One row with all that it holds. */
export function writeAuditRow(row: AuditRow, timeZone: string): string {
  const { seq, atMs, kind, verdict, userId, teamId, channelId, surface, command, cluster } = row;
  const facts: readonly (readonly [string, string])[] = [
    ['row', String(seq)],
    ['time', `${writeLocalTime(atMs, timeZone)} ${timeZone} (${new Date(atMs).toISOString()})`],
    ['kind', kind],
    ['outcome', verdict],
    ['person', `${teamId}/${userId}`],
    ['channel', channelId],
    ['surface', surface],
    ['command', command],
    ['cluster', cluster],
    ['about', resourcesOf(row).map(describeResource).join(', ')],
    ['request', row.requestId],
    ['detail', JSON.stringify(row.detail)],
    ['previous hash', row.previousHash],
    ['hash', row.hash],
  ];
  const shown = facts.filter(([, value]) => value !== '' && value !== '/');
  return shown.map(([name, value]) => `${name}: ${value}\n`).join('');
}
