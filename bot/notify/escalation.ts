// Which escalation is a group's, by the settings in force. Pure.

import type { AlertSettings, RouteSettings } from '../config/alerts.ts';
import type { Escalation, OnCallSettings } from '../config/on-call.ts';
import type { Severity } from '../sources/source.ts';
import type { AlertGroup } from './alert.ts';

/** What of the settings alerts go by. */
export interface NotifySettings {
  /** Absent: nothing is told, everything is counted. */
  readonly alerts?: AlertSettings | undefined;
  readonly onCall: OnCallSettings;
  /** Of quiet hours and digests. */
  readonly timeZone: string;
}

export function escalationOf(
  { route }: Pick<AlertGroup, 'route'>,
  { alerts, onCall }: NotifySettings,
): Escalation | undefined {
  const named = alerts?.routes.find(({ name }) => name === route)?.escalation;
  return named === undefined ? undefined : onCall.escalations[named];
}

/** Whether people are called for what is as bad as that. */
export function callsFor(route: RouteSettings | undefined, severity: Severity): boolean {
  return route?.escalation !== undefined && route.callFor.includes(severity);
}
