// Incidents as plain values, for tests that care about a few of their fields.

import type { Channels } from '../../../bot/incidents/channels.ts';
import type { Incident } from '../../../bot/incidents/incident.ts';

export function incidentOf(some: Partial<Incident> = {}): Incident {
  return {
    ...{ id: 'i1', number: 1, title: 'checkout is down', severity: 2, state: 'open' },
    ...{ teamId: 'T1', declaredBy: 'U0DANA', roles: {}, alerts: [], onCall: [], actions: [] },
    ...{ channelId: 'C1', room: { kind: 'thread' } },
    furnished: { pins: {}, invited: [], problems: [] },
    ...{ beganAtMs: 0, declaredAtMs: 0, changedAtMs: 0 },
    ...some,
  };
}

/** Where no channel is to be made and nothing pinned. */
export const NO_CHANNELS: Channels = {
  create: async () => ({ kind: 'refused', code: 'restricted_action' }),
  findMade: async () => ({ kind: 'refused', code: 'channel_not_found' }),
  invite: async () => ({ kind: 'done' }),
  pin: async () => ({ kind: 'done' }),
  unpin: async () => ({ kind: 'done' }),
  setTopic: async () => ({ kind: 'done' }),
  bookmark: async () => ({ kind: 'done' }),
  message: async () => undefined,
};
