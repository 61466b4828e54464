// Checks the rows of an archive: on their own, against published heads, and that the rows of the store follow them.

import type { AuditHead } from '../audit-chain.ts';
import { findBreak } from './breaks.ts';
import { compareWitnesses } from './compare.ts';
import type { AuditRow, AuditVerdict, Witness } from './row.ts';

export interface ArchiveOptions {
  readonly witnesses: readonly Witness[];
  /** What the store says was removed: the archive has to have that row with that hash. Absent: there is no store to ask. */
  readonly removed: Witness | undefined;
}

export interface ArchiveVerdict {
  /** An archive that does not begin with row 1 is checked from where it begins. */
  readonly first: number;
  readonly last: Witness;
  readonly rows: number;
  readonly broken: AuditVerdict['broken'];
  /** Whether the store's rows follow; false where no store was asked, or nothing was removed from it. */
  readonly isJoined: boolean;
}

export async function checkArchive(
  rows: AsyncIterable<AuditRow>,
  { witnesses, removed }: ArchiveOptions,
): Promise<ArchiveVerdict> {
  const seen = new Map<number, string>();
  const wanted = new Set([...witnesses, ...(removed ? [removed] : [])].map((each) => each.rows));
  let count = 0;
  let began: AuditHead | undefined;
  let ended: AuditHead | undefined;
  let broken: AuditVerdict['broken'];
  for await (const row of rows) {
    count += 1;
    began ??= { rows: row.seq - 1, hash: row.previousHash };
    broken ??= findBreak(ended ?? began, row);
    if (broken === undefined) ended = { rows: row.seq, hash: row.hash };
    if (wanted.has(row.seq)) seen.set(row.seq, row.hash);
  }
  began ??= { rows: 0, hash: '' };
  ended ??= began;
  const isToJoin = removed !== undefined && removed.rows > 0;
  broken ??= isToJoin ? findGap(removed, ended, seen) : undefined;
  // A head of a later row is the store's to be compared with.
  const own = witnesses.filter((witness) => witness.rows <= (ended?.rows ?? 0));
  broken ??= compareWitnesses(own, { seen, began, ended }).broken;
  const isJoined = isToJoin && broken === undefined;
  return { first: began.rows + 1, last: ended, rows: count, broken, isJoined };
}

function findGap(
  removed: Witness,
  ended: AuditHead,
  seen: ReadonlyMap<number, string>,
): AuditVerdict['broken'] {
  if (removed.rows > ended.rows) {
    const why = `missing: the store removed rows up to ${removed.rows}, the archive ends after ${ended.rows}`;
    return { seq: ended.rows + 1, why };
  }
  if (seen.get(removed.rows) === removed.hash) return undefined;
  const why = 'changed: the store knows another hash of the last row that was removed';
  return { seq: removed.rows, why };
}

export function describeArchive({ first, last, rows, broken, isJoined }: ArchiveVerdict): string {
  const lines = [
    `archive: ${rows} rows, ${first} to ${last.rows}, ending with ${last.hash}`,
    ...(isJoined ? ['the rows of the store follow those of the archive'] : []),
    broken === undefined
      ? 'verdict: the archive is whole'
      : `verdict: the archive is BROKEN at row ${broken.seq}: ${broken.why}`,
  ];
  return `${lines.join('\n')}\n`;
}
