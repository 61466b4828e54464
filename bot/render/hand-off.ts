// That somebody else is on call from now on, and what is open then. Pure.

import { type AlertGroup, worstFirst } from '../notify/alert.ts';
import type { Message } from '../ports.ts';
import { writeSpan } from '../timetable/words.ts';
import { context, section } from './blocks.ts';
import { mentionOf } from './call.ts';
import { instant } from './instant.ts';
import { escaped, quiet } from './text.ts';

export interface HandOffView {
  /** Of the rotation. */
  readonly name: string;
  /** TEAM_ID/USER_ID; undefined: nobody. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly atMs: number;
  /** Undefined: for more than a year. */
  readonly untilMs?: number;
  readonly nowMs: number;
  /** What fires. */
  readonly open: readonly AlertGroup[];
}

const MOST = { open: 15, title: 150, text: 300 };
/** From then on it is said that it comes late. */
const LATE_MS = 5 * 60_000;

export function handOffMessage(view: HandOffView): Message {
  const { name, from, to, atMs, untilMs, nowMs, open } = view;
  const until = untilMs === undefined ? '' : `, until ${instant(untilMs)}`;
  const rotation = quiet(name, 80);
  const who =
    to === undefined
      ? `${nameOf(from)} is on call in *${rotation}* no longer, and *nobody is* now${until}.`
      : from === undefined
        ? `${mentionOf(to)} is on call in *${rotation}* now${until}. Nobody was before.`
        : `${mentionOf(from)} hands *${rotation}* over to ${mentionOf(to)}${until}.`;
  const late = nowMs - atMs < LATE_MS ? '' : ` This comes late: it was so since ${instant(atMs)}.`;
  return {
    text: escaped(`Hand-off of ${name}: ${countOf(open)}`, MOST.text),
    blocks: [
      section(`:handshake: ${who}${late}`),
      section([`*${countOf(open)}*`, ...linesOf(open, nowMs)].join('\n')),
      context(`"/incident oncall ${rotation}" shows who comes next.`),
    ],
  };
}

function nameOf(person: string | undefined): string {
  return person === undefined ? 'Nobody' : mentionOf(person);
}

function countOf({ length }: readonly AlertGroup[]): string {
  if (length === 0) return 'Nothing is open.';
  return length === 1 ? 'One alert is open.' : `${length} alerts are open.`;
}

function linesOf(open: readonly AlertGroup[], nowMs: number): readonly string[] {
  const lines = worstFirst(open)
    .slice(0, MOST.open)
    .map(
      (group) =>
        `• Alert ${group.number}: ${quiet(group.title, MOST.title)} (${group.severity}, for ${writeSpan(nowMs - group.openedAtMs)}${handlingOf(group)})`,
    );
  const more = open.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more: "/incident alerts"`] : lines;
}

function handlingOf({ handling, telling }: AlertGroup): string {
  const { acknowledged, silenced, assignedTo } = handling;
  return [
    ...(acknowledged === undefined
      ? []
      : [`acknowledged by <@${acknowledged.by}> until ${instant(acknowledged.untilMs)}`]),
    ...(acknowledged === undefined && assignedTo !== undefined ? [`for <@${assignedTo}>`] : []),
    ...(silenced === undefined
      ? []
      : [`silenced by <@${silenced.by}> until ${instant(silenced.untilMs)}`]),
    ...(telling.kind === 'held' ? [`held back until ${instant(telling.untilMs)}`] : []),
    ...(acknowledged === undefined && silenced === undefined && telling.kind !== 'held'
      ? ['nobody has acknowledged it']
      : []),
  ]
    .map((words) => `, ${words}`)
    .join('');
}
