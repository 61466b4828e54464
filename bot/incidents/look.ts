// Incidents as tables and words, for those who ask.

import { tableOf } from '../kafka/table.ts';
import type { Clock, Store } from '../ports.ts';
import { writeSpan } from '../timetable/words.ts';
import { findIncident } from './find.ts';
import type { Incident } from './incident.ts';
import { INCIDENT_LIMITS } from './limits.ts';

interface LookParts {
  readonly store: Store;
  readonly clock: Clock;
}

/** @param named replaces ids of people, before the columns are measured */
export async function listIncidents(
  { closed }: { readonly closed: boolean },
  { store, clock, named }: LookParts & { readonly named: (text: string) => Promise<string> },
): Promise<string> {
  const nowMs = clock.nowMs();
  const sinceMs = closed ? nowMs - INCIDENT_LIMITS.figuresMs : Number.MAX_SAFE_INTEGER;
  const all = await store.incidents(sinceMs, INCIDENT_LIMITS.listed);
  const wanted = all.filter(({ state }) => (state === 'resolved') === closed);
  if (wanted.length === 0) {
    return closed ? 'No incident was resolved within 90 days.\n' : 'No incident is open.\n';
  }
  const rows = await Promise.all(
    wanted.map(async (incident) => [
      String(incident.number),
      `SEV ${incident.severity}`,
      stateOf(incident, nowMs),
      await named(incident.roles.commander ?? '-'),
      incident.dueAtMs === undefined ? '-' : dueIn(incident.dueAtMs, nowMs),
      incident.title,
    ]),
  );
  return tableOf([['INCIDENT', 'SEVERITY', 'STATE', 'LEADS', 'NEXT UPDATE', 'WHAT'], ...rows]);
}

export async function showIncident(number: number, { store, clock }: LookParts): Promise<string> {
  const incident = await findIncident(number, store);
  const nowMs = clock.nowMs();
  const { roles, summary, impact, alerts, onCall, actions, dueAtMs } = incident;
  return [
    `Incident ${number}: ${incident.title}`,
    `State:         SEV ${incident.severity}, ${stateOf(incident, nowMs)}`,
    `Leads:         ${roles.commander ?? 'nobody'}`,
    `Speaks for it: ${roles.communications ?? 'nobody'}`,
    `Impact:        ${impact ?? 'not said'}`,
    `Last update:   ${summary === undefined ? 'none' : `${summary.text} (${summary.by}, ${writeSpan(nowMs - summary.atMs)} ago)`}`,
    ...(dueAtMs === undefined ? [] : [`Next update:   ${dueIn(dueAtMs, nowMs)}`]),
    `Alerts:        ${alerts.join(', ') || 'none'}`,
    `On call then:  ${onCall.map(({ rotation, person }) => `${rotation}: ${person?.split('/')[1] ?? 'nobody'}`).join(', ') || 'no rotations'}`,
    ...(actions.length === 0 ? [] : ['', 'To do:']),
    ...actions.map(
      ({ number: each, text, owner, doneBy }) =>
        `  ${each} ${doneBy === undefined ? '[ ]' : '[x]'} ${text}${owner === undefined ? '' : ` (${owner})`}`,
    ),
    '',
  ].join('\n');
}

function stateOf({ state, beganAtMs, resolvedAtMs = 0 }: Incident, nowMs: number): string {
  return state === 'open'
    ? `open for ${writeSpan(nowMs - beganAtMs)}`
    : `resolved after ${writeSpan(resolvedAtMs - beganAtMs)}`;
}

function dueIn(dueAtMs: number, nowMs: number): string {
  return dueAtMs < nowMs
    ? `late by ${writeSpan(nowMs - dueAtMs)}`
    : `in ${writeSpan(dueAtMs - nowMs)}`;
}
