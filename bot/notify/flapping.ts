// Whether a group comes and goes so often that its message would be noise. Pure.

import type { AlertGroup } from './alert.ts';
import { ALERT_LIMITS } from './limits.ts';

/** @returns how often it fired anew lately, where that is flapping; else 0. */
export function flaps({ turnsAtMs }: Pick<AlertGroup, 'turnsAtMs'>, nowMs: number): number {
  const { flapTurns, flapWithinMs } = ALERT_LIMITS;
  const lately = turnsAtMs.filter((atMs) => atMs > nowMs - flapWithinMs).length;
  return lately >= flapTurns ? lately : 0;
}
