// Whether something is to be on or off at an instant, and why. Pure: the same values give the same answer, whenever it is
// asked, so that a minute in which nobody asked is made up for by the next.

import { dayAt, firstInstant, hasDay } from '../zoned-time.ts';
import type { Day } from './calendar-day.ts';
import { changesOn, closedFor } from './day-changes.ts';
import type { Change, Desired, Holidays, Lease, Override, Skip, Timetable } from './timetable.ts';

/** Rules by weekday or cron line are looked for in so many days: in 28 years the calendar has had each weekday on each date. */
const LOOKED_BACK_DAYS = 10_240;

/** @param nowMs since the epoch */
export function desired(
  timetable: Timetable,
  overrides: readonly Override[],
  holidays: Holidays,
  nowMs: number,
): Desired {
  const lease = leaseAt(overrides, nowMs);
  if (lease !== undefined) return { state: lease.state, because: { kind: 'lease', lease } };
  const day = dayAt(nowMs, timetable.timeZone);
  const holiday = closedFor(timetable, holidays, day);
  if (holiday !== undefined) return { state: 'off', because: { kind: 'closed', day, holiday } };
  const change = latestChange(timetable, overrides, holidays, { day, nowMs });
  return change === undefined
    ? { state: 'on', because: { kind: 'nothing' } }
    : { state: change.turn, because: { kind: 'change', change } };
}

/** The changes of that day that happen, in their order. */
export function changesOfDay(
  timetable: Timetable,
  overrides: readonly Override[],
  holidays: Holidays,
  day: Day,
): readonly Change[] {
  const { timeZone } = timetable;
  if (!hasDay(day, timeZone)) return [];
  const skips = overrides.filter((each): each is Skip => each.kind === 'skip' && each.day === day);
  return changesOn(timetable, holidays, day)
    .map(({ minute, rule }) => {
      const atMs = firstInstant(day, minute, timeZone);
      return { atMs, day, minute, turn: rule.turn, rule };
    })
    .filter(({ atMs }) => !skips.some(({ fromMs }) => atMs > fromMs));
}

/** Of those that are in force the one that was made last. */
function leaseAt(overrides: readonly Override[], nowMs: number): Lease | undefined {
  let latest: Lease | undefined;
  for (const each of overrides) {
    if (each.kind !== 'lease' || nowMs < each.fromMs || nowMs >= each.untilMs) continue;
    if (latest === undefined || each.madeAtMs >= latest.madeAtMs) latest = each;
  }
  return latest;
}

function latestChange(
  timetable: Timetable,
  overrides: readonly Override[],
  holidays: Holidays,
  at: { readonly day: Day; readonly nowMs: number },
): Change | undefined {
  for (const day of daysBackFrom(at.day, timetable)) {
    const past = changesOfDay(timetable, overrides, holidays, day).findLast(
      ({ atMs }) => atMs <= at.nowMs,
    );
    if (past !== undefined) return past;
  }
  return undefined;
}

/** The days on which there may be a change, the latest first: the near ones one by one, and those that rules name. */
function* daysBackFrom(today: Day, { rules }: Timetable): Generator<Day> {
  const nearest = rules.some(({ when }) => when.kind !== 'days')
    ? today - LOOKED_BACK_DAYS
    : today + 1;
  for (let day = today; day >= nearest; day -= 1) yield day;
  const spans = rules.flatMap(({ when }) => (when.kind === 'days' ? [when] : []));
  const lastBefore = (before: Day) =>
    Math.max(
      ...spans.map(({ first, last }) => (first < before ? Math.min(last, before - 1) : -Infinity)),
    );
  for (let day = lastBefore(nearest); Number.isFinite(day); day = lastBefore(day)) yield day;
}
