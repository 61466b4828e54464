// One message for a group of alerts: what is wrong, how much of it, since when, and at its end that it is over. Pure.

import { type Alert, type AlertGroup, alertsOf, firingOf, type Handling } from '../notify/alert.ts';
import { flaps } from '../notify/flapping.ts';
import { wordOfWorkload } from '../notify/workload-of.ts';
import type { Message } from '../ports.ts';
import type { Severity } from '../sources/source.ts';
import { writeSpan } from '../timetable/words.ts';
import { alertButtons, alertLooks } from './alert-buttons.ts';
import { type Block, context, preformatted, section } from './blocks.ts';
import { instant } from './instant.ts';
import { escaped, LINK, printed, quiet } from './text.ts';

const MOST = {
  title: 200,
  line: 300,
  lines: 6,
  listing: 1_500,
  labels: 400,
  text: 300,
  print: 1_900,
};

const SIGNS: Readonly<Record<Severity, string>> = {
  critical: ':red_circle:',
  warning: ':large_orange_circle:',
  info: ':large_blue_circle:',
};

/** Labels in the order in which people look for them; others say little in a message. */
const SHOWN_LABELS = [
  'cluster',
  'environment',
  'namespace',
  'workload',
  'node',
  'kafka',
  'topic',
  'group',
  'pipeline',
  'team',
  'severity',
];

export interface AlertView {
  readonly group: AlertGroup;
  /** The worst of them, a few. */
  readonly worst: readonly Alert[];
  readonly nowMs: number;
  /** For whoever is called, in direct messages. */
  readonly called?: boolean;
}

export function alertMessage({ group, worst, nowMs, called = false }: AlertView): Message {
  const head = headOf(group);
  const shown = worst.filter(({ state }) => state === 'firing' || group.state === 'resolved');
  const only = shown.length === 1 ? shown[0] : undefined;
  const blocks: Block[] = [
    ...(called
      ? [section(`:telephone_receiver: You are called, from <#${group.channelId}>.`)]
      : []),
    headOfMessage(group, head),
    ...(shown.length === 0 ? [] : [section(linesOf(group, shown).join('\n'))]),
    ...(only?.listing === undefined || group.state === 'resolved'
      ? []
      : [preformatted(printed(only.listing, MOST.listing))]),
    ...handlingLines(group),
    ...(group.goesOnIn === undefined ? alertButtons(group) : []),
    context(smallPrint(group, shown, nowMs)),
  ];
  const words = [group.title, head, ...shown.map(({ title }) => title)]
    .filter((each) => each !== '')
    .join(': ');
  return { text: escaped(words, MOST.text), blocks };
}

function headOfMessage(group: AlertGroup, head: string): Block {
  const title = section(`${signOf(group)} *${quiet(group.title, MOST.title)}* ${head}`);
  const accessory = group.goesOnIn === undefined ? alertLooks(group) : undefined;
  return accessory === undefined ? title : { ...title, accessory };
}

function signOf({ state, severity, goesOnIn }: AlertGroup): string {
  if (goesOnIn !== undefined) return ':arrow_right:';
  return state === 'resolved' ? ':white_check_mark:' : SIGNS[severity];
}

/** `3 of 5 fire`, `resolved after 12 min`. */
function headOf(group: AlertGroup): string {
  const { state, resolved, openedAtMs, changedAtMs, goesOnIn } = group;
  if (goesOnIn !== undefined) return `became critical and goes on in <#${goesOnIn}>`;
  if (state === 'resolved') return `resolved after ${writeSpan(changedAtMs - openedAtMs)}`;
  const [fire, all] = [firingOf(group), alertsOf(group)];
  if (all === 1) return '';
  return resolved === 0 ? `${fire} fire` : `${fire} of ${all} fire`;
}

function linesOf(group: AlertGroup, shown: readonly Alert[]): readonly string[] {
  const only = shown.length === 1;
  const lines = shown.flatMap((alert) => [
    quiet(`${only ? '' : '• '}${alert.title}${timesOf(alert)}`, MOST.line),
    ...(only ? alert.lines.slice(0, MOST.lines).map((line) => quiet(line, MOST.line)) : []),
  ]);
  const all = group.state === 'firing' ? firingOf(group) : group.resolved;
  const more = all - shown.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function timesOf({ count, countBefore }: Alert): string {
  const times = count + countBefore;
  return times > 1 ? ` (${times} times)` : '';
}

function smallPrint(group: AlertGroup, shown: readonly Alert[], nowMs: number): string {
  const labels = SHOWN_LABELS.flatMap((name) => {
    const value = group.labels[name];
    return value === undefined ? [] : [`${name} ${quiet(value, 80)}`];
  });
  const flapping = flaps(group, nowMs);
  const links = shown.flatMap(({ links: { runbook, graph } = {} }) => [
    ...linkOf('Runbook', runbook),
    ...linkOf('Graph', graph),
  ]);
  const print = [
    `Alert ${group.number}`,
    `since ${instant(group.openedAtMs)}`,
    ...(flapping > 0 ? [`flapping: ${flapping} times anew within 30 min, told every 5 min`] : []),
    ...labels,
    `from ${quiet(group.source, 80)}`,
  ].join(' · ');
  // As many links as there is room for.
  return [...new Set(links)].reduce(
    (all, link) => (all.length + link.length < MOST.print ? `${all} · ${link}` : all),
    print,
  );
}

/** What people have said of it. */
function handlingLines({ state, handling }: AlertGroup): readonly Block[] {
  const { acknowledged, assignedTo, silenced, closedBy, incident } = handling;
  const words = [
    ...(incident === undefined ? [] : [`:rotating_light: It belongs to incident ${incident}.`]),
    ...(state === 'resolved' && closedBy !== undefined
      ? [`:ballot_box_with_check: Resolved by <@${closedBy}>.`]
      : []),
    ...(state === 'firing' && acknowledged !== undefined
      ? [
          `:eyes: <@${acknowledged.by}> looks after it, since ${instant(acknowledged.atMs)}, until ${instant(acknowledged.untilMs)}.`,
        ]
      : []),
    ...(state === 'firing' && assignedTo !== undefined && acknowledged === undefined
      ? [`:point_right: <@${assignedTo}> is asked to look after it.`]
      : []),
    ...(state === 'firing' && silenced !== undefined
      ? [`:no_bell: Silenced by <@${silenced.by}> until ${endOf(silenced)}.`]
      : []),
  ];
  return words.length === 0 ? [] : [section(words.join(' '))];
}

function endOf({ untilMs, rollout }: NonNullable<Handling['silenced']>): string {
  if (rollout === undefined) return instant(untilMs);
  return `the rollout of ${quiet(wordOfWorkload(rollout), MOST.title)} ends, ${instant(untilMs)} at the latest`;
}

function linkOf(word: string, url: string | undefined): readonly string[] {
  return url !== undefined && LINK.test(url) ? [`<${url}|${word}>`] : [];
}
