// What each thing that people do makes of an incident, with what is written in its diary. Pure.

import type { IncidentSettings } from '../config/incidents.ts';
import { OperatorError } from '../errors.ts';
import { writeSpan } from '../timetable/words.ts';
import type { Action, Entry, Incident, Level, Role } from './incident.ts';
import { INCIDENT_LIMITS } from './limits.ts';

export interface Changed {
  readonly incident: Incident;
  readonly entry: Omit<Entry, 'incidentId'>;
  /** For whoever did it. */
  readonly said: string;
}

export interface By {
  /** Slack id of whoever does it. */
  readonly by: string;
  readonly nowMs: number;
  readonly every: IncidentSettings['updateEvery'];
}

/** @param nextMs how long it takes to the next update, where that was said */
export function update(
  incident: Incident,
  { by, nowMs, every }: By,
  {
    text,
    impact,
    nextMs,
  }: { text: string; impact?: string | undefined; nextMs?: number | undefined },
): Changed {
  assertOpen(incident, 'It has no updates any more.');
  const dueAtMs = nowMs + (nextMs ?? everyMs(incident.severity, every));
  return {
    incident: {
      ...incident,
      dueAtMs,
      ...(impact === undefined ? {} : { impact }),
      summary: { text, by, atMs: nowMs },
    },
    entry: {
      atMs: nowMs,
      kind: 'update',
      by,
      text: impact === undefined ? text : `${text} (impact: ${impact})`,
    },
    said: `Incident ${incident.number} is updated. The next update is due in ${writeSpan(dueAtMs - nowMs)}.`,
  };
}

export function setSeverity(
  incident: Incident,
  { by, nowMs, every }: By,
  severity: Level,
): Changed {
  assertOpen(incident, 'Its severity stays.');
  if (severity === incident.severity) throw stays(incident, `It is SEV ${severity} already.`);
  // What is worse is told of sooner; nobody is given more time by it.
  const dueAtMs = Math.min(incident.dueAtMs ?? nowMs, nowMs + everyMs(severity, every));
  return {
    incident: { ...incident, severity, dueAtMs },
    entry: {
      atMs: nowMs,
      kind: 'severity',
      by,
      text: `SEV ${incident.severity} is SEV ${severity} now`,
    },
    said: `Incident ${incident.number} is SEV ${severity}.`,
  };
}

/** @param person a Slack id */
export function setRole(
  incident: Incident,
  { by, nowMs }: By,
  role: Role,
  person: string,
): Changed {
  assertOpen(incident, 'Nobody has to lead it.');
  if (incident.roles[role] === person) throw stays(incident, 'They are that already.');
  const words = role === 'commander' ? 'leads' : 'speaks for it (communications)';
  return {
    incident: {
      ...incident,
      roles: { ...incident.roles, [role]: person },
      ...(role === 'commander' && incident.ledAtMs === undefined ? { ledAtMs: nowMs } : {}),
    },
    entry: {
      ...{ atMs: nowMs, kind: 'role', by },
      text: person === by ? words : `says that ${mention(person)} ${words}`,
    },
    said: `${person} ${words}: incident ${incident.number}.`,
  };
}

/** It began when the first of its alerts did. */
export function link(
  incident: Incident,
  { by, nowMs }: By,
  alert: { readonly number: number; readonly title: string; readonly openedAtMs: number },
): Changed {
  if (incident.alerts.includes(alert.number))
    throw stays(incident, 'That alert belongs to it already.');
  if (incident.alerts.length >= INCIDENT_LIMITS.alerts)
    throw stays(incident, 'It has as many alerts as one may have.');
  return {
    incident: {
      ...incident,
      alerts: [...incident.alerts, alert.number],
      beganAtMs: Math.min(incident.beganAtMs, alert.openedAtMs),
    },
    entry: {
      atMs: nowMs,
      kind: 'alert',
      by,
      text: `alert ${alert.number} belongs to it: ${alert.title}`,
    },
    said: `Alert ${alert.number} belongs to incident ${incident.number}.`,
  };
}

export function addAction(
  incident: Incident,
  { by, nowMs }: By,
  { text, owner }: { text: string; owner?: string | undefined },
): Changed {
  if (incident.actions.length >= INCIDENT_LIMITS.actions)
    throw stays(incident, 'It has as many things to do as one may have.');
  const number = incident.actions.length + 1;
  const action: Action = { number, text, by, ...(owner === undefined ? {} : { owner }) };
  const whose = owner === undefined ? '' : ` (${mention(owner)})`;
  return {
    incident: { ...incident, actions: [...incident.actions, action] },
    entry: { atMs: nowMs, kind: 'action', by, text: `to do, ${number}: ${text}${whose}` },
    said: `Noted as ${number} to be done for incident ${incident.number}. "/incident done ${incident.number} ${number}" says that it is.`,
  };
}

export function finishAction(incident: Incident, { by, nowMs }: By, number: number): Changed {
  const action = incident.actions.find((each) => each.number === number);
  if (action === undefined) throw stays(incident, `It has nothing to do of number ${number}.`);
  if (action.doneBy !== undefined) throw stays(incident, `${number} is done already.`);
  return {
    incident: {
      ...incident,
      actions: incident.actions.map((each) => (each === action ? { ...each, doneBy: by } : each)),
    },
    entry: { atMs: nowMs, kind: 'action', by, text: `done, ${number}: ${action.text}` },
    said: `${number} of incident ${incident.number} is done.`,
  };
}

export function resolve(incident: Incident, { by, nowMs }: By, text: string | undefined): Changed {
  assertOpen(incident, 'There is nothing to resolve.');
  const { dueAtMs: _, ...rest } = incident;
  return {
    incident: {
      ...rest,
      state: 'resolved',
      resolvedAtMs: nowMs,
      ...(text === undefined ? {} : { summary: { text, by, atMs: nowMs } }),
    },
    entry: { atMs: nowMs, kind: 'resolved', by, text: text ?? '' },
    said: `Incident ${incident.number} is resolved after ${writeSpan(nowMs - incident.beganAtMs)}. "/incident postmortem ${incident.number}" writes down what happened.`,
  };
}

export function unresolve(incident: Incident, { by, nowMs, every }: By): Changed {
  if (incident.state === 'open') throw stays(incident, 'It is open.');
  const { resolvedAtMs: _, ...rest } = incident;
  return {
    incident: { ...rest, state: 'open', dueAtMs: nowMs + everyMs(incident.severity, every) },
    entry: { atMs: nowMs, kind: 'unresolved', by, text: '' },
    said: `Incident ${incident.number} is open again.`,
  };
}

/** How long it may be until the next update, in milliseconds. */
export function everyMs(severity: Level, every: By['every']): number {
  return every[`sev${severity}`];
}

export function mention(userId: string): string {
  return `<@${userId}>`;
}

function assertOpen({ number, state }: Incident, what: string): void {
  if (state === 'open') return;
  throw new OperatorError({
    what,
    why: `Incident ${number} is resolved.`,
    fix: `"/incident unresolve ${number}" opens it again; "/incident note ${number} ..." adds to its record.`,
  });
}

function stays({ number }: Incident, why: string): OperatorError {
  return new OperatorError({
    what: `Incident ${number} stays as it is.`,
    why,
    fix: `"/incident show ${number}" shows how it stands.`,
  });
}
