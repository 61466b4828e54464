// Lets old rows of the audit go: checked first, then archived where the settings say so, then removed under a checkpoint. A chain
// that is broken keeps its rows, so that nothing is covered up.

import type { AuditHead } from '../audit-chain.ts';
import { OperatorError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { Clock } from '../ports.ts';
import { findBreak } from './breaks.ts';
import { writeAuditLine } from './line.ts';
import type { ArchivedFile, AuditRow, AuditStore, Witness } from './row.ts';

/** Where rows are kept that leave the store. */
export interface AuditArchive {
  /** Written whole and on the disk when it resolves; a file of that name is replaced. @throws OperatorError */
  write(name: string, lines: AsyncIterable<string>): Promise<ArchivedFile>;
}

export interface RetentionParts {
  readonly store: AuditStore;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly archive: AuditArchive | undefined;
}

export interface RetentionWish {
  readonly keepDays: number;
  /** The exports that have to have had a row before it goes. */
  readonly exports: readonly string[];
}

const DAY_MS = 86_400_000;
const PAGE_ROWS = 1000;
/** Of one call: the rest goes in the next. */
const MOST_STEPS = 100;

/**
 * Removes whole days that are older than `keepDays`, so that at most one checkpoint a day is written in the long run.
 * @returns the checkpoints.
 * @throws OperatorError when the rows that are to go are not a whole chain, or cannot be archived: then they stay.
 */
export async function removeOldAudit(
  parts: RetentionParts,
  { keepDays, exports }: RetentionWish,
): Promise<readonly AuditRow[]> {
  const { store, clock } = parts;
  const beforeMs = Math.floor(clock.nowMs() / DAY_MS - keepDays) * DAY_MS;
  const wish = { beforeMs, exports, most: LIMITS.auditRemovedRows };
  const checkpoints: AuditRow[] = [];
  while (checkpoints.length < MOST_STEPS) {
    const last = await store.removableAudit(wish);
    if (last === undefined) break;
    const { removed: after } = await store.auditEnds();
    const { through, archived } = await archiveRows(parts, after, last);
    const archive = archived === undefined ? {} : { archive: archived };
    const removal = { ...wish, after, through, ...archive };
    const checkpoint = await store.removeAudit(removal, clock.nowMs());
    if (checkpoint === undefined) break; // something needs a row again, or another process was first
    checkpoints.push(checkpoint);
  }
  return checkpoints;
}

async function archiveRows(
  { store, archive }: RetentionParts,
  after: Witness,
  last: number,
): Promise<{ through: Witness; archived: ArchivedFile | undefined }> {
  let through: AuditHead = after;
  async function* lines(): AsyncIterable<string> {
    for await (const row of checkedRows(store, after, last)) {
      through = { rows: row.seq, hash: row.hash };
      yield writeAuditLine(row);
    }
  }
  if (archive === undefined) {
    for await (const _ of lines()); // checked all the same
    return { through, archived: undefined };
  }
  const archived = await archive.write(archiveName(after.rows + 1, last), lines());
  return { through, archived };
}

/** In the order of their rows. */
export function archiveName(first: number, last: number): string {
  const digits = (seq: number) => String(seq).padStart(12, '0');
  return `audit-${digits(first)}-${digits(last)}.jsonl`;
}

async function* checkedRows(
  store: AuditStore,
  after: Witness,
  last: number,
): AsyncIterable<AuditRow> {
  let end: AuditHead = after;
  while (end.rows < last) {
    const rows = await store.readAudit(end.rows, Math.min(PAGE_ROWS, last - end.rows));
    for (const row of rows) {
      const broken = findBreak(end, row);
      if (broken !== undefined) throw brokenChain(broken);
      end = { rows: row.seq, hash: row.hash };
      yield row;
    }
    if (rows.length === 0) throw brokenChain({ seq: end.rows + 1, why: 'missing' });
  }
}

function brokenChain({ seq, why }: { seq: number; why: string }): OperatorError {
  return new OperatorError({
    what: 'No old rows of the audit were removed.',
    why: `The chain is broken at row ${seq}: ${why}. Removing rows would cover that up.`,
    fix: 'Keep a copy of the store as it is, and find out who could write to it.',
  });
}
