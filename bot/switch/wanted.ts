// What a switch is to be at an instant, since when, and which change of what is wanted that is, so that a decision about it is made once.
// Pure.

import { closedFor } from '../timetable/day-changes.ts';
import { desired } from '../timetable/desired.ts';
import type { Because, Override, State } from '../timetable/timetable.ts';
import { firstInstant } from '../zoned-time.ts';
import type { NamedSwitch } from './of-settings.ts';

export interface Wanted {
  readonly state: State;
  readonly because: Because;
  /** Since when it is wanted; for what has never changed the beginning of time. */
  readonly sinceMs: number;
  /** The same as long as nothing changes what is wanted, or why. */
  readonly cause: string;
}

export function wantedAt(
  { timetable: named }: Pick<NamedSwitch, 'timetable'>,
  overrides: readonly Override[],
  nowMs: number,
): Wanted {
  const { timetable, holidays } = named;
  const { state, because } = desired(timetable, overrides, holidays, nowMs);
  const sinceMs = Math.max(
    beginningOf(because, named),
    because.kind === 'lease' ? 0 : endOfLeases(overrides, nowMs),
  );
  return { state, because, sinceMs, cause: `${state} since ${sinceMs} (${because.kind})` };
}

function beginningOf(because: Because, named: NamedSwitch['timetable']): number {
  switch (because.kind) {
    case 'lease':
      return because.lease.fromMs;
    case 'change':
      return because.change.atMs;
    case 'closed':
      return beginningOfHolidays(because.day, named);
    case 'nothing':
      return 0;
  }
}

/** Of days that follow on each other and are all closed, the first. */
function beginningOfHolidays(
  day: number,
  { timetable, holidays }: NamedSwitch['timetable'],
): number {
  let first = day;
  while (closedFor(timetable, holidays, first - 1) !== undefined) first -= 1;
  return firstInstant(first, 0, timetable.timeZone);
}

/** What the timetable says counts from when nobody asks for something else any longer. */
function endOfLeases(overrides: readonly Override[], nowMs: number): number {
  const ends = overrides.flatMap((each) =>
    each.kind === 'lease' && each.untilMs <= nowMs && each.untilMs > each.fromMs
      ? [each.untilMs]
      : [],
  );
  return Math.max(0, ...ends);
}
