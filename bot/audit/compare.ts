// Compares a chain with heads that were noted outside, by which even a chain that was rewritten whole is found. Pure.

import type { AuditHead } from '../audit-chain.ts';
import type { AuditVerdict, Witness } from './row.ts';

interface Seen {
  readonly seen: ReadonlyMap<number, string>;
  readonly began: AuditHead;
  readonly ended: AuditHead;
}

/** Between the last head that fits and the first that does not, rows were written anew. */
export function compareWitnesses(
  witnesses: readonly Witness[],
  { seen, began, ended }: Seen,
): { readonly broken: AuditVerdict['broken']; readonly unchecked: readonly Witness[] } {
  const unchecked: Witness[] = [];
  let fits = began.rows;
  for (const witness of witnesses.toSorted((one, other) => one.rows - other.rows)) {
    const { rows, hash } = witness;
    const isThere = rows <= ended.rows;
    const found = rows === began.rows ? began.hash : seen.get(rows);
    if (rows < began.rows) unchecked.push(witness);
    else if (isThere && found === hash) fits = rows;
    else {
      const why = isThere
        ? `rewritten: row ${rows} had another hash when the head was published; what was changed is among rows ${fits + 1} to ${rows}`
        : `missing: ${rows} rows were there when the head was published, the chain ends after ${ended.rows}`;
      return { broken: { seq: isThere ? fits + 1 : ended.rows + 1, why }, unchecked };
    }
  }
  return { broken: undefined, unchecked };
}
