// What a digest says of alerts over a time: what is open, what was noisiest, restarts, lag, how soon people answered, and what was told nowhere. Pure.

import type { AuditRow } from '../audit/row.ts';
import { cutTo } from '../cut-to.ts';
import type { Incident } from '../incidents/incident.ts';
import { writeInstant, writeSpan } from '../timetable/words.ts';
import { type AlertGroup, type Tally, worstFirst } from './alert.ts';
import { incidentLines, overdueLines } from './digest-incidents.ts';
import { refusalLines } from './digest-refusals.ts';

export interface DigestView {
  readonly kind: 'daily' | 'weekly';
  readonly fromMs: number;
  /** When it was due. */
  readonly dueMs: number;
  readonly nowMs: number;
  readonly timeZone: string;
  /** What fires, and what has changed since `fromMs`. */
  readonly groups: readonly AlertGroup[];
  /** More groups than these were there. */
  readonly isCut: boolean;
  readonly tally: Tally;
  /** How many records each consumer group is behind now, those that are not left out. */
  readonly lag: readonly { readonly name: string; readonly records: number }[];
  /** Those that are open, and those that ended since long before. */
  readonly incidents: readonly Incident[];
  /** Rows of the audit about what was refused since `fromMs`. */
  readonly refusals: readonly AuditRow[];
  /** More was refused than these. */
  readonly isRefusalsCut: boolean;
  /** What switches saved; absent: there are none. */
  readonly cost?: string;
}

export interface Digest {
  readonly title: string;
  readonly sections: readonly { readonly head: string; readonly lines: readonly string[] }[];
  /** What of it became of everything that was seen. */
  readonly print: string;
}

const MOST = { open: 10, noisy: 5, restarts: 3, lag: 3, title: 150 };
/** From then on it is said that it comes late. */
const LATE_MS = 5 * 60_000;
const RESTARTS = new Set(['CrashLoopBackOff', 'OOMKilled']);

export function writeDigest(view: DigestView): Digest {
  const { kind, nowMs, dueMs, timeZone, tally } = view;
  const groups = view.groups.filter(({ goesOnIn }) => goesOnIn === undefined);
  const told = groups.filter(({ telling }) => telling.kind !== 'muted');
  const open = told.filter(({ state }) => state === 'firing');
  const sections = [
    section('Open', openLines(open, view)),
    section('Noisiest, counted since each began', noisyLines(told)),
    section('Restarts, counted since each loop began', restartLines(told)),
    section('Lag now', lagLines(view)),
    section('Answered', answerLines(told, view)),
    section('Incidents', incidentLines(view.incidents, view)),
    section('Still to be done, a week after its incident', overdueLines(view.incidents, nowMs)),
    section('Refused by policies', refusalLines(view.refusals)),
    section('Cost', view.cost === undefined ? [] : [view.cost]),
  ].flat();
  const span = kind === 'daily' ? 'Since yesterday' : 'In the last seven days';
  const begun = told.filter(({ openedAtMs }) => openedAtMs >= view.fromMs).length;
  const late =
    nowMs - dueMs < LATE_MS ? '' : ` This comes late: it was due ${writeInstant(dueMs, timeZone)}.`;
  const incidents = view.incidents.filter(({ state }) => state === 'open').length;
  const fires =
    incidents === 0 ? '' : `; ${countOf(incidents, 'incident')} ${isOrAre(incidents)} open`;
  const title =
    open.length + begun + incidents === 0
      ? `${span} nothing was told of, and nothing is open.`
      : `${span} ${countOf(begun, 'alert')} began, ${open.length} ${isOrAre(open.length)} open${fires}.`;
  return { title: `${title}${late}`, sections, print: printOf(tally, view) };
}

function section(head: string, lines: readonly string[]): Digest['sections'] {
  return lines.length === 0 ? [] : [{ head, lines }];
}

