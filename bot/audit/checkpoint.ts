// The row that stands for rows that were removed by age. It is in the chain itself, so that whoever removes rows without one, or
// changes what one says, is found like whoever changes any other row. Pure.

import type { AuditHead } from '../audit-chain.ts';
import { FIRST_HASH } from '../audit-chain.ts';
import type { AuditEntry, AuditRemoval, AuditRow } from './row.ts';

/** The chain's beginning where nothing was removed. */
export const NOTHING_REMOVED: AuditHead = { rows: 0, hash: FIRST_HASH };

export function checkpointEntry({ through, after, archive, beforeMs }: AuditRemoval): AuditEntry {
  return {
    ...{ kind: 'checkpoint', requestId: '', teamId: '', userId: '', channelId: '' },
    ...{ surface: 'bot', cluster: '', verdict: 'succeeded' },
    command: 'remove old audit rows',
    detail: {
      from: after.rows + 1,
      through: through.rows,
      hash: through.hash,
      removed: through.rows - after.rows,
      before: new Date(beforeMs).toISOString(),
      ...(archive === undefined ? {} : { archive }),
    },
  } as AuditEntry;
}

/** What the row says was removed; undefined for any other row. */
export function readCheckpoint({ kind, detail }: AuditRow): AuditHead | undefined {
  const { through, hash } = detail;
  if (kind !== 'checkpoint' || !Number.isSafeInteger(through) || typeof hash !== 'string') {
    return undefined;
  }
  return { rows: through as number, hash };
}
