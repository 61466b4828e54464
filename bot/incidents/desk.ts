// What people ask for about incidents: each a change of one in one transaction with its entry in the diary, or a look. Who may ask is decided
// before.

import { assertColleague } from '../colleague.ts';
import type { Output, Request } from '../command.ts';
import type { IncidentSettings } from '../config/incidents.ts';
import type { OnCallSettings } from '../config/on-call.ts';
import type { GraphParts } from '../notify/graph.ts';
import { withNames } from '../person-name.ts';
import type { Clock, Directory, Store } from '../ports.ts';
import { redact } from '../redact.ts';
import * as change from './change.ts';
import { alertOf, type Declaration, declare, markAlert } from './declare.ts';
import { writeFigures } from './figures.ts';
import { findIncident } from './find.ts';
import { gatherPostmortem } from './gather-postmortem.ts';
import type { Entry, Incident, Level, Role } from './incident.ts';
import { INCIDENT_LIMITS } from './limits.ts';
import { listIncidents, showIncident } from './look.ts';
import { showIncidentMessages } from './show.ts';
import { writeTimeline } from './timeline.ts';

export interface IncidentDesk {
  list(request: Request, which: { readonly closed: boolean }): Promise<string>;
  /** @throws OperatorError when there is none of that number; so do the others. */
  show(request: Request, number: number): Promise<string>;
  timeline(request: Request, number: number): Promise<string>;
  /** Each says what came of it. @throws OperatorError where it cannot be. */
  declare(request: Request, wish: Declaration): Promise<string>;
  update(request: Request, number: number, wish: UpdateWish): Promise<string>;
  setSeverity(request: Request, number: number, severity: Level): Promise<string>;
  /** @param person a Slack id; undefined: whoever asks */
  setRole(
    request: Request,
    number: number,
    role: Role,
    person: string | undefined,
  ): Promise<string>;
  note(request: Request, number: number, text: string): Promise<string>;
  /** @param alert its number */
  link(request: Request, number: number, alert: number): Promise<string>;
  resolve(request: Request, number: number, text: string | undefined): Promise<string>;
  unresolve(request: Request, number: number): Promise<string>;
  addAction(request: Request, number: number, wish: ActionWish): Promise<string>;
  /** @param action its number in that incident */
  finishAction(request: Request, number: number, action: number): Promise<string>;
  /** Of 90 days, a table. */
  stats(): Promise<string>;
  /** A Markdown file for where it is talked about, and graphs of its alerts beside it. */
  postmortem(request: Request, number: number, signal: AbortSignal): Promise<Output>;
}

export interface UpdateWish {
  readonly text: string;
  readonly impact: string | undefined;
  /** How long it is to the next. */
  readonly nextMs: number | undefined;
}

export interface ActionWish {
  readonly text: string;
  /** A Slack id. */
  readonly owner: string | undefined;
}

export interface IncidentDeskParts extends Pick<GraphParts, 'lagHistory' | 'openPrometheus'> {
  readonly store: Store;
  readonly clock: Clock;
  readonly directory: Pick<Directory, 'person'>;
  readonly settings: () => ReturnType<GraphParts['settings']> & {
    readonly incidents: IncidentSettings;
    readonly onCall: OnCallSettings;
  };
  /** What people are called, for the eye. */
  readonly nameOf: (teamId: string, userId: string) => Promise<string | undefined>;
}

type How = (
  incident: Incident,
  who: change.By,
  store: Store,
) => change.Changed | Promise<change.Changed>;

export function createIncidentDesk(parts: IncidentDeskParts): IncidentDesk {
  const named = (text: string, { address }: Request) =>
    withNames(text, (userId) => parts.nameOf(address.teamId, userId));
  const changed = async (request: Request, number: number, how: How) =>
    await named(await changeIncident(request, number, how, parts), request);
  return {
    list: (request, which) =>
      listIncidents(which, { ...parts, named: (text) => named(text, request) }),
    show: async (request, number) => await named(await showIncident(number, parts), request),
    timeline: async (request, number) => await named(await writeTimeline(number, parts), request),
    declare: (request, wish) => declareIncident(request, wish, parts),
    update: (request, number, { text, impact, nextMs }) =>
      changed(request, number, (incident, who) =>
        change.update(incident, who, {
          text: clean(text),
          impact: impact === undefined ? undefined : clean(impact),
          nextMs,
        }),
      ),
    setSeverity: (request, number, severity) =>
      changed(request, number, (incident, who) => change.setSeverity(incident, who, severity)),
    setRole: async (request, number, role, person = request.address.userId) => {
      await assertColleague(request, person, { ...parts, toDo: 'take that role' });
      return await changed(request, number, (incident, who) =>
        change.setRole(incident, who, role, person),
      );
    },
    note: (request, number, text) => note(request, { number, text: clean(text) }, parts),
    link: (request, number, alert) =>
      changed(request, number, async (incident, who, store) => {
        await store.holdAlerts();
        const group = await alertOf(alert, store);
        const linked = change.link(incident, who, group);
        await markAlert(group, incident.number, store);
        return linked;
      }),
    resolve: (request, number, text) =>
      changed(request, number, (incident, who) =>
        change.resolve(incident, who, text === undefined ? undefined : clean(text)),
      ),
    unresolve: (request, number) => changed(request, number, change.unresolve),
    addAction: async (request, number, { text, owner }) => {
      if (owner !== undefined)
        await assertColleague(request, owner, { ...parts, toDo: 'own what is to be done' });
      return await changed(request, number, (incident, who) =>
        change.addAction(incident, who, { text: clean(text), owner }),
      );
    },
    finishAction: (request, number, action) =>
      changed(request, number, (incident, who) => change.finishAction(incident, who, action)),
    stats: async () => {
      const sinceMs = parts.clock.nowMs() - INCIDENT_LIMITS.figuresMs;
      return writeFigures(await parts.store.incidents(sinceMs, INCIDENT_LIMITS.figured));
    },
    postmortem: (request, number, signal) =>
      gatherPostmortem(number, parts, {
        ...{ signal, nameOf: (userId) => parts.nameOf(request.address.teamId, userId) },
      }),
  };
}

