// A route for some hours: typed in Slack, tried before all of the settings, over by itself. What it took goes on by it. Pure.

import type { AlertSettings, RouteSettings } from '../config/alerts.ts';
import { OperatorError } from '../errors.ts';
import { fits } from './route.ts';

export interface TemporaryRoute {
  /** Of all that there ever were. Its route is called `temporary-NUMBER`. */
  readonly number: number;
  readonly route: RouteSettings;
  readonly reason: string;
  /** Whose it is. */
  readonly teamId: string;
  readonly userId: string;
  readonly startedAtMs: number;
  /** Moved to the moment when it was ended by hand. */
  readonly untilMs: number;
}

/** What stores keep of them. */
export interface TemporaryRouteStore {
  /** The next that none has. In a transaction nobody else is given one before it has ended. */
  nextRouteNumber(): Promise<number>;
  saveTemporaryRoute(route: TemporaryRoute): Promise<void>;
  /** Those that end after that time, the newest first; they may not be in force any more. */
  temporaryRoutes(afterMs: number): Promise<readonly TemporaryRoute[]>;
  /** @returns false where it has ended already. */
  endTemporaryRoute(number: number, nowMs: number): Promise<boolean>;
}

export function temporaryName(number: number): string {
  return `temporary-${number}`;
}

export function inForce(all: readonly TemporaryRoute[], nowMs: number): readonly TemporaryRoute[] {
  return all.filter(({ untilMs }) => untilMs > nowMs);
}

/** The settings' routes with those of the hour before them, the newest first. */
export function withTemporary(
  alerts: AlertSettings,
  all: readonly TemporaryRoute[],
  nowMs: number,
): AlertSettings {
  const now = inForce(all, nowMs);
  return {
    ...alerts,
    routes: [...now.map(({ route }) => route), ...alerts.routes],
    pastRoutes: all.filter((one) => !now.includes(one)).map(({ route }) => route),
  };
}

/** @throws OperatorError for one that would tell what is critical nowhere: that is not done by a line typed at night. */
export function assertNotMutingCritical({ mute, match }: RouteSettings): void {
  if (mute !== true) return;
  const { severity } = match;
  if (severity !== undefined && !severity.some((pattern) => fits(pattern, 'critical'))) return;
  throw new OperatorError({
    what: 'A temporary route mutes nothing that is critical.',
    why: 'Nobody would hear of the next outage of the kind, and it is in no review.',
    fix: 'Add "severity: [warning, info]" to its match, give it a channel, or silence the one alert: "/incident silence ALERT 2h".',
  });
}
