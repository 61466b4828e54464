// Where notices go: the first route whose labels all fit says the channel, and when. Pure.

import type { AlertSettings, RouteSettings } from '../config/alerts.ts';
import type { Notice, Severity } from '../sources/source.ts';
import { dayAt, firstInstant, minuteOf } from '../zoned-time.ts';

export type { RouteSettings } from '../config/alerts.ts';

/** What is known of a notice before it is kept. */
export type Routed = Pick<Notice, 'labels' | 'severity'>;

/** @returns undefined where no route fits: it is counted, and told nowhere. */
export function routeOf(
  routed: Routed,
  { routes }: Pick<AlertSettings, 'routes'>,
): RouteSettings | undefined {
  const known = labelsOf(routed);
  return routes.find((route) => misfitOf(known, route) === undefined);
}

/** The one that a group went by, as the settings have it now. */
export function routeNamed(
  wanted: string,
  alerts: Pick<AlertSettings, 'routes' | 'pastRoutes'> | undefined,
): RouteSettings | undefined {
  const all = [...(alerts?.routes ?? []), ...(alerts?.pastRoutes ?? [])];
  return all.find(({ name }) => name === wanted);
}

/** What routes match by: its labels, and how bad it is as one more. */
export function labelsOf({ labels, severity }: Routed): Readonly<Record<string, string>> {
  return { ...labels, severity };
}

/** @returns the first label that does not fit, with what the route is for; undefined: the route takes it. */
export function misfitOf(
  labels: Readonly<Record<string, string>>,
  { match }: RouteSettings,
): readonly [label: string, patterns: readonly string[]] | undefined {
  return Object.entries(match).find(
    ([label, patterns]) =>
      !patterns.some(
        (pattern) => Object.hasOwn(labels, label) && fits(pattern, labels[label] ?? ''),
      ),
  );
}

interface Moment {
  readonly nowMs: number;
  readonly timeZone: string;
}

/**
 * Until when it is held back: to the end of the route's quiet hours, or to its next digest.
 * @returns milliseconds since the epoch; undefined: it is told now.
 */
export function heldUntil(
  route: RouteSettings,
  severity: Severity,
  moment: Moment,
): number | undefined {
  const { digest } = route;
  const { nowMs, timeZone } = moment;
  const quietMs = quietUntil(route, severity, moment);
  const until = [
    ...(digest?.severities.includes(severity) ? [nextTimeOf(digest.at, nowMs, timeZone)] : []),
    ...(quietMs === undefined ? [] : [quietMs]),
  ];
  // A digest within quiet hours waits for their end.
  return until.length === 0 ? undefined : Math.max(...until);
}

/** @returns when the quiet hours end in which it is now; undefined: it is not quiet for what is as bad as that. */
export function quietUntil(
  { quietHours }: RouteSettings,
  severity: Severity,
  { nowMs, timeZone }: Moment,
): number | undefined {
  if (!quietHours?.severities.includes(severity)) return undefined;
  const { from, to } = quietHours;
  const endMs = nextTimeOf([to], nowMs, timeZone);
  const beginMs = nextTimeOf([from], nowMs, timeZone);
  // The hours are quiet now when they end before they begin again. Where the clocks jump over both at once, the earlier comes first.
  const endsFirst = endMs === beginMs ? to < from : endMs < beginMs;
  return endsFirst ? endMs : undefined;
}

/** The first of these times of day that comes after now. @param times HH:MM, at least one */
export function nextTimeOf(times: readonly string[], nowMs: number, timeZone: string): number {
  const today = dayAt(nowMs, timeZone);
  const all = [0, 1, 2].flatMap((ahead) =>
    times.map((time) => firstInstant(today + ahead, minuteOf(time), timeZone)),
  );
  return Math.min(...all.filter((atMs) => atMs > nowMs));
}

/** `*` stands for any characters; linear in both, whatever the pattern. */
export function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return text.endsWith(last);
}
