// Puts the messages of an incident into the outbound queue as it is now: new ones, or in place of what stands there.

import type { IncidentSettings } from '../config/incidents.ts';
import type { Message, Outgoing, Store } from '../ports.ts';
import { incidentMessage } from '../render/incident.ts';
import { headOf, ownChannelOf } from './find.ts';
import type { Incident } from './incident.ts';

/** One message in which it is shown. */
export interface Shown {
  readonly key: string;
  readonly channelId: string;
  readonly audience: 'responders' | 'stakeholders';
}

/** Where it is shown: the first is its status message. */
export function messagesOf(
  incident: Pick<Incident, 'id' | 'channelId' | 'room'>,
  { stakeholders }: Pick<IncidentSettings, 'stakeholders'>,
): readonly Shown[] {
  const { channelId } = incident;
  const own = ownChannelOf(incident);
  const key = headOf(incident);
  return [
    { key, channelId, audience: 'responders' },
    ...(own === undefined
      ? []
      : [{ key: `${key}:own`, channelId: own, audience: 'responders' } as const]),
    ...(stakeholders === undefined || stakeholders === channelId
      ? []
      : [{ key: `${key}:others`, channelId: stakeholders, audience: 'stakeholders' } as const]),
  ];
}

export async function showIncidentMessages(
  incident: Incident,
  store: Store,
  { nowMs, settings }: { readonly nowMs: number; readonly settings: IncidentSettings },
): Promise<void> {
  for (const { key, channelId, audience } of messagesOf(incident, settings)) {
    const message = incidentMessage({ incident, audience, nowMs });
    await store.enqueue(wishOf(key, { channelId }, message, incident.severity <= 2), nowMs);
  }
}

export function wishOf(
  key: string,
  { channelId, threadTs }: { readonly channelId: string; readonly threadTs?: string | undefined },
  message: Message,
  isUrgent: boolean,
): Outgoing {
  return {
    key,
    address: {
      ...{ teamId: '', channelId, userId: '' },
      ...(threadTs === undefined ? {} : { threadTs }),
    },
    kind: 'message',
    message,
    ...(isUrgent ? { isUrgent } : {}),
  };
}
