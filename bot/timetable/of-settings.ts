// The timetables of the settings as values: each with the days that are holidays for it. Pure.

import type { Settings } from '../config.ts';
import { readDay } from './calendar-day.ts';
import type { Holidays, Timetable } from './timetable.ts';

export interface NamedTimetable {
  readonly name: string;
  readonly timetable: Timetable;
  /** The names of the calendars that its holidays are from. */
  readonly calendars: readonly string[];
  readonly holidays: Holidays;
}

export function timetablesOf(settings: Settings): readonly NamedTimetable[] {
  return Object.entries(settings.timetables).map(([name, written]) => ({
    name,
    timetable: {
      timeZone: written.timeZone ?? settings.timeZone,
      rules: written.rules,
      onHolidays: written.onHolidays,
      catchUp: written.catchUp,
    },
    calendars: written.holidays,
    holidays: daysOf(settings, written.holidays),
  }));
}

function daysOf(settings: Settings, calendars: readonly string[]): Holidays {
  const days = calendars.flatMap((calendar) =>
    Object.entries(settings.holidays[calendar]?.days ?? {}),
  );
  return new Map(days.map(([day, title]) => [readDay(day) ?? 0, title]));
}
