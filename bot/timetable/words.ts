// Timetables in words: what is so now and why, what comes next, and how rules, holidays and lateness are written. Pure.

import { firstInstant, WEEKDAYS, writeLocalTime } from '../zoned-time.ts';
import { type Day, weekdayOf, writeDay } from './calendar-day.ts';
import type { Because, CatchUp, OnHolidays } from './timetable.ts';

const MINUTE_MS = 60_000;

/** `Fri 2026-12-25` */
export function writeWeekday(day: Day): string {
  return `${WEEKDAYS[weekdayOf(day)]} ${writeDay(day)}`;
}

/** `Fri 2026-12-25 07:30 (UTC+9)`: with how far the zone is ahead, which tells the two times of a clock put back apart. */
export function writeInstant(atMs: number, timeZone: string): string {
  const local = writeLocalTime(atMs, timeZone);
  const asUtcMs = Date.parse(`${local.replace(' ', 'T')}Z`);
  const day = Math.floor(asUtcMs / 86_400_000);
  return `${writeWeekday(day)} ${local.slice(11, 16)} (${writeOffset(asUtcMs - atMs)})`;
}

/** `2 d 3 h`, `14 h 5 min`, `6 min`, `20 s`: how long it is until then. */
export function writeSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(ms / MINUTE_MS);
  const [days, hours, rest] = [
    Math.floor(minutes / 1440),
    Math.floor(minutes / 60) % 24,
    minutes % 60,
  ];
  if (days > 0) return hours === 0 ? `${days} d` : `${days} d ${hours} h`;
  if (hours > 0) return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  return `${rest} min`;
}

/** Why something is on or off, as what comes after "because of". */
export function writeBecause(because: Because, timeZone: string): string {
  switch (because.kind) {
    case 'lease': {
      const { who, why, untilMs } = because.lease;
      return `${who}, until ${writeInstant(untilMs, timeZone)}: ${why}`;
    }
    case 'closed':
      return `holiday: ${because.holiday}`;
    case 'nothing':
      return 'no change so far';
    case 'change': {
      const { change } = because;
      const written = `rule "${change.turn} ${change.rule.text}"`;
      return isMoved(change, timeZone) ? `${written}, the clocks are put forward over it` : written;
    }
  }
}

export function writeOnHolidays(rule: OnHolidays): string {
  switch (rule) {
    case 'no-wake':
      return 'nothing is switched on, what is on is switched off as usual';
    case 'closed':
      return 'off the whole day';
    case 'usual':
      return 'days like others';
  }
}

export function writeCatchUp(rule: CatchUp): string {
  if (rule.kind === 'skip') return 'is left out';
  if (rule.kind === 'ask') return 'is asked about';
  return `is made up to ${writeSpan(rule.withinMs)} late, then left out`;
}

function isMoved(
  { atMs, day, minute }: Extract<Because, { kind: 'change' }>['change'],
  timeZone: string,
) {
  const shown = writeLocalTime(atMs, timeZone).slice(11, 16);
  const [hour = 0, rest = 0] = shown.split(':').map(Number);
  return atMs === firstInstant(day, minute, timeZone) && hour * 60 + rest !== minute;
}

function writeOffset(offsetMs: number): string {
  const sign = offsetMs < 0 ? '-' : '+';
  // Local times are whole seconds, instants are not.
  const whole = Math.round(Math.abs(offsetMs) / MINUTE_MS);
  const [hours, minutes] = [Math.floor(whole / 60), whole % 60];
  if (hours === 0 && minutes === 0) return 'UTC';
  return `UTC${sign}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
}
