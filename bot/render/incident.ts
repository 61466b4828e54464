// The status message of an incident, as somebody reads it on a phone at night: how bad, whether it is over, who leads, for how long, when the next
// word is due. Pure.

import { mention } from '../incidents/change.ts';
import { ownChannelOf } from '../incidents/find.ts';
import type { Incident, Level } from '../incidents/incident.ts';
import type { Message } from '../ports.ts';
import { writeSpan } from '../timetable/words.ts';
import { type Block, context, section } from './blocks.ts';
import { incidentButtons } from './incident-buttons.ts';
import { ago, instant, timeOf } from './instant.ts';
import { escaped, quiet } from './text.ts';

const MOST = { title: 200, text: 1_200, impact: 600, alerts: 10, notice: 300 };

const SIGNS: Readonly<Record<Level, string>> = {
  1: ':red_circle:',
  2: ':large_orange_circle:',
  3: ':large_yellow_circle:',
  4: ':large_blue_circle:',
};

export interface IncidentView {
  readonly incident: Incident;
  /** Stakeholders read it and have no buttons. */
  readonly audience: 'responders' | 'stakeholders';
  readonly nowMs: number;
}

export function incidentMessage({ incident, audience, nowMs }: IncidentView): Message {
  const { number, title, severity, state, summary, impact } = incident;
  const sign = state === 'resolved' ? ':white_check_mark:' : SIGNS[severity];
  const blocks: Block[] = [
    section(
      `${sign} *SEV ${severity} · ${stateOf(incident)}* · Incident ${number}\n*${quiet(title, MOST.title)}*`,
    ),
    section([leadLine(incident), timeLine(incident)].join('\n')),
    ...(summary === undefined
      ? []
      : [
          section(
            `:speech_balloon: ${quiet(summary.text, MOST.text)}\n${mention(summary.by)}, ${instant(summary.atMs)}`,
          ),
        ]),
    ...(impact === undefined ? [] : [section(`:warning: Impact: ${quiet(impact, MOST.impact)}`)]),
    ...(audience === 'responders' ? incidentButtons(incident) : []),
    context(smallPrint(incident, audience)),
  ];
  const words = `SEV ${severity} · Incident ${number} ${state === 'open' ? `open for ${writeSpan(nowMs - incident.beganAtMs)}` : 'resolved'}: ${title}`;
  return { text: escaped(words, MOST.notice), blocks };
}

function stateOf({ state, beganAtMs, resolvedAtMs = 0 }: Incident): string {
  return state === 'open' ? 'open' : `resolved after ${writeSpan(resolvedAtMs - beganAtMs)}`;
}

function leadLine({ roles: { commander, communications }, state }: Incident): string {
  const leads =
    commander === undefined
      ? state === 'open'
        ? ':warning: Nobody leads it yet'
        : 'Nobody led it'
      : `:busts_in_silhouette: ${mention(commander)} ${state === 'open' ? 'leads' : 'led'}`;
  return communications === undefined
    ? leads
    : `${leads}, ${mention(communications)} speaks for it`;
}

function timeLine({ state, beganAtMs, resolvedAtMs = 0, dueAtMs }: Incident): string {
  if (state === 'resolved') return `:stopwatch: ${instant(beganAtMs)} to ${instant(resolvedAtMs)}`;
  const due = dueAtMs === undefined ? '' : ` · next update by ${timeOf(dueAtMs)}`;
  return `:stopwatch: Began ${ago(beganAtMs)}${due}`;
}

function smallPrint(incident: Incident, audience: IncidentView['audience']): string {
  const { alerts, declaredBy, declaredAtMs, number } = incident;
  const own = ownChannelOf(incident);
  const shown = alerts.slice(0, MOST.alerts);
  const more = alerts.length - shown.length;
  return [
    `Declared by ${mention(declaredBy)} ${instant(declaredAtMs)}`,
    ...(alerts.length === 0
      ? []
      : [
          `alert${alerts.length === 1 ? '' : 's'} ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
        ]),
    ...(own === undefined ? [] : [`<#${own}>`]),
    ...(audience === 'responders'
      ? [':pushpin: notes a message here', `"/incident timeline ${number}"`]
      : []),
  ].join(' · ');
}
