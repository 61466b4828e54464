// The ways in which a chain can be broken, each with the first row that does not fit and the words for it. Pure.

import { type AuditHead, hashRow } from '../audit-chain.ts';
import type { KeptEnds } from './check.ts';
import { NOTHING_REMOVED } from './checkpoint.ts';
import type { AuditRow, AuditVerdict } from './row.ts';

type Break = AuditVerdict['broken'];

/** Whether the row follows `last`. */
export function findBreak(last: AuditHead, row: AuditRow): Break {
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

/** Whether the chain ends where the head says. */
export function findBrokenHead(last: AuditHead, head: AuditHead | undefined): Break {
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

interface Start {
  /** What the first row that is there follows. */
  readonly began: AuditHead;
  readonly ended: AuditHead;
  /** What the newest checkpoint says was removed. */
  readonly checkpoint: AuditHead | undefined;
  readonly kept: KeptEnds | undefined;
  /** What has been found already: then the checkpoint itself may be what is missing. */
  readonly broken: Break;
}

/** Whether the rows begin where rows were removed under a checkpoint, or at the beginning. */
export function findBrokenStart({ began, ended, checkpoint, kept, broken }: Start): Break {
  const said = checkpoint ?? NOTHING_REMOVED;
  if (broken !== undefined) {
    if ([said, kept?.removed].some((each) => each !== undefined && isSame(each, began))) {
      return undefined;
    }
    return compareStarts(began, kept?.removed ?? said);
  }
  const wrong = compareStarts(began, said);
  if (wrong !== undefined && kept !== undefined && said.rows < kept.removed.rows) {
    // The checkpoint itself is gone with the rows: the head still knows with which row they began.
    if (kept.removed.rows < began.rows) return compareStarts(began, kept.removed);
  }
  if (wrong !== undefined || kept === undefined || isSame(kept.removed, said)) return wrong;
  return {
    seq: ended.rows,
    why: `forged head: it says that ${kept.removed.rows} rows were removed, the chain says ${said.rows}`,
  };
}

function compareStarts(began: AuditHead, said: AuditHead): Break {
  if (began.rows > said.rows) {
    const gone =
      began.rows === said.rows + 1 ? 'it is' : `rows ${said.rows + 1} to ${began.rows} are`;
    const follows = `row ${began.rows + 1} follows, and no checkpoint says that it was removed`;
    return { seq: said.rows + 1, why: `missing: ${gone} not there, ${follows}` };
  }
  if (began.rows < said.rows) {
    const why = `put in: rows up to ${said.rows} were removed, and it is there`;
    return { seq: began.rows + 1, why };
  }
  if (began.hash === said.hash) return undefined;
  const why = `changed: it was not written after row ${said.rows} as the checkpoint has it`;
  return { seq: began.rows + 1, why };
}

function isSame(one: AuditHead, other: AuditHead): boolean {
  return one.rows === other.rows && one.hash === other.hash;
}
