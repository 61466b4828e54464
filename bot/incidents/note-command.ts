// A command that is run where people talk about an incident belongs to its timeline: the diary names its request, the audit has the rest.

import type { Call, Request } from '../command.ts';
import type { Store } from '../ports.ts';
import { incidentWorkedOnAt } from './find.ts';

/** In the transaction that writes the intent. @param isPrivate what others cannot see is not told to them */
export async function noteCommand(
  { id, address }: Request,
  { command }: Pick<Call, 'command'>,
  store: Store,
  { nowMs, isPrivate }: { readonly nowMs: number; readonly isPrivate: boolean },
): Promise<void> {
  // Those of incidents write the diary themselves.
  if (isPrivate || command.name.startsWith('incident ')) return;
  const { channelId, threadTs, userId } = address;
  const incident = await incidentWorkedOnAt({ channelId, threadTs }, store, nowMs);
  if (incident === undefined) return;
  const entry = { incidentId: incident.id, atMs: nowMs, kind: 'command', by: userId } as const;
  // The answer stands before everybody's eyes.
  await store.addEntry({ ...entry, text: id }, true);
}