function openLines(open: readonly AlertGroup[], { nowMs }: DigestView): readonly string[] {
  return cutTo(MOST.open, worstFirst(open), (group) => {
    const span = writeSpan(nowMs - group.openedAtMs);
    return `Alert ${group.number}: ${titleOf(group)} (${group.severity}, for ${span}${handlingOf(group)})`;
  });
}

function handlingOf({ handling: { acknowledged, silenced } }: AlertGroup): string {
  if (acknowledged !== undefined) return `, acknowledged by ${acknowledged.by}`;
  return silenced === undefined ? '' : `, silenced by ${silenced.by}`;
}

interface Noise {
  readonly title: string;
  readonly seen: number;
  readonly begun: number;
}

/** What is the same alert, however often it had a message of its own, is one. */
function noisyLines(told: readonly AlertGroup[]): readonly string[] {
  const byKey = Map.groupBy(told, ({ key }) => key);
  const noises = [...byKey.values()].map((groups): Noise => {
    const newest = groups.reduce((one, other) => (one.openedAtMs < other.openedAtMs ? other : one));
    return {
      title: titleOf(newest),
      seen: sum(groups, ({ occurrences }) => occurrences),
      begun: sum(groups, ({ turnsAtMs }) => 1 + turnsAtMs.length),
    };
  });
  const loud = noises.filter(({ seen, begun }) => seen > 1 || begun > 1);
  const sorted = loud.toSorted((one, other) => other.seen - one.seen || other.begun - one.begun);
  return sorted
    .slice(0, MOST.noisy)
    .map(({ title, seen, begun }) => `${title}: seen ${times(seen)}, began ${times(begun)}`);
}

function restartLines(told: readonly AlertGroup[]): readonly string[] {
  const loops = told
    .filter(({ labels }) => RESTARTS.has(labels.reason ?? ''))
    .toSorted((one, other) => other.occurrences - one.occurrences);
  if (loops.length === 0) return [];
  const all = sum(loops, ({ occurrences }) => occurrences);
  const worst = loops
    .slice(0, MOST.restarts)
    .map((group) => `${group.occurrences} of ${titleOf(group)}`);
  return [`${all} of ${countOf(loops.length, 'workload')}: ${worst.join(', ')}`];
}

function lagLines({ lag }: DigestView): readonly string[] {
  const sorted = lag.toSorted((one, other) => other.records - one.records);
  return cutTo(MOST.lag, sorted, ({ name, records }) => `${name}: ${countOf(records, 'record')}`);
}

/** Mean time to acknowledge, of those that began and were acknowledged in this time. */
function answerLines(told: readonly AlertGroup[], { fromMs }: DigestView): readonly string[] {
  const spans = told.flatMap(({ openedAtMs, answeredAtMs }) =>
    openedAtMs >= fromMs && answeredAtMs !== undefined ? [answeredAtMs - openedAtMs] : [],
  );
  if (spans.length === 0) return [];
  const mean = sum(spans, (span) => span) / spans.length;
  return [
    `${countOf(spans.length, 'alert')} acknowledged, after ${writeSpan(mean)} on average, ${writeSpan(Math.max(...spans))} at most`,
  ];
}

function printOf(tally: Tally, { fromMs, timeZone, isCut, isRefusalsCut }: DigestView): string {
  const { received, told, merged, suppressed, ignored } = tally;
  return [
    `Since ${writeInstant(fromMs, timeZone)}`,
    `${countOf(received, 'thing')} seen: ${told} told, ${merged} merged, ${suppressed} suppressed, ${ignored} of no concern`,
    ...(isCut ? ['more alerts than are counted here'] : []),
    ...(isRefusalsCut ? ['more refusals than are counted here'] : []),
  ].join(' · ');
}

function titleOf({ title }: AlertGroup): string {
  return title.slice(0, MOST.title).toWellFormed();
}

function sum<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((total, each) => total + of(each), 0);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function countOf(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
