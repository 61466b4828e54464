// Which incident is meant: by its number, or by the place where something was said.

import { OperatorError } from '../errors.ts';
import type { Store } from '../ports.ts';
import type { Incident } from './incident.ts';
import { INCIDENT_LIMITS } from './limits.ts';

/** Of its status message. */
export function headOf({ id }: Pick<Incident, 'id'>): string {
  return `incident:${id}`;
}

/** @returns undefined where it has none, or none yet */
export function ownChannelOf({ room }: Pick<Incident, 'room'>): string | undefined {
  return room.kind === 'channel' ? room.channelId : undefined;
}

/** Where it is talked about: in its own channel, else in the thread of its status message, once that is posted. */
export function placeOf(
  incident: Pick<Incident, 'room' | 'channelId'>,
  threadTs: string | undefined,
): { readonly channelId: string; readonly threadTs?: string } {
  const own = ownChannelOf(incident);
  if (own !== undefined) return { channelId: own };
  return { channelId: incident.channelId, ...(threadTs === undefined ? {} : { threadTs }) };
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
  spot: Spot,
  store: Store,
  nowMs: number,
): Promise<Incident | undefined> {
  return await talkedAboutAt(spot, await incidentsNear(spot, store), store, nowMs);
}

/** That, or outside of threads the only one that is open in the channel. */
export async function incidentWorkedOnAt(
  spot: Spot,
  store: Store,
  nowMs: number,
): Promise<Incident | undefined> {
  const near = await incidentsNear(spot, store);
  const there = await talkedAboutAt(spot, near, store, nowMs);
  if (there !== undefined || spot.threadTs !== undefined) return there;
  const open = near.filter(({ state }) => state === 'open');
  return open.length === 1 ? open[0] : undefined;
}

function incidentsNear({ channelId }: Spot, store: Store): Promise<readonly Incident[]> {
  return store.incidentsIn(channelId, INCIDENT_LIMITS.ofChannel);
}

async function talkedAboutAt(
  { channelId, threadTs }: Spot,
  near: readonly Incident[],
  store: Store,
  nowMs: number,
): Promise<Incident | undefined> {
  const lately = near.filter(
    ({ state, resolvedAtMs = 0 }) =>
      state === 'open' || resolvedAtMs > nowMs - INCIDENT_LIMITS.afterMs,
  );
  const own = lately.find((incident) => ownChannelOf(incident) === channelId);
  if (own !== undefined || threadTs === undefined) return own;
  for (const incident of lately) {
    if ((await store.postedTs(headOf(incident))) === threadTs) return incident;
  }
  return undefined;
}
