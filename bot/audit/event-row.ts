// What happens to the bot itself, as a row of its audit.

import type { AuditEntry } from './row.ts';

/** A row about the bot itself, asked for by nobody. */
export function eventRow(
  command: string,
  verdict: string,
  detail: Readonly<Record<string, unknown>>,
): AuditEntry {
  const nobody = {
    requestId: '',
    teamId: '',
    userId: '',
    channelId: '',
    surface: 'bot',
    cluster: '',
  };
  return { ...nobody, kind: 'event', command, verdict, detail };
}
