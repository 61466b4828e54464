// Brings the messages of incidents up to date, answers with what is new, reminds, and asks Slack for channels and pins. It is looked at again and
// again, and remembers nothing that counts but in the store, so whichever replica leads goes on with it.

import type { IncidentSettings } from '../config/incidents.ts';
import type { Clock, Store } from '../ports.ts';
import { entriesMessage } from '../render/incident-entries.ts';
import { writeSpan } from '../timetable/words.ts';
import { everyMs, mention } from './change.ts';
import type { Channels } from './channels.ts';
import { headOf, placeOf } from './find.ts';
import { type Furnishing, furnish } from './furnish.ts';
import type { Entry, Incident } from './incident.ts';
import { INCIDENT_LIMITS } from './limits.ts';
import { messagesOf, showIncidentMessages, wishOf } from './show.ts';

export interface IncidentTendParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly channels: Channels;
  readonly settings: () => { readonly incidents: IncidentSettings };
  readonly outbound: { readonly wake: () => void };
  readonly linkTo: (channelId: string, ts: string) => string | undefined;
  /** In each transaction, before anything is written: throws where this process does not lead any more. */
  readonly guard: (store: Store) => Promise<void>;
}

export interface IncidentTender {
  tend(): Promise<void>;
}

export function createIncidentTender(parts: IncidentTendParts): IncidentTender {
  /** When Slack is asked again, by incident: what is lost with the process is asked once too often. */
  const furnishAtMs = new Map<string, number>();
  let isNew = true;
  return {
    tend: async () => {
      if (isNew) {
        await inGuard(parts, (store, nowMs) =>
          store.soilIncidents(nowMs - INCIDENT_LIMITS.soiledMs),
        );
      }
      isNew = false;
      const nowMs = parts.clock.nowMs();
      for (const incident of await parts.store.wakingIncidents(nowMs, INCIDENT_LIMITS.tended)) {
        await remind(incident, parts);
      }
      for (const incident of await parts.store.dirtyIncidents(INCIDENT_LIMITS.tended)) {
        await bringUpToDate(incident, parts);
        furnishAtMs.set(incident.id, 0);
      }
      await tellEntries(parts);
      for (const [id, atMs] of furnishAtMs) {
        if (atMs > nowMs) continue;
        const isDone = await furnishOne(id, parts);
        if (isDone) furnishAtMs.delete(id);
        else furnishAtMs.set(id, nowMs + (atMs === 0 ? SOON_MS : INCIDENT_LIMITS.againMs));
      }
    },
  };
}

/** A message that was just queued is posted by then. */
const SOON_MS = 1_500;

async function bringUpToDate({ number }: Incident, parts: IncidentTendParts): Promise<void> {
  await inGuard(parts, async (store, nowMs) => {
    const incident = await store.numberedIncident(number);
    if (incident === undefined) return;
    await showIncidentMessages(incident, store, { nowMs, settings: parts.settings().incidents });
    await store.saveIncident(incident, false);
  });
  parts.outbound.wake();
}

/** Whoever leads is asked for a word, and again after the same time. */
async function remind({ number }: Incident, parts: IncidentTendParts): Promise<void> {
  await inGuard(parts, async (store, nowMs) => {
    const incident = await store.numberedIncident(number);
    if (incident === undefined || (incident.wakeAtMs ?? Number.POSITIVE_INFINITY) > nowMs) return;
    const { wakeAtMs: _, ...rest } = incident;
    const { dueAtMs, roles, declaredBy } = incident;
    if (incident.state === 'resolved' || dueAtMs === undefined) {
      await store.saveIncident(rest);
      return;
    }
    const whom = mention(roles.communications ?? roles.commander ?? declaredBy);
    const late =
      nowMs - dueAtMs < 60_000 ? 'is due now' : `is late by ${writeSpan(nowMs - dueAtMs)}`;
    const text = `${whom}, an update ${late}: "/incident update ${number} ..." or the button of its message.`;
    await store.addEntry({ ...remarkOf(incident, nowMs), text }, false);
    const every = everyMs(incident.severity, parts.settings().incidents.updateEvery);
    await store.saveIncident({ ...rest, wakeAtMs: nowMs + every }, true);
  });
}

