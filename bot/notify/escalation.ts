// Which escalation is a group's, by the settings in force. Pure.

import type { AlertSettings, RouteSettings } from '../config/alerts.ts';
import type { Escalation, OnCallSettings } from '../config/on-call.ts';
import type { Severity } from '../sources/source.ts';
import type { AlertGroup, Calls } from './alert.ts';
import { routeNamed } from './route.ts';

/** What of the settings alerts go by. */
export interface NotifySettings {
  /** Absent: nothing is told, everything is counted. */
  readonly alerts?: AlertSettings | undefined;
  readonly onCall: OnCallSettings;
  /** Of quiet hours and digests. */
  readonly timeZone: string;
}

/** That with which it began, else that of its route: settings change while something burns. */
export function escalationOf(
  { route, calls }: Pick<AlertGroup, 'route' | 'calls'>,
  { alerts, onCall }: NotifySettings,
): Escalation | undefined {
  const begun = calls === undefined ? undefined : onCall.escalations[calls.escalation];
  if (begun !== undefined) return begun;
  const named = routeNamed(route, alerts)?.escalation;
  return named === undefined ? undefined : onCall.escalations[named];
}

/** @returns undefined where nobody is called for what is as bad as that. */
export function callsOf(
  route: RouteSettings | undefined,
  severity: Severity,
  nowMs: number,
): Calls | undefined {
  const { escalation, callFor = [] } = route ?? {};
  if (escalation === undefined || !callFor.includes(severity)) return undefined;
  return { escalation, callFor, sinceMs: nowMs, done: 0 };
}
