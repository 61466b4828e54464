// Alerts in words for whoever asks: those that fire, and one with all that is known of it.

import { tableOf } from '../kafka/table.ts';
import type { Clock, Store } from '../ports.ts';
import { writeSpan } from '../timetable/words.ts';
import { type AlertGroup, alertsOf, worstFirst } from './alert.ts';
import { findAlert } from './find-alert.ts';
import { ALERT_LIMITS } from './limits.ts';

interface ShowParts {
  readonly store: Store;
  readonly clock: Clock;
}

const LISTED = 200;
/** Of those that fire, where little room is meant. */
const OPEN = 10;
const SHOWN_ALERTS = 50;
const SHOWN_LINES = 100;

/** Those that fire, and lately did. @param named before the columns are measured */
export async function listAlerts(
  { store, clock }: ShowParts,
  named: (text: string) => Promise<string>,
): Promise<string> {
  const nowMs = clock.nowMs();
  const groups = await store.liveAlertGroups(nowMs - ALERT_LIMITS.latelyMs, LISTED);
  if (groups.length === 0) return 'Nothing fires, and nothing did within three hours.\n';
  return await tableOfGroups(groups, nowMs, named);
}

/** The worst first, of these the oldest. */
export async function openAlerts(
  { store, clock }: ShowParts,
  named: (text: string) => Promise<string>,
): Promise<string> {
  const nowMs = clock.nowMs();
  const groups = (await store.liveAlertGroups(nowMs, LISTED)).filter(
    ({ state, telling, goesOnIn }) =>
      state === 'firing' && telling.kind !== 'muted' && goesOnIn === undefined,
  );
  if (groups.length === 0) return 'Nothing fires.\n';
  const more = groups.length - OPEN;
  const table = await tableOfGroups(worstFirst(groups).slice(0, OPEN), nowMs, named);
  return more > 0 ? `${table}and ${more} more\n` : table;
}

async function tableOfGroups(
  groups: readonly AlertGroup[],
  nowMs: number,
  named: (text: string) => Promise<string>,
): Promise<string> {
  const told = groups.filter(({ goesOnIn }) => goesOnIn === undefined);
  const rows = await Promise.all(
    told.map(async (group) => [
      String(group.number),
      group.state === 'firing' ? group.severity : 'resolved',
      writeSpan(nowMs - group.openedAtMs),
      String(alertsOf(group)),
      String(group.occurrences),
      await named(handlingOf(group)),
      group.title,
    ]),
  );
  return tableOf([['ALERT', 'STATE', 'SINCE', 'ALERTS', 'SEEN', 'WHO', 'WHAT'], ...rows]);
}

function handlingOf({
  handling: { acknowledged, silenced, assignedTo },
  telling,
}: AlertGroup): string {
  if (acknowledged !== undefined) return `acknowledged by ${acknowledged.by}`;
  if (silenced !== undefined) return `silenced by ${silenced.by}`;
  if (assignedTo !== undefined) return `for ${assignedTo}`;
  const kinds = { own: '-', bundled: 'in a storm or digest', held: 'held back', muted: 'muted' };
  return kinds[telling.kind];
}

/** One with all that is known of it. @throws OperatorError when there is none of that number. */
export async function showAlert(number: number, { store, clock }: ShowParts): Promise<string> {
  const group = await findAlert(number, store);
  const alerts = await store.worstAlerts(group.id, SHOWN_ALERTS);
  const lines = await store.alertLines(group.id, SHOWN_LINES);
  const nowMs = clock.nowMs();
  const left = alertsOf(group) - alerts.length;
  return [
    `Alert ${group.number}: ${group.title}`,
    `State:    ${group.state}, ${group.severity}, begun ${writeSpan(nowMs - group.openedAtMs)} ago, seen ${group.occurrences} times`,
    `Who:      ${handlingOf(group)}`,
    `Route:    ${group.route}, from ${group.source}`,
    `Labels:   ${
      Object.entries(group.labels)
        .map(([name, value]) => `${name}=${value}`)
        .join(', ') || '-'
    }`,
    '',
    ...alerts.flatMap(({ state, severity, title, lines: more, listing }) => [
      `${state === 'firing' ? severity : 'resolved'}: ${title}`,
      ...more.map((line) => `  ${line}`),
      ...(listing === undefined ? [] : listing.split('\n').map((line) => `  | ${line}`)),
    ]),
    ...(left > 0 ? [`and ${left} more`] : []),
    ...(lines.length === 0 ? [] : ['', 'What happened:']),
    ...lines.map(
      ({ atMs, text }) =>
        `${new Date(atMs).toISOString().slice(0, 19)}Z  ${text.replaceAll(/<@([UW][A-Z0-9]+)>/gu, '$1')}`,
    ),
    '',
  ].join('\n');
}
