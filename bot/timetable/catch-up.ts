// What is done about a change that is seen late, and how that is written in the settings. Pure.

import type { CatchUp } from './timetable.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A change that is seen within this time was seen when it was due: one look at a bad moment is no lateness. */
export const ON_TIME_MS = 5 * MINUTE_MS;

/** @returns whether the change is made, left out until the next one, or asked about. */
export function catchUp(rule: CatchUp, dueMs: number, nowMs: number): 'run' | 'skip' | 'ask' {
  const lateMs = nowMs - dueMs;
  if (lateMs <= ON_TIME_MS) return 'run';
  if (rule.kind !== 'late') return rule.kind;
  return lateMs <= rule.withinMs ? 'run' : 'skip';
}

/** `skip`, `ask`, or `late within 4h`. @returns undefined for anything else. */
export function readCatchUp(text: string): CatchUp | undefined {
  if (text === 'skip' || text === 'ask') return { kind: text };
  const within = /^late within (?<count>\d{1,3})\s?(?<unit>h|min)$/u.exec(text)?.groups;
  if (within === undefined) return undefined;
  const withinMs = Number(within.count) * (within.unit === 'h' ? HOUR_MS : MINUTE_MS);
  return withinMs === 0 ? undefined : { kind: 'late', withinMs };
}
