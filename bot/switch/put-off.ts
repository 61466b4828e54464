// What the cluster itself has refused for good, as an admission policy or a missing right does, is tried again ever more seldom: it would be
// refused the same way every minute, with a row in the audit and in the history each time. Pure.

import { keyOf } from './plan.ts';
import type { Planned } from './plan-turn.ts';
import type { SwitchRun } from './switch-store.ts';
import type { Wanted } from './wanted.ts';

const MINUTE_MS = 60_000;
/** Doubled up to six times. */
const LONGEST_MINUTES = 60;
/** Runs that are looked at. */
export const RUNS_LOOKED_AT = 7;

/**
 * @param due what is to be switched
 * @param runs the newest first
 * @returns whether all of it was refused lately, so that nothing is tried now
 */
export function isPutOff(
  due: readonly Planned[],
  { state, sinceMs }: Pick<Wanted, 'state' | 'sinceMs'>,
  runs: readonly SwitchRun[],
  nowMs: number,
): boolean {
  const firstOther = runs.findIndex(
    (run) => run.state !== state || run.startedAtMs < sinceMs || (run.refused ?? []).length === 0,
  );
  const times = firstOther === -1 ? runs.length : firstOther;
  const [last] = runs;
  if (times === 0 || last?.endedAtMs === undefined) return false;
  const refused = new Set(last.refused);
  if (!due.every(({ target }) => refused.has(keyOf(target)))) return false;
  return nowMs < last.endedAtMs + Math.min(2 ** times, LONGEST_MINUTES) * MINUTE_MS;
}
