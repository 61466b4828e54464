// Whether what is held back has to wait on when the reason for it is gone: hours that are quiet, a digest, or another silence. Pure.

import type { AlertGroup } from './alert.ts';
import type { NotifySettings } from './escalation.ts';
import { heldUntil, quietUntil, routeNamed } from './route.ts';

/** @returns until when what was held until now waits, in milliseconds since the epoch; undefined: it is told now. */
export function heldFurther(
  group: AlertGroup,
  settings: NotifySettings,
  nowMs: number,
): number | undefined {
  if (isEscalated(group)) return undefined;
  const route = routeNamed(group.route, settings.alerts);
  const { timeZone } = settings;
  const quietMs = route && quietUntil(route, group.severity, { nowMs, timeZone });
  const untilMs = Math.max(group.handling.silenced?.untilMs ?? 0, quietMs ?? 0);
  return untilMs > nowMs ? untilMs : undefined;
}

/** @returns the group when its silence is over: what was held back by it is told now, or when it would have been without the silence. */
export function afterSilence(
  group: AlertGroup,
  settings: NotifySettings,
  nowMs: number,
): AlertGroup {
  if (group.telling.kind !== 'held' || isEscalated(group)) return group;
  const route = routeNamed(group.route, settings.alerts);
  const { timeZone } = settings;
  const untilMs = route && heldUntil(route, group.severity, { nowMs, timeZone });
  return { ...group, telling: { kind: 'held', untilMs: untilMs ?? nowMs } };
}

/** What somebody has escalated waits for nothing. */
export function isEscalated({ calls }: Pick<AlertGroup, 'calls'>): boolean {
  return calls?.sinceMs === 0;
}
