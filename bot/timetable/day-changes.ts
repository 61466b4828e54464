// The changes that a timetable has on one day of the calendar. Pure; it knows no zones.

import { type Day, type DayParts, partsOf, weekdayOf } from './calendar-day.ts';
import type { Holidays, Rule, Timetable } from './timetable.ts';

export interface DayChange {
  readonly minute: number;
  readonly rule: Rule;
}

/**
 * In the order in which they happen; of several in the same minute the one that stands last in the settings comes last, and so
 * it stays. A day that rules name has their changes alone, whatever weekday or holiday it is.
 */
export function changesOn(
  timetable: Timetable,
  holidays: Holidays,
  day: Day,
): readonly DayChange[] {
  const named = timetable.rules.flatMap((rule) => namedChange(rule, day));
  if (named.length > 0) return named.sort(byMinute);
  const parts = partsOf(day);
  const isQuiet = timetable.onHolidays === 'no-wake' && holidays.has(day);
  return timetable.rules
    .filter(({ turn }) => turn === 'off' || !isQuiet)
    .flatMap((rule) => recurring(rule, day, parts))
    .sort(byMinute);
}

/** The holiday for which everything is off that day. */
export function closedFor(timetable: Timetable, holidays: Holidays, day: Day): string | undefined {
  if (timetable.onHolidays !== 'closed') return undefined;
  return isNamed(timetable, day) ? undefined : holidays.get(day);
}

function isNamed({ rules }: Timetable, day: Day): boolean {
  return rules.some((rule) => namedChange(rule, day).length > 0);
}

function namedChange(rule: Rule, day: Day): readonly DayChange[] {
  const { when } = rule;
  if (when.kind !== 'days' || day < when.first || day > when.last) return [];
  return [{ minute: when.minute, rule }];
}

function recurring(rule: Rule, day: Day, parts: DayParts): readonly DayChange[] {
  const { when } = rule;
  switch (when.kind) {
    case 'days':
      return [];
    case 'weekdays':
      return when.weekdays.has(weekdayOf(day)) ? [{ minute: when.minute, rule }] : [];
    case 'cron':
      return when.cron.isOn(parts) ? when.cron.minutes.map((minute) => ({ minute, rule })) : [];
  }
}

/** Sorting keeps the order of equals: that of the settings. */
function byMinute(one: DayChange, other: DayChange): number {
  return one.minute - other.minute;
}
