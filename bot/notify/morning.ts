// When the next morning is for whoever is told of an alert: the end of its route's quiet hours, where it has some, else nine o'clock where its
// people are on call. Pure.

import type { AlertGroup } from './alert.ts';
import { escalationOf, type NotifySettings } from './escalation.ts';
import { nextTimeOf, routeNamed } from './route.ts';

const NINE = '09:00';

export interface Morning {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly timeZone: string;
}

/** @returns the first one after now, in the zone by whose clocks it is one. */
export function morningOf(group: AlertGroup, settings: NotifySettings, nowMs: number): Morning {
  const quietHours = routeNamed(group.route, settings.alerts)?.quietHours;
  const timeZone = quietHours === undefined ? zoneOf(group, settings) : settings.timeZone;
  return { atMs: nextTimeOf([quietHours?.to ?? NINE], nowMs, timeZone), timeZone };
}

/** That of the first rotation that is called for it; where nobody is, that of the settings. */
function zoneOf(group: AlertGroup, settings: NotifySettings): string {
  const { rotations } = settings.onCall;
  const called = escalationOf(group, settings)?.steps.flatMap((step) => step.rotations) ?? [];
  const zone = called.flatMap((name) => rotations[name]?.timeZone ?? []).at(0);
  return zone ?? settings.timeZone;
}
