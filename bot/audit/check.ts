// Checks a chain of audit rows: that each follows the one before, that it ends where the head says, and that it begins at the
// beginning, or where its newest checkpoint says that older rows were removed. Pure; it takes rows one by one, so that the length
// of the chain is no matter.

import { type AuditHead, hashRow } from '../audit-chain.ts';
import { findBreak, findBrokenHead, findBrokenStart } from './breaks.ts';
import { NOTHING_REMOVED, readCheckpoint } from './checkpoint.ts';
import { compareWitnesses } from './compare.ts';
import type { AuditRow, AuditVerdict, Witness } from './row.ts';

/** What is kept beside the rows; undefined where it is gone. */
export interface KeptEnds {
  readonly head: AuditHead;
  /** Where the rows begin that were not removed. */
  readonly removed: AuditHead;
}

export interface ChainCheck {
  /** Takes the next row, in order of seq. */
  add(row: AuditRow): void;
  /** The verdict, once all rows were taken. */
  end(kept: KeptEnds | undefined): AuditVerdict;
}

/** @param witnesses heads that were noted outside: each must be a row of this chain. */
export function checkChain(witnesses: readonly Witness[] = []): ChainCheck {
  const wanted = new Set(witnesses.map(({ rows }) => rows));
  const seen = new Map<number, string>();
  let rows = 0;
  let start: AuditHead | undefined;
  let last: AuditHead | undefined;
  let checkpoint: AuditHead | undefined;
  let broken: AuditVerdict['broken'];
  return {
    add(row) {
      rows += 1;
      start ??= row.seq > 0 ? { rows: row.seq - 1, hash: row.previousHash } : NOTHING_REMOVED;
      broken ??= findBreak(last ?? start, row);
      if (broken === undefined) last = { rows: row.seq, hash: row.hash };
      if (wanted.has(row.seq)) seen.set(row.seq, row.hash);
      const said = readCheckpoint(row);
      if (said !== undefined && row.hash === hashRow(row)) checkpoint = said;
    },
    end(kept) {
      const began = start ?? kept?.removed ?? NOTHING_REMOVED;
      const ended = last ?? began;
      broken ??= findBrokenHead(ended, kept?.head);
      broken = first(broken, findBrokenStart({ began, checkpoint, kept, ended, broken }));
      const removed = (checkpoint ?? kept?.removed ?? NOTHING_REMOVED).rows;
      const compared = compareWitnesses(witnesses, { seen, ended, began });
      broken ??= compared.broken;
      return {
        rows,
        ...(removed === 0 ? {} : { removed }),
        headHash: kept?.head.hash ?? ended.hash,
        ...(compared.unchecked.length === 0 ? {} : { unchecked: compared.unchecked }),
        ...(broken === undefined ? {} : { broken }),
      };
    },
  };
}

type Break = AuditVerdict['broken'];

function first(one: Break, other: Break): Break {
  if (one === undefined || other === undefined) return one ?? other;
  return other.seq < one.seq ? other : one;
}