/** One answer in each place, with all that has come since the last; to stakeholders what is meant for them. */
async function tellEntries(parts: IncidentTendParts): Promise<void> {
  for (const incident of await parts.store.incidentsWithEntries(INCIDENT_LIMITS.tended)) {
    const threadTs = await parts.store.postedTs(headOf(incident));
    // The thread is there once its message is posted.
    if (threadTs === undefined) continue;
    await inGuard(parts, async (store, nowMs) => {
      const entries = await store.takeEntries(incident.id);
      if (entries.length === 0) return;
      const id = parts.clock.id();
      const place = placeOf(incident, threadTs);
      const isUrgent = incident.severity <= 2;
      const key = `${headOf(incident)}:entries:${id}`;
      await store.enqueue(wishOf(key, place, entriesMessage(entries), isUrgent), nowMs);
      await tellStakeholders(incident, entries, store, { parts, key, nowMs });
    });
    parts.outbound.wake();
  }
}

const FOR_STAKEHOLDERS: readonly Entry['kind'][] = ['update', 'severity', 'resolved', 'unresolved'];

async function tellStakeholders(
  incident: Incident,
  entries: readonly Entry[],
  store: Store,
  {
    parts,
    key,
    nowMs,
  }: { readonly parts: IncidentTendParts; readonly key: string; readonly nowMs: number },
): Promise<void> {
  const shown = messagesOf(incident, parts.settings().incidents);
  const theirs = shown.find(({ audience }) => audience === 'stakeholders');
  const meant = entries.filter(({ kind }) => FOR_STAKEHOLDERS.includes(kind));
  if (theirs === undefined || meant.length === 0) return;
  const threadTs = await store.postedTs(theirs.key);
  // Their message shows the newest state in any case.
  if (threadTs === undefined) return;
  const place = { channelId: theirs.channelId, threadTs };
  await store.enqueue(wishOf(`${key}:others`, place, entriesMessage(meant), false), nowMs);
}

/** @returns whether nothing is left to be asked */
async function furnishOne(id: string, parts: IncidentTendParts): Promise<boolean> {
  const { store, channels, linkTo } = parts;
  const settings = parts.settings().incidents;
  const incident = await store.incident(id);
  if (incident === undefined) return true;
  const furnishing = await furnish(incident, { store, channels, settings, linkTo });
  const hasNewRoom = furnishing.incident.room !== incident.room;
  if (furnishing.incident !== incident) await note(furnishing, hasNewRoom, parts);
  // A new channel gets its message first, and then its pin and its bookmark.
  return !furnishing.isPending && !hasNewRoom;
}

/** What was done is laid upon what has changed meanwhile. */
async function note(
  { incident: done, remarks }: Furnishing,
  hasNewRoom: boolean,
  parts: IncidentTendParts,
): Promise<void> {
  await inGuard(parts, async (store, nowMs) => {
    const incident = await store.incident(done.id);
    if (incident === undefined) return;
    const now = { ...incident, room: done.room, furnished: done.furnished };
    for (const text of remarks) await store.addEntry({ ...remarkOf(now, nowMs), text }, false);
    // What people have changed while Slack was asked is still to be shown.
    await store.saveIncident(now, hasNewRoom ? true : undefined);
  });
}

function remarkOf({ id }: Incident, nowMs: number): Omit<Entry, 'text'> {
  return { incidentId: id, atMs: nowMs, kind: 'remark', by: '' };
}

async function inGuard(
  { store, clock, guard }: IncidentTendParts,
  work: (inner: Store, nowMs: number) => Promise<void>,
): Promise<void> {
  await store.transaction(async (inner) => {
    await inner.holdIncidents();
    await guard(inner);
    await work(inner, clock.nowMs());
  });
}
