// What people ask for about alerts: each a change of one group in one transaction, or a look. Who may ask is decided before.

import { assertColleague } from '../colleague.ts';
import type { Output, Request } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { withNames } from '../person-name.ts';
import type { Clock, Directory, Store } from '../ports.ts';
import { writeSpan } from '../timetable/words.ts';
import { type AlertGroup, NONE } from './alert.ts';
import { drawAlert } from './draw-alert.ts';
import { escalationOf, type NotifySettings } from './escalation.ts';
import { findAlert } from './find-alert.ts';
import type { GraphParts } from './graph.ts';
import * as handle from './handle.ts';
import { afterSilence } from './held-further.ts';
import { ALERT_LIMITS } from './limits.ts';
import { morningOf } from './morning.ts';
import { routeNamed } from './route.ts';
import { listAlerts, openAlerts, showAlert } from './show-alerts.ts';
import { callsAnew, stepsOf, withWake } from './wake.ts';
import { remind, tellAfterSilence } from './waking.ts';

export interface AlertDesk {
  /** Those that fire, and lately did, a table. */
  list(request: Request): Promise<string>;
  /** The worst of those that fire, a few, and how many more there are. */
  open(request: Request): Promise<string>;
  /** One with all that is known of it. @throws OperatorError when there is none of that number; so do the others. */
  show(request: Request, number: number): Promise<string>;
  /** A graph for its thread. @throws OperatorError where there is nothing to draw. */
  graph(number: number, signal: AbortSignal): Promise<Output>;
  /** Each says what came of it. @throws OperatorError where it cannot be. */
  acknowledge(request: Request, number: number, forMs: number | undefined): Promise<string>;
  release(request: Request, number: number): Promise<string>;
  silence(request: Request, number: number, forMs: number): Promise<string>;
  /** Till the next morning of those who are told of it, or until its workload's rollout ends. */
  silenceUntil(request: Request, number: number, what: 'morning' | 'rollout'): Promise<string>;
  unsilence(request: Request, number: number): Promise<string>;
  assign(request: Request, number: number, userId: string): Promise<string>;
  escalate(request: Request, number: number): Promise<string>;
  close(request: Request, number: number): Promise<string>;
  reopen(request: Request, number: number): Promise<string>;
}

export interface DeskParts extends Pick<GraphParts, 'lagHistory' | 'openPrometheus'> {
  readonly store: Store;
  readonly clock: Clock;
  readonly directory: Pick<Directory, 'person'>;
  readonly settings: () => NotifySettings & ReturnType<GraphParts['settings']>;
  /** What people are called, for the eye. */
  readonly nameOf: (teamId: string, userId: string) => Promise<string | undefined>;
}

type Handle = (group: AlertGroup, who: { by: string; nowMs: number }) => handle.Handled;

export function createDesk(parts: DeskParts): AlertDesk {
  const change = (request: Request, number: number, how: Handle) =>
    changed(request, number, how, parts);
  const named = (text: string, { address }: Request) =>
    withNames(text, (userId) => parts.nameOf(address.teamId, userId));
  return {
    list: (request) => listAlerts(parts, (text) => named(text, request)),
    open: (request) => openAlerts(parts, (text) => named(text, request)),
    show: async (request, number) => await named(await showAlert(number, parts), request),
    graph: (number, signal) => drawAlert(number, parts, signal),
    acknowledge: (request, number, forMs = ALERT_LIMITS.acknowledgeMs) =>
      change(request, number, (group, who) => handle.acknowledge(group, who, bounded(forMs))),
    release: (request, number) => change(request, number, handle.release),
    silence: (request, number, forMs) =>
      change(request, number, (group, who) =>
        handle.silence(group, who, who.nowMs + bounded(forMs)),
      ),
    silenceUntil: (request, number, what) =>
      change(request, number, (group, who) =>
        what === 'rollout'
          ? handle.silenceOverRollout(group, who)
          : handle.silenceTillMorning(group, who, morningOf(group, parts.settings(), who.nowMs)),
      ),
    unsilence: (request, number) =>
      inAlerts(parts, async (store, nowMs) => {
        const group = await findAlert(number, store);
        const handled = handle.unsilence(group, { by: request.address.userId, nowMs });
        const settings = parts.settings();
        const now = afterSilence(handled.group, settings, nowMs);
        const said = await keep({ ...handled, group: now }, store, { ...parts, nowMs });
        const { clock } = parts;
        await tellAfterSilence(now, { store, clock, nowMs, settings });
        return said;
      }),
    assign: async (request, number, userId) => {
      await assertColleague(request, userId, { ...parts, toDo: 'look after an alert' });
      return await inAlerts(parts, async (store, nowMs) => {
        const by = request.address.userId;
        const handled = handle.assign(await findAlert(number, store), { by, nowMs }, userId);
        const said = await keep(handled, store, { ...parts, nowMs });
        const text = `<@${userId}>, <@${by}> asks you to look after alert ${number}. "/incident ack ${number}" says that you do.`;
        const { clock } = parts;
        await remind(handled.group, text, { store, clock, nowMs });
        return said;
      });
    },
    escalate: (request, number) =>
      change(request, number, (group, who) => handle.escalate(group, who, nameOf(group, parts))),
    close: (request, number) => close(request, number, parts),
    reopen: (request, number) => reopen(request, number, parts),
  };
}

