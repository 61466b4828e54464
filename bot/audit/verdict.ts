// What a check of the chain found, in words: the same in Slack and on the terminal. Pure.

import type { AuditVerdict } from './row.ts';
import { writeWitness } from './witness.ts';

export function describeChain({
  rows,
  removed = 0,
  headHash,
  broken,
  unchecked,
}: AuditVerdict): string {
  const lines = [
    `rows: ${rows}${removed === 0 ? '' : ` (before them ${removed} were removed by age)`}`,
    `head: ${headHash}`,
    ...(unchecked ?? []).map(
      (witness) =>
        `not compared: ${writeWitness(witness)}, as that row was removed; the archive can be compared with it`,
    ),
    broken === undefined
      ? 'verdict: the chain is whole'
      : `verdict: BROKEN at row ${broken.seq}: ${broken.why}`,
  ];
  return `${lines.join('\n')}\n`;
}
