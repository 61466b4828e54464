// Which incident is meant: by its number, or by the place where something was said.

import { OperatorError } from '../errors.ts';
import type { Store } from '../ports.ts';
import type { Incident } from './incident.ts';
import { INCIDENT_LIMITS } from './limits.ts';

/** Of its status message. */
export function headOf({ id }: Pick<Incident, 'id'>): string {
  return `incident:${id}`;
}

/** @throws OperatorError when there is none of that number. */
export async function findIncident(number: number, store: Store): Promise<Incident> {
  const incident = await store.numberedIncident(number);
  if (incident !== undefined) return incident;
  throw new OperatorError({
    what: `There is no incident ${number}.`,
    why: 'None of that number was declared. Alerts have numbers of their own.',
    fix: '"/incident list" shows incidents, "/incident alerts" shows what fires.',
  });
}

export interface Spot {
  readonly channelId: string;
  readonly threadTs?: string | undefined;
}

/**
 * The incident that is talked about there: in its own channel, or in the thread of its status message.
 * @returns undefined where none is, or it is over for long
 */
export async function incidentAt(
  { channelId, threadTs }: Spot,
  store: Store,
  nowMs: number,
): Promise<Incident | undefined> {
  const near = (await store.incidentsIn(channelId, INCIDENT_LIMITS.ofChannel)).filter(
    ({ state, resolvedAtMs = 0 }) =>
      state === 'open' || resolvedAtMs > nowMs - INCIDENT_LIMITS.afterMs,
  );
  const own = near.find(({ room }) => room.kind === 'channel' && room.channelId === channelId);
  if (own !== undefined || threadTs === undefined) return own;
  for (const incident of near) {
    if ((await store.postedTs(headOf(incident))) === threadTs) return incident;
  }
  return undefined;
}

/** That, or outside of threads the only one that is open in the channel. */
export async function incidentWorkedOnAt(
  spot: Spot,
  store: Store,
  nowMs: number,
): Promise<Incident | undefined> {
  const there = await incidentAt(spot, store, nowMs);
  if (there !== undefined || spot.threadTs !== undefined) return there;
  const open = (await store.incidentsIn(spot.channelId, INCIDENT_LIMITS.ofChannel)).filter(
    ({ state }) => state === 'open',
  );
  return open.length === 1 ? open[0] : undefined;
}