async function changed(
  request: Request,
  number: number,
  how: Handle,
  parts: DeskParts,
): Promise<string> {
  return await inAlerts(parts, async (store, nowMs) => {
    const group = await findAlert(number, store);
    const handled = how(group, { by: request.address.userId, nowMs });
    return await keep(handled, store, { ...parts, nowMs });
  });
}

async function close(request: Request, number: number, parts: DeskParts): Promise<string> {
  return await inAlerts(parts, async (store, nowMs) => {
    const group = await findAlert(number, store);
    const handled = handle.close(group, { by: request.address.userId, nowMs });
    const all = await store.everyAlert(group.id);
    await store.saveAlerts(
      all
        .filter(({ state }) => state === 'firing')
        .map((alert) => ({ ...alert, state: 'resolved', changedAtMs: nowMs, isClosed: true })),
    );
    return await keep(handled, store, { ...parts, nowMs });
  });
}

/** What a person has closed fires again as it did. */
async function reopen(request: Request, number: number, parts: DeskParts): Promise<string> {
  return await inAlerts(parts, async (store, nowMs) => {
    const group = await findAlert(number, store);
    const closed = (await store.everyAlert(group.id)).filter(({ isClosed }) => isClosed === true);
    const [newest] = await store.alertGroups([group.key]);
    if (newest?.id !== group.id) throw wentOn(group, newest);
    if (group.state === 'firing' || closed.length === 0) throw notClosed(group);
    await store.saveAlerts(
      closed.map(({ isClosed: _, ...alert }) => ({
        ...alert,
        state: 'firing',
        changedAtMs: nowMs,
      })),
    );
    const firing = { ...NONE };
    for (const { severity } of closed) firing[severity] += 1;
    const { closedBy: _, ...handling } = group.handling;
    const by = request.address.userId;
    const opened: AlertGroup = {
      ...{ ...group, handling, state: 'firing', firing, changedAtMs: nowMs },
      resolved: group.resolved - closed.length,
      ...callsAnew(group, nowMs),
    };
    const said = `Alert ${number} is open again.`;
    return await keep({ group: opened, line: `Opened again by <@${by}>`, said }, store, {
      ...parts,
      nowMs,
    });
  });
}

async function keep(
  { group, line, said }: handle.Handled,
  store: Store,
  { settings, nowMs }: DeskParts & { readonly nowMs: number },
): Promise<string> {
  await store.saveAlertGroup(withWake(group, escalationOf(group, settings())), true);
  // The message itself shows it; this is for the record.
  await store.addAlertLines([{ groupId: group.id, atMs: nowMs, text: line }], true);
  return said;
}

async function inAlerts<T>(
  { store, clock }: DeskParts,
  work: (inner: Store, nowMs: number) => Promise<T>,
): Promise<T> {
  return await store.transaction(async (inner) => {
    await inner.holdAlerts();
    return await work(inner, clock.nowMs());
  });
}

function bounded(forMs: number): number {
  if (forMs <= ALERT_LIMITS.handledMs) return forMs;
  throw new OperatorError({
    what: 'That is too long.',
    why: `It lasts at most ${writeSpan(ALERT_LIMITS.handledMs)}, so that none is forgotten.`,
    fix: 'Give a shorter time, and say it again then.',
  });
}

/** @throws OperatorError where nobody can be called. */
function nameOf(group: AlertGroup, { settings }: DeskParts): { name: string; steps: number } {
  const name = routeNamed(group.route, settings().alerts)?.escalation;
  const escalation = escalationOf(group, settings());
  if (escalation === undefined || name === undefined || group.telling.kind === 'muted') {
    throw noEscalation(group);
  }
  return { name, steps: stepsOf(escalation) };
}

function wentOn({ number }: AlertGroup, newest: AlertGroup | undefined): OperatorError {
  return new OperatorError({
    what: `Alert ${number} cannot be opened again.`,
    why: 'It began anew since, and has another number.',
    fix: `"/incident alert ${newest?.number ?? number}" shows how it stands.`,
  });
}

function notClosed({ number, state }: AlertGroup): OperatorError {
  return new OperatorError({
    what: `Alert ${number} cannot be opened again.`,
    why: state === 'firing' ? 'It is open.' : 'It ended by itself: nobody has resolved it.',
    fix: `"/incident alert ${number}" shows how it stands.`,
  });
}

function noEscalation({ number, route }: AlertGroup): OperatorError {
  return new OperatorError({
    what: `Nobody can be called for alert ${number}.`,
    why: `Its route "${route}" has no escalation in the settings.`,
    fix: '"/incident oncall" shows who is on call: mention them in the thread.',
  });
}
