// One message for many groups: how many there are, what they have in common, and which are the worst. Pure.

import { type AlertGroup, alertsOf, type Bundle } from '../notify/alert.ts';
import type { Message } from '../ports.ts';
import { WEIGHTS } from '../sources/source.ts';
import { writeSpan } from '../timetable/words.ts';
import { type Block, context, section } from './blocks.ts';
import { instant } from './instant.ts';
import { escaped, quiet } from './text.ts';

const MOST = { lines: 12, line: 200, values: 5, labels: 4, text: 300 };
/** What many groups are told apart by, the most telling first. */
const TOLD_BY = [
  'namespace',
  'reason',
  'alertname',
  'cluster',
  'node',
  'kafka',
  'workload',
  'topic',
];

export interface BundleView {
  readonly bundle: Bundle;
  /** All of it. */
  readonly members: readonly AlertGroup[];
}

export function bundleMessage({ bundle, members: all }: BundleView): Message {
  // What became critical is told elsewhere.
  const members = all.filter(({ goesOnIn }) => goesOnIn === undefined);
  const firing = members.filter(({ state }) => state === 'firing');
  const alerts = members.reduce((sum, member) => sum + alertsOf(member), 0);
  const seen = members.reduce((sum, { occurrences }) => sum + occurrences, 0);
  const counts = `${plural(members.length, 'group')} of ${plural(alerts, 'alert')}, seen ${plural(seen, 'time')}`;
  const title = bundle.kind === 'storm' ? `Storm: ${counts}` : `Held back until now: ${counts}`;
  const state =
    firing.length === 0 ? 'all are resolved' : `${firing.length} of ${members.length} still fire`;
  const blocks: Block[] = [
    section(`${firing.length === 0 ? ':white_check_mark:' : signOf(bundle)} *${title}*; ${state}`),
    ...(members.length === 0 ? [] : [section(common(members).join('\n'))]),
    ...(members.length === 0 ? [] : [section(worst(members).join('\n'))]),
    context(
      bundle.kind === 'storm'
        ? `Since ${instant(bundle.openedAtMs)} · they began too close together for a message each; what is critical has messages of its own`
        : `Until ${instant(bundle.openedAtMs)} · "/incident alerts" shows each`,
    ),
  ];
  return { text: escaped(`${title}; ${state}`, MOST.text), blocks };
}

function signOf({ kind }: Bundle): string {
  return kind === 'storm' ? ':tornado:' : ':newspaper:';
}

/** `namespace: payments 120, shop 30, and 4 more`: what all have first, then what most are told apart by. */
function common(members: readonly AlertGroup[]): readonly string[] {
  return TOLD_BY.flatMap((label) => {
    const counts = new Map<string, number>();
    for (const { labels } of members) {
      const value = labels[label];
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    if (counts.size === 0) return [];
    const sorted = [...counts].sort(([, one], [, other]) => other - one);
    const shown = sorted
      .slice(0, MOST.values)
      .map(([value, count]) => `${quiet(value, 60)} ${count}`);
    const rest = sorted.length - shown.length;
    return [`${label}: ${shown.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`];
  }).slice(0, MOST.labels);
}

function worst(members: readonly AlertGroup[]): readonly string[] {
  const sorted = members.toSorted(
    (one, other) =>
      Number(one.state === 'resolved') - Number(other.state === 'resolved') ||
      WEIGHTS[one.severity] - WEIGHTS[other.severity] ||
      alertsOf(other) - alertsOf(one) ||
      other.changedAtMs - one.changedAtMs,
  );
  const lines = sorted.slice(0, MOST.lines).map((member) => {
    const { title, state, severity, occurrences, openedAtMs, changedAtMs } = member;
    const times = occurrences > 1 ? ` (${occurrences} times)` : '';
    const is =
      state === 'resolved' ? `resolved after ${writeSpan(changedAtMs - openedAtMs)}` : severity;
    return `• ${quiet(title, MOST.line)}${times}: ${is}`;
  });
  const rest = members.length - lines.length;
  return rest > 0 ? [...lines, `and ${rest} more`] : lines;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
