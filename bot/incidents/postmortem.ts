// The file that is left of an incident: what happened, whom it hit, what was done and by whom, what is still to be done. Markdown. Pure.

import type { Chart } from '../chart.ts';
import type { AlertGroup } from '../notify/alert.ts';
import { writeSpan } from '../timetable/words.ts';
import type { Incident } from './incident.ts';
import { inCode, inMarkdown } from './markdown.ts';
import { type Happened, writeTime } from './timeline.ts';

export interface PostmortemParts {
  readonly incident: Incident;
  /** The oldest first. */
  readonly timeline: readonly Happened[];
  /** Those of its alerts that are known still. */
  readonly alerts: readonly AlertGroup[];
  /** Those of its alerts that stand beside the file. */
  readonly charts: readonly Chart[];
  readonly nowMs: number;
}

/** Ids of people stand in it as they are. */
export function writePostmortem(parts: PostmortemParts): string {
  const { incident, timeline, alerts, charts, nowMs } = parts;
  const { number, title, summary, impact } = incident;
  return [
    `# Incident ${number}: ${inMarkdown(title)}`,
    '',
    ...factsOf(incident, nowMs),
    '## Summary',
    '',
    summary === undefined
      ? 'Nobody has given an update.'
      : `${inMarkdown(summary.text)} (${summary.by}, ${writeTime(summary.atMs)})`,
    '',
    '## Impact',
    '',
    impact === undefined ? 'Nobody has said whom it hit.' : inMarkdown(impact),
    '',
    '## Timeline',
    '',
    '| Time (UTC) | Who | What | Outcome |',
    '| --- | --- | --- | --- |',
    ...timeline.map(rowOf),
    '',
    '## Alerts',
    '',
    ...alertsOf(incident, alerts),
    ...charts.flatMap(({ name, alt }) => [`![${inMarkdown(alt)}](${name})`, '']),
    '## On call when it was declared',
    '',
    ...onCallOf(incident),
    '## Actions',
    '',
    ...actionsOf(incident),
    `Written by Quartermaster at ${writeTime(nowMs)}.`,
    '',
  ].join('\n');
}

function factsOf(incident: Incident, nowMs: number): readonly string[] {
  const { severity, state, roles, declaredBy, beganAtMs, declaredAtMs, ledAtMs, resolvedAtMs } =
    incident;
  const facts: readonly (readonly [string, string])[] = [
    ['Severity', `SEV ${severity}`],
    ['State', state === 'open' ? `open for ${writeSpan(nowMs - beganAtMs)}` : 'resolved'],
    ['Led by', roles.commander ?? 'nobody'],
    ['Spoke for it', roles.communications ?? 'nobody'],
    ['Declared by', declaredBy],
    ['Began', writeTime(beganAtMs)],
    ['Declared', writeTime(declaredAtMs)],
    [
      'Somebody led it',
      ledAtMs === undefined
        ? 'never'
        : `${writeTime(ledAtMs)}, after ${writeSpan(ledAtMs - beganAtMs)}`,
    ],
    [
      'Resolved',
      resolvedAtMs === undefined
        ? 'not yet'
        : `${writeTime(resolvedAtMs)}, after ${writeSpan(resolvedAtMs - beganAtMs)}`,
    ],
  ];
  return ['| | |', '| --- | --- |', ...facts.map(([name, value]) => `| ${name} | ${value} |`), ''];
}

function rowOf({ atMs, by, words, command, outcome = '' }: Happened): string {
  const what =
    command === undefined ? inMarkdown(words) : `${inMarkdown(words)} ${inCode(command)}`;
  return `| ${writeTime(atMs)} | ${by} | ${what} | ${inMarkdown(outcome)} |`;
}

function alertsOf({ alerts: numbers }: Incident, alerts: readonly AlertGroup[]): readonly string[] {
  if (numbers.length === 0) return ['None belongs to it.', ''];
  const gone = numbers.filter((number) => alerts.every((alert) => alert.number !== number));
  return [
    '| Alert | Severity | Began (UTC) | Lasted | Seen | What |',
    '| --- | --- | --- | --- | --- | --- |',
    ...alerts.map(
      ({ number, severity, state, openedAtMs, changedAtMs, occurrences, title }) =>
        `| ${number} | ${severity} | ${writeTime(openedAtMs)} | ${state === 'firing' ? 'fires still' : writeSpan(changedAtMs - openedAtMs)} | ${occurrences} times | ${inMarkdown(title)} |`,
    ),
    '',
    ...(gone.length === 0 ? [] : [`No longer known: ${gone.join(', ')}.`, '']),
  ];
}

function onCallOf({ onCall }: Incident): readonly string[] {
  if (onCall.length === 0) return ['The settings have no rotations.', ''];
  return [
    ...onCall.map(
      ({ rotation, person }) => `- ${inMarkdown(rotation)}: ${person?.split('/')[1] ?? 'nobody'}`,
    ),
    '',
  ];
}

function actionsOf({ actions }: Incident): readonly string[] {
  if (actions.length === 0) return ['Nothing was noted to be done.', ''];
  return [
    ...actions.map(
      ({ number, text, owner, doneBy }) =>
        `- [${doneBy === undefined ? ' ' : 'x'}] ${number}: ${inMarkdown(text)}${owner === undefined ? '' : ` (${owner})`}`,
    ),
    '',
  ];
}
