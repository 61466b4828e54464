// What was done about an incident since the last answer in its place: one answer for all of it. Pure.

import { mention } from '../incidents/change.ts';
import type { Entry } from '../incidents/incident.ts';
import { INCIDENT_LIMITS } from '../incidents/limits.ts';
import type { Message } from '../ports.ts';
import { section } from './blocks.ts';
import { timeWithSeconds } from './instant.ts';
import { escaped, quiet } from './text.ts';

const MOST = { line: 1_000, text: 300 };

const SIGNS: Readonly<Record<Entry['kind'], string>> = {
  declared: ':rotating_light:',
  update: ':speech_balloon:',
  severity: ':warning:',
  role: ':busts_in_silhouette:',
  note: ':pushpin:',
  alert: ':rotating_light:',
  action: ':calendar:',
  resolved: ':white_check_mark:',
  unresolved: ':leftwards_arrow_with_hook:',
  command: ':information_source:',
  remark: ':information_source:',
};

/** @param entries the oldest first, at least one */
export function entriesMessage(entries: readonly Entry[]): Message {
  const shown = entries.slice(-INCIDENT_LIMITS.toldEntries);
  const left = entries.length - shown.length;
  return {
    text: escaped(
      entries.map((entry) => entry.text || VERBS[entry.kind] || '').join('; '),
      MOST.text,
    ),
    // A section each: a long update has room, and none is cut for its neighbours.
    blocks: [
      ...(left > 0
        ? [section(`${left} entries before these: "/incident timeline" has them.`)]
        : []),
      ...shown.map((entry) => section(lineOf(entry))),
    ],
  };
}

function lineOf({ kind, by, text, atMs }: Entry): string {
  const verb = VERBS[kind];
  const who =
    by === ''
      ? ''
      : ` ${mention(by)}${verb === undefined ? '' : ` ${verb}`}${text === '' || kind === 'role' ? '' : ':'}`;
  // Mentions of people are ours alone: what they wrote cannot ping.
  const words = kind === 'role' || kind === 'remark' ? withMentions(text) : quiet(text, MOST.line);
  return `${SIGNS[kind]} ${timeWithSeconds(atMs)}${who}${text === '' ? '' : ` ${words}`}`;
}

const VERBS: Readonly<Partial<Record<Entry['kind'], string>>> = {
  resolved: 'has resolved it',
  unresolved: 'has opened it again',
};

/** Of texts that the bot itself wrote. */
function withMentions(text: string): string {
  return quiet(text, MOST.line).replaceAll(/&lt;@([UW][A-Z0-9]{2,20})&gt;/gu, '<@$1>');
}