async function changeIncident(
  request: Request,
  number: number,
  how: How,
  parts: IncidentDeskParts,
): Promise<string> {
  return await inIncidents(parts, async (store, nowMs) => {
    const incident = await findIncident(number, store);
    const every = parts.settings().incidents.updateEvery;
    const result = await how(incident, { by: request.address.userId, nowMs, every }, store);
    // Whoever was asked for an update is not asked again because something else changes.
    const isDueAsBefore = result.incident.dueAtMs === incident.dueAtMs;
    const now = isDueAsBefore ? result.incident : withWake(result.incident);
    await store.saveIncident({ ...now, changedAtMs: nowMs }, true);
    await store.addEntry({ ...result.entry, incidentId: incident.id }, false);
    return result.said;
  });
}

async function declareIncident(
  request: Request,
  wish: Declaration,
  parts: IncidentDeskParts,
): Promise<string> {
  if (wish.commander !== undefined)
    await assertColleague(request, wish.commander, { ...parts, toDo: 'take that role' });
  const written = {
    ...wish,
    title:
      wish.title === undefined
        ? undefined
        : clean(wish.title).slice(0, INCIDENT_LIMITS.titleCharacters),
    impact: wish.impact === undefined ? undefined : clean(wish.impact),
  };
  return await inIncidents(parts, async (store, nowMs) => {
    await store.holdAlerts();
    const id = parts.clock.id();
    const incident = withWake(
      await declare(request, written, { store, nowMs, id, settings: parts.settings() }),
    );
    // The loop looks at it at once: it is to be pinned, and may get a channel.
    await store.saveIncident(incident, true);
    const text = `SEV ${incident.severity}: ${incident.title}`;
    const by = request.address.userId;
    await store.addEntry({ incidentId: id, atMs: nowMs, kind: 'declared', by, text }, true);
    await showIncidentMessages(incident, store, { nowMs, settings: parts.settings().incidents });
    const where =
      incident.room.kind === 'channel'
        ? 'gets a channel of its own'
        : 'is talked about in the thread of its message';
    return `Incident ${incident.number} is declared and ${where}. "/incident lead ${incident.number}" says that you lead it.`;
  });
}

/** What is noted a second time by the same message is noted once. */
async function note(
  { ask, address }: Request,
  { number, text }: { readonly number: number; readonly text: string },
  parts: IncidentDeskParts,
): Promise<string> {
  return await inIncidents(parts, async (store, nowMs) => {
    const incident = await findIncident(number, store);
    const pinned = ask.kind === 'pin' ? ask : undefined;
    if (pinned !== undefined) {
      const known = await store.entries(incident.id);
      const isNoted = known.some(
        ({ message }) =>
          message?.ts === pinned.messageTs && message.channelId === address.channelId,
      );
      if (isNoted) return `That is in the timeline of incident ${number} already.`;
    }
    const entry: Entry = {
      ...{ incidentId: incident.id, atMs: nowMs, kind: 'note', by: address.userId, text },
      ...(pinned === undefined
        ? {}
        : {
            message: {
              ...{ ts: pinned.messageTs, channelId: address.channelId },
              ...(pinned.saidBy === undefined ? {} : { by: pinned.saidBy }),
            },
          }),
    };
    // Whoever reads there has the message before their eyes.
    await store.addEntry(entry, pinned !== undefined);
    return `Noted in the timeline of incident ${number}.`;
  });
}

async function inIncidents<T>(
  { store, clock }: IncidentDeskParts,
  work: (inner: Store, nowMs: number) => Promise<T>,
): Promise<T> {
  return await store.transaction(async (inner) => {
    await inner.holdIncidents();
    return await work(inner, clock.nowMs());
  });
}

/** With when it is to be looked at next. */
export function withWake(incident: Incident): Incident {
  const { wakeAtMs: _, ...rest } = incident;
  return incident.dueAtMs === undefined ? rest : { ...rest, wakeAtMs: incident.dueAtMs };
}

function clean(text: string): string {
  return redact(text).text.slice(0, INCIDENT_LIMITS.textCharacters);
}
