// A freeze: for some time, clusters and Kafkas are left as they are. Policy says what that forbids to whom; here is only what a freeze is, and
// what it is in force for. Pure.

import type { Place } from './place.ts';

export interface Freeze {
  readonly id: string;
  /** The name of a cluster, of a Kafka or of an environment; '' is all of them. */
  readonly scope: string;
  readonly reason: string;
  readonly teamId: string;
  /** Who declared it. */
  readonly userId: string;
  readonly startedAtMs: number;
  readonly untilMs: number;
}

export interface FreezeWish {
  readonly reason: string;
  readonly scope: string;
  readonly end: End;
}

/** Either so long, or until the next time it is HH:MM. */
export type End = { readonly forMs: number } | { readonly timeOfDay: string };

/** The one that ends last of those in force for the place. The bot itself is never frozen. */
export function freezeOf(
  freezes: readonly Freeze[],
  { name, environment, resource }: Place,
): Freeze | undefined {
  if (resource.kind === 'bot') return undefined;
  return freezes
    .filter(({ scope }) => scope === '' || scope === name || scope === environment)
    .toSorted((one, other) => other.untilMs - one.untilMs)[0];
}

/** For example `production is frozen until Tue 18:00 by U0ALICE: the sale`. */
export function describeFreeze(
  { scope, reason, userId, untilMs }: Freeze,
  timeZone: string,
): string {
  const what = scope === '' ? 'Everything' : scope;
  return `${what} is frozen until ${localTime(untilMs, timeZone)} by ${userId}: ${reason}`;
}

/** @returns the moment; undefined where the clocks are put forward over it. */
export function endsAt(
  end: End,
  now: { readonly nowMs: number; readonly timeZone: string },
): number | undefined {
  return 'forMs' in end ? now.nowMs + end.forMs : nextTimeOfDay(end.timeOfDay, now);
}

/**
 * When it is next that time of day in the zone.
 * @param timeOfDay HH:MM
 * @returns undefined when the clocks are put forward over it before tomorrow.
 */
export function nextTimeOfDay(
  timeOfDay: string,
  { nowMs, timeZone }: { readonly nowMs: number; readonly timeZone: string },
): number | undefined {
  const minuteMs = 60_000;
  const first = Math.ceil((nowMs + 1) / minuteMs) * minuteMs;
  for (let at = first; at <= first + 24 * 60 * minuteMs; at += minuteMs) {
    if (localTime(at, timeZone).endsWith(` ${timeOfDay}`)) return at;
  }
  return undefined;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `Tue 18:00` */
export function localTime(atMs: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      ...{ weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    });
    formats.set(timeZone, format);
  }
  return format.format(atMs).replace(',', '');
}
