// What is no longer paid for while something is off: what its pods ask for, at the prices of the settings. Pure.

import type { Prices } from '../config/switches.ts';
import { desired } from '../timetable/desired.ts';
import { next } from '../timetable/next.ts';
import type { NamedTimetable } from '../timetable/of-settings.ts';
import { priceOf } from './money.ts';
import type { Target } from './plan.ts';

const CORE = 1n;
const GIB = 1n << 30n;
const MOST_TURNS = 10_000;

/** Millionths an hour; undefined where pods end of which it is not said what they ask for. */
export function savingAnHour({ pods, object }: Target, prices: Prices): bigint | undefined {
  if (pods === 0) return 0n;
  const containers = object.spec?.template?.spec?.containers ?? [];
  if (containers.length === 0) return undefined;
  let sum = 0n;
  for (const { resources } of containers) {
    // What has a limit and no request asks for its limit.
    const cpu = resources?.requests?.cpu ?? resources?.limits?.cpu;
    const memory = resources?.requests?.memory ?? resources?.limits?.memory;
    if (cpu === undefined && memory === undefined) return undefined;
    sum += priceOf(cpu ?? '0', CORE, prices.cpuHour) ?? 0n;
    sum += priceOf(memory ?? '0', GIB, prices.memoryGibHour) ?? 0n;
  }
  return sum * BigInt(pods);
}

/** Of all together, millionths an hour; those of which it is not said count nothing. */
export function savingsAnHour(targets: readonly Target[], prices: Prices): bigint {
  return targets.reduce((sum, target) => sum + (savingAnHour(target, prices) ?? 0n), 0n);
}

/** How long a timetable has things off in a span, in milliseconds. */
export function offMs(
  { timetable, holidays }: NamedTimetable,
  fromMs: number,
  toMs: number,
): number {
  let { state } = desired(timetable, [], holidays, fromMs);
  let [sinceMs, sum] = [fromMs, 0];
  for (const turn of next(timetable, [], holidays, { nowMs: fromMs, count: MOST_TURNS })) {
    if (turn.atMs >= toMs) break;
    if (state === 'off') sum += turn.atMs - sinceMs;
    [state, sinceMs] = [turn.state, turn.atMs];
  }
  return state === 'off' ? sum + toMs - sinceMs : sum;
}
