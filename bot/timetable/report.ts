// What is printed of timetables: one of them with its rules, holidays and next changes, or the next changes of several. Pure.

import { alignColumns } from '../kubernetes/align-columns.ts';
import { dayAt } from '../zoned-time.ts';
import type { Day } from './calendar-day.ts';
import { desired } from './desired.ts';
import { next } from './next.ts';
import type { NamedTimetable } from './of-settings.ts';
import {
  writeBecause,
  writeCatchUp,
  writeInstant,
  writeOnHolidays,
  writeSpan,
  writeWeekday,
} from './words.ts';

const CHANGES = 5;
/** Holidays are told of so far ahead; where the last one is nearer, the calendar is about to run out. */
const HOLIDAYS = 3;

/** A line each: what is so now, and what changes next. */
export function listTimetables(all: readonly NamedTimetable[], nowMs: number): string {
  const rows = all.map((named) => {
    const { name, timetable, holidays } = named;
    const [turn] = next(timetable, [], holidays, { nowMs, count: 1 });
    const { state } = desired(timetable, [], holidays, nowMs);
    return [
      ...[name, state],
      turn === undefined ? 'never' : `${turn.state} ${writeInstant(turn.atMs, timetable.timeZone)}`,
      turn === undefined ? '' : writeSpan(turn.atMs - nowMs),
      timetable.timeZone,
    ];
  });
  return alignColumns([['NAME', 'NOW', 'NEXT', 'IN', 'ZONE'], ...rows]);
}

/** The next changes of each, a table. */
export function listNext(all: readonly NamedTimetable[], nowMs: number): string {
  const rows = all.flatMap(({ name, timetable, holidays }) => {
    const { timeZone } = timetable;
    const turns = next(timetable, [], holidays, { nowMs, count: CHANGES });
    return turns.map(({ atMs, state, because }) => [
      ...[name, state, writeInstant(atMs, timeZone), writeSpan(atMs - nowMs)],
      writeBecause(because, timeZone),
    ]);
  });
  if (rows.length === 0) return 'Nothing changes within two years.\n';
  return alignColumns([['NAME', 'STATE', 'AT', 'IN', 'WHY'], ...rows]);
}

export function describeTimetable(named: NamedTimetable, nowMs: number): string {
  const { name, timetable, holidays } = named;
  const { timeZone, rules } = timetable;
  const now = desired(timetable, [], holidays, nowMs);
  return [
    `${name} is ${now.state} (${writeBecause(now.because, timeZone)}); it is ${writeInstant(nowMs, timeZone)} in ${timeZone}.`,
    '',
    ...rules.map(({ turn, text }) => `${turn.padEnd(3)} ${text}`),
    ...holidayLines(named, dayAt(nowMs, timeZone)),
    `A change that is seen late ${writeCatchUp(timetable.catchUp)}.`,
    '',
    listNext([named], nowMs),
  ].join('\n');
}

function holidayLines(
  { timetable, calendars, holidays }: NamedTimetable,
  today: Day,
): readonly string[] {
  if (calendars.length === 0) return ['', 'It knows no holidays.'];
  const coming = [...holidays]
    .filter(([day]) => day >= today)
    .sort(([one], [other]) => one - other);
  const near = coming.slice(0, HOLIDAYS).map(([day, title]) => `${writeWeekday(day)} ${title}`);
  const last = coming.at(-1)?.[0];
  return [
    '',
    `On holidays (${calendars.join(', ')}): ${writeOnHolidays(timetable.onHolidays)}.`,
    near.length === 0
      ? 'No holiday is known from today on: renew the calendar.'
      : `The next: ${near.join('; ')}.`,
    ...(last === undefined ? [] : [`The last that is known: ${writeWeekday(last)}.`]),
  ];
}
