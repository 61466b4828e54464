// Alerts that were delivered, held to those that an Alertmanager says fire: which of them have ended without a word, and which are back. Pure.

import { z } from 'zod';
import type { ActiveAlert } from '../alertmanager.ts';
import { alertNotice } from './alertmanager.ts';
import { labelled } from './read-delivery.ts';
import type { Notice } from './source.ts';

/** What is known of earlier looks. */
export interface Seen {
  /** Keys of alerts that fire, and that the Alertmanager was seen to know. */
  readonly known: ReadonlySet<string>;
  /** Of those that it knows no more, when they count as over, in milliseconds since the epoch. Not kept over a restart. */
  readonly overAtMs: ReadonlyMap<string, number>;
  /** When the youngest Alertmanager that was asked began to run, by its clock. */
  readonly startedAtMs?: number | undefined;
  /** What was ended by a look, for as long as it may come back without a word. */
  readonly ended: readonly Ended[];
}

type Ended = Pick<Notice, 'key' | 'group' | 'groupTitle'> & { readonly atMs: number };

interface Look {
  /** Those that stand as firing: of before the Alertmanager was asked. */
  readonly told: readonly Notice[];
  /** Undefined: it was not asked. */
  readonly startedAtMs: number | undefined;
  readonly alerts: readonly ActiveAlert[];
  /** That the settings give its alerts. */
  readonly labels: Notice['labels'];
  readonly seen: Seen;
  readonly nowMs: number;
}

const GONE_MS = 90_000;
/**
 * An Alertmanager that has just begun knows nothing, and Prometheus sends it what fires at the first evaluation of the rule more than
 * --rules.alert.resend-delay (a minute) after the last. This is enough for rules that are evaluated every nine minutes or more often.
 */
const RESENT_MS = 10 * 60_000;
/** Longer than the usual repeat_interval, with which an Alertmanager tells by itself that it fires again. */
const RETURNS_MS = 24 * 3_600_000;
const MOST_ENDED = 1_000;
const MOST_KNOWN = 5_000;

export function compareAlerts({ told, startedAtMs, alerts, labels, seen, nowMs }: Look): {
  readonly notices: readonly Notice[];
  readonly seen: Seen;
} {
  const youngestMs = Math.max(startedAtMs ?? 0, seen.startedAtMs ?? 0);
  const isAnew = seen.startedAtMs !== undefined && youngestMs > seen.startedAtMs;
  const there = new Map(alerts.map((alert) => [alert.fingerprint, alert]));
  const standing = new Set(told.map(({ key }) => key));
  const overAt = (key: string) =>
    isAnew ? nowMs + RESENT_MS : (seen.overAtMs.get(key) ?? nowMs + GONE_MS);
  const overAtMs = new Map(
    [...standing]
      .filter((key) => !there.has(key) && seen.known.has(key))
      .map((key) => [key, overAt(key)] as const),
  );
  const isOver = (key: string) => nowMs >= (overAtMs.get(key) ?? Number.POSITIVE_INFINITY);
  const ends = told
    .filter(({ key }) => isOver(key))
    .map((notice): Notice => ({ ...notice, state: 'resolved' }));
  // What was delivered meanwhile is away no more.
  const away = seen.ended.filter(({ key }) => !standing.has(key));
  const back = away.flatMap(({ key, group, groupTitle }): readonly Notice[] => {
    const alert = there.get(key);
    if (alert === undefined) return [];
    return [labelled(alertNotice({ ...alert, status: 'firing' }, { group, groupTitle }), labels)];
  });
  const known = [...standing, ...back.map(({ key }) => key)].filter(
    (key) => (there.has(key) || seen.known.has(key)) && !isOver(key),
  );
  const ended = [
    ...away.filter(({ key, atMs }) => !there.has(key) && nowMs - atMs < RETURNS_MS),
    ...ends.map(({ key, group, groupTitle }) => ({ key, group, groupTitle, atMs: nowMs })),
  ];
  return {
    notices: [...ends, ...back],
    seen: {
      known: new Set(known.toSorted().slice(-MOST_KNOWN)),
      overAtMs,
      startedAtMs: youngestMs === 0 ? undefined : youngestMs,
      ended: ended.slice(-MOST_ENDED),
    },
  };
}

const shape = z.object({
  v: z.literal(1),
  known: z.array(z.string()),
  startedAtMs: z.number().optional(),
  ended: z.array(
    z.object({ key: z.string(), group: z.string(), groupTitle: z.string(), atMs: z.number() }),
  ),
});

/** Nothing is known of what nobody can read: what fires is seen afresh. */
export function readSeen(text: string | undefined): Seen {
  const overAtMs = new Map<string, number>();
  try {
    const { known, startedAtMs, ended } = shape.parse(JSON.parse(text ?? ''));
    return { known: new Set(known), overAtMs, startedAtMs, ended };
  } catch {
    return { known: new Set(), overAtMs, ended: [] };
  }
}

/** @returns the same text for the same knowledge. */
export function writeSeen({ known, startedAtMs, ended }: Seen): string {
  return JSON.stringify({ v: 1, known: [...known], startedAtMs, ended });
}
