// What happened in an incident, in order: its diary, the lines of its alerts, and what the audit says of the commands that were run where it was
// talked about. It is gathered when somebody reads it.

import type { AuditRow } from '../audit/row.ts';
import type { Store } from '../ports.ts';
import { writeSpan } from '../timetable/words.ts';
import { findIncident } from './find.ts';
import type { Entry, Incident } from './incident.ts';
import { INCIDENT_LIMITS } from './limits.ts';

/** One thing that happened. Ids of people stand in it as they are. */
export interface Happened {
  readonly atMs: number;
  /** '' for what nobody did. */
  readonly by: string;
  readonly words: string;
  /** The command, of one that was run. */
  readonly command?: string;
  /** What became of it. */
  readonly outcome?: string;
}

/** @throws OperatorError when there is none of that number. */
export async function writeTimeline(
  number: number,
  { store }: { readonly store: Store },
): Promise<string> {
  const incident = await findIncident(number, store);
  const all = await gatherTimeline(incident, store);
  const shown = all.slice(-INCIDENT_LIMITS.timelineEntries);
  return [
    `Incident ${number}: ${incident.title}`,
    ...(shown.length < all.length ? [`${all.length - shown.length} entries before these`] : []),
    ...shown.map(lineOf),
    '',
  ].join('\n');
}

/** The oldest first. */
export async function gatherTimeline(
  incident: Incident,
  store: Store,
): Promise<readonly Happened[]> {
  const entries = await store.entries(incident.id);
  const requests = entries.flatMap(({ kind, text }) => (kind === 'command' ? [text] : []));
  const rows = Map.groupBy(await store.auditOfRequests(requests), ({ requestId }) => requestId);
  const all = [
    ...entries.map((entry) =>
      entry.kind === 'command' ? commandOf(entry, rows.get(entry.text) ?? []) : happenedOf(entry),
    ),
    ...(await Promise.all(incident.alerts.map((alert) => linesOfAlert(alert, store)))).flat(),
  ];
  return all.toSorted((one, other) => one.atMs - other.atMs);
}

function commandOf({ atMs, by }: Entry, rows: readonly AuditRow[]): Happened {
  const intent = rows.find(({ kind }) => kind === 'intent');
  if (intent === undefined) {
    return { atMs, by, words: 'ran a command whose row has left the audit' };
  }
  const end = rows.find(({ kind, seq }) => kind === 'outcome' && seq > intent.seq);
  const { durationMs } = end?.detail ?? {};
  const after = typeof durationMs === 'number' ? ` after ${spanOf(durationMs)}` : '';
  return {
    ...{ atMs: intent.atMs, by: intent.userId, command: intent.command },
    words:
      intent.cluster === '' || intent.cluster === 'quartermaster'
        ? 'ran'
        : `ran on ${intent.cluster}`,
    outcome:
      end === undefined
        ? 'runs still, or nobody knows what became of it'
        : `${end.verdict}${after}`,
  };
}

function spanOf(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function happenedOf({ atMs, by, kind, text, message }: Entry): Happened {
  const author = message?.by;
  return { atMs, by, words: wordsOf(kind, text, author === by ? undefined : author) };
}

function wordsOf(kind: Entry['kind'], text: string, author: string | undefined): string {
  switch (kind) {
    case 'declared':
      return `declared it: ${text}`;
    case 'update':
      return `gave an update: ${text}`;
    case 'severity':
      return `said: ${text}`;
    case 'role':
    case 'remark':
      return withIds(text);
    case 'note':
      return author === undefined ? `noted: ${text}` : `noted what ${author} wrote: ${text}`;
    case 'alert':
      return `said that ${text}`;
    case 'action':
      return `noted ${withIds(text)}`;
    case 'resolved':
      return text === '' ? 'resolved it' : `resolved it: ${text}`;
    case 'unresolved':
      return 'opened it again';
    case 'command':
      return text;
  }
}

/** What was done about an alert, its beginning and its end. */
async function linesOfAlert(number: number, store: Store): Promise<readonly Happened[]> {
  const group = await store.numberedAlertGroup(number);
  if (group === undefined) return [];
  const lines = await store.alertLines(group.id, INCIDENT_LIMITS.alertLines);
  const { title, severity, openedAtMs, changedAtMs, state, occurrences } = group;
  return [
    { atMs: openedAtMs, by: '', words: `alert ${number} began (${severity}): ${title}` },
    ...lines.map(({ atMs, text }) => ({
      atMs,
      by: '',
      words: `alert ${number}: ${withIds(text)}`,
    })),
    ...(state === 'resolved'
      ? [
          {
            ...{ atMs: changedAtMs, by: '' },
            words: `alert ${number} ended after ${writeSpan(changedAtMs - openedAtMs)}, seen ${occurrences} times`,
          },
        ]
      : []),
  ];
}

/** `2026-11-26 14:03:11Z  bob ran on staging "kubectl ...": succeeded` */
function lineOf({ atMs, by, words, command, outcome }: Happened): string {
  const what = `${words}${command === undefined ? '' : ` "${command}"`}${outcome === undefined ? '' : `: ${outcome}`}`;
  return `${writeTime(atMs)}Z  ${by === '' ? '' : `${by} `}${what.replaceAll(/\s+/gu, ' ')}`;
}

/** In UTC: `2026-11-26 14:03:11` */
export function writeTime(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** Mentions become ids, which are shown as names. */
function withIds(text: string): string {
  return text.replaceAll(/<@([UW][A-Z0-9]{2,20})>/gu, '$1');
}
