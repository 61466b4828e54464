// What `qm audit` answers: a page, one row, or a file. It asks the store and writes nothing.

import type { BotContext, Output } from '../command.ts';
import { UsageError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { csvHead, csvRecord } from './csv.ts';
import { writeAuditLine } from './line.ts';
import { writeAuditPage, writeAuditRow } from './page.ts';
import type { AuditFilter, AuditRow } from './row.ts';
import { timeOf } from './time.ts';

/** What is asked for, with times as they were typed. */
export interface AuditWish {
  readonly filter: Omit<AuditFilter, 'limit' | 'sinceMs' | 'untilMs'>;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly limit?: number | undefined;
  readonly as: 'page' | 'csv' | 'json';
}

export async function searchAudit(wish: AuditWish, context: BotContext): Promise<Output> {
  const { services, nowMs } = context;
  const timeZone = services.timeZone();
  const sinceMs = timeOf(wish.since, { nowMs: nowMs(), timeZone });
  const untilMs = timeOf(wish.until, { nowMs: nowMs(), timeZone });
  const most = wish.as === 'page' ? LIMITS.auditPageRows : LIMITS.auditFileRows;
  const limit = Math.min(wish.limit ?? most, most);
  const filter = {
    ...wish.filter,
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
  };
  // One more than is shown tells whether there are more.
  const found = await services.searchAudit({ ...filter, limit: limit + 1 });
  const rows = found.slice(0, limit);
  const isCut = found.length > limit;
  if (wish.as !== 'page') return asFile(rows, { as: wish.as, isCut, timeZone, nowMs: nowMs() });
  const last = rows.at(-1);
  const stdout = writeAuditPage({
    rows,
    timeZone,
    names: await namesOf(rows, context),
    asked: inWords(wish),
    ...(isCut && last !== undefined
      ? { more: `There are older ones: add --before ${last.seq}` }
      : {}),
  });
  return { stdout, stderr: '', exitCode: 0 };
}

/** @throws UsageError when there is no such row. */
export async function showAuditRow(seq: number, { services }: BotContext): Promise<Output> {
  const [row] = await services.searchAudit({ beforeSeq: seq + 1, limit: 1 });
  if (row?.seq !== seq) {
    throw new UsageError({
      what: `There is no row ${seq} in the audit.`,
      why:
        row === undefined
          ? 'It was removed by age, or there never was one.'
          : `The last is ${row.seq}.`,
      fix: 'Take a number from "qm audit".',
      usage: 'qm audit row NUMBER',
    });
  }
  return { stdout: writeAuditRow(row, services.timeZone()), stderr: '', exitCode: 0 };
}

interface FileOptions {
  readonly as: 'csv' | 'json';
  readonly isCut: boolean;
  readonly timeZone: string;
  readonly nowMs: number;
}

/** Whole rows only, as many as an output may hold; what is left out is said. */
function asFile(rows: readonly AuditRow[], { as, isCut, timeZone, nowMs }: FileOptions): Output {
  const write = as === 'csv' ? (row: AuditRow) => csvRecord(row, timeZone) : writeAuditLine;
  const texts: string[] = [];
  let characters = 0;
  for (const row of rows) {
    const text = write(row);
    if (characters + text.length > LIMITS.outputBytes - FRAME_CHARACTERS) break;
    texts.push(text);
    characters += text.length + 2;
  }
  const last = rows[texts.length - 1];
  const isWhole = texts.length === rows.length && !isCut;
  const counted = `${texts.length} row${texts.length === 1 ? '' : 's'}, newest first`;
  const rest = isWhole
    ? 'these are all'
    : `a file holds at most ${LIMITS.auditFileRows} rows and 1 MB: for older ones add --before ${last?.seq ?? 1}`;
  return {
    stdout: as === 'csv' ? `${csvHead()}${texts.join('')}` : jsonOf(texts),
    stderr: `${counted}; ${rest}`,
    exitCode: 0,
    file: `audit-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '')}Z.${as}`,
  };
}

const FRAME_CHARACTERS = 2_000;

/** An array with a row a line. */
function jsonOf(lines: readonly string[]): string {
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}

/** Names are for the eye: ids are beside them, and whoever cannot be looked up has only the id. */
async function namesOf(
  rows: readonly AuditRow[],
  { services }: BotContext,
): Promise<ReadonlyMap<string, string>> {
  const people = new Map(
    rows.filter(({ userId }) => userId !== '').map((row) => [row.userId, row]),
  );
  const asked = [...people.values()].slice(0, LIMITS.auditNames);
  const names = await Promise.all(
    asked.map(async ({ teamId, userId }) => {
      const name = await services.personName(teamId, userId);
      return name === undefined ? [] : [[userId, name] as const];
    }),
  );
  return new Map(names.flat());
}

function inWords({ filter, since, until }: AuditWish): string {
  const { userId, text, command, cluster, namespace, resource, verdict, kind, beforeSeq } = filter;
  const parts = {
    ...{
      'command or cluster': text,
      command,
      cluster,
      namespace,
      resource,
      outcome: verdict,
      kind,
    },
    ...{ person: userId, since, until, before: beforeSeq },
  };
  const said = Object.entries(parts).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  );
  return said.length === 0 ? 'All rows' : said.join(', ');
}
