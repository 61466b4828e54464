// Times as people write and read them, in one IANA zone: the only place where the bot reckons with zones. Pure; by Temporal,
// Node's own where it has one. Where the clocks are put forward a time that does not exist is the one that the clock shows
// instead; where they are put back the first of the two is meant.

import { Temporal } from 'temporal-polyfill';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Beginnings of days that are kept for one zone: those of a few dozen years. */
const KEPT_DAYS = 20_000;
const beginnings = new Map<string, Map<number, number>>();

/** As people write them; 0 is Sunday. */
export const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** What the clocks of the zone show. @param atMs since the epoch */
export function localTimeOf(atMs: number, timeZone: string): LocalTime {
  const { year, month, day, hour, minute, second } = zoned(atMs, timeZone);
  return { year, month, day, hour, minute, second };
}

/** `2026-11-25 21:03:10` */
export function writeLocalTime(atMs: number, timeZone: string): string {
  const { year, month, day, hour, minute, second } = localTimeOf(atMs, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

/** When the clocks of the zone show that time; in milliseconds since the epoch. */
export function atLocalTime(wanted: Omit<LocalTime, 'second'>, timeZone: string): number {
  const plain = Temporal.PlainDateTime.from(wanted, { overflow: 'reject' });
  return plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/**
 * The last time, up to now, that it was that time of day.
 * @param timeOfDay HH:MM
 */
export function lastTimeOfDay(timeOfDay: string, nowMs: number, timeZone: string): number {
  const today = zoned(nowMs, timeZone).toPlainDate();
  for (const back of [0, 1]) {
    const { year, month, day } = today.subtract({ days: back });
    const [hour = 0, minute = 0] = timeOfDay.split(':').map(Number);
    const atMs = atLocalTime({ year, month, day, hour, minute }, timeZone);
    if (atMs <= nowMs) return atMs;
  }
  return nowMs - DAY_MS;
}

/**
 * The first instant at which the clocks of the zone show that time of that day, or, where they are put forward over it, have
 * passed it: then it is the instant of the jump. The later of two times never has the earlier instant.
 * @param day days since 1970-01-01
 * @param minute of the day, 0 to 1439
 * @returns milliseconds since the epoch
 */
export function firstInstant(day: number, minute: number, timeZone: string): number {
  const startMs = beginningOf(day, timeZone);
  if (minute === 0) return startMs;
  // A day of its usual length has no jump: the clocks run through it.
  if (beginningOf(day + 1, timeZone) - startMs === DAY_MS) return startMs + minute * MINUTE_MS;
  return reckonInstant(day, minute, timeZone);
}

/** The day that has begun last in the zone; where clocks are put back over midnight it does not go back to the day before. */
export function dayAt(atMs: number, timeZone: string): number {
  let day = Math.floor(atMs / DAY_MS);
  while (beginningOf(day, timeZone) > atMs) day -= 1;
  while (beginningOf(day + 1, timeZone) <= atMs) day += 1;
  return day;
}

/** Whether the zone has that day: Samoa went from the 29th to the 31st of December 2011. */
export function hasDay(day: number, timeZone: string): boolean {
  return beginningOf(day + 1, timeZone) > beginningOf(day, timeZone);
}

/** Of the day, 0 to 1439. @param timeOfDay HH:MM */
export function minuteOf(timeOfDay: string): number {
  const [hour = 0, minute = 0] = timeOfDay.split(':').map(Number);
  return hour * 60 + minute;
}

function zoned(atMs: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs)).toZonedDateTimeISO(timeZone);
}

function beginningOf(day: number, timeZone: string): number {
  const known = beginnings.get(timeZone) ?? new Map<number, number>();
  beginnings.set(timeZone, known);
  let startMs = known.get(day);
  if (startMs === undefined) {
    startMs = reckonInstant(day, 0, timeZone);
    if (known.size >= KEPT_DAYS) known.clear();
    known.set(day, startMs);
  }
  return startMs;
}

function reckonInstant(day: number, minute: number, timeZone: string): number {
  const plain = Temporal.Instant.fromEpochMilliseconds(day * DAY_MS + minute * MINUTE_MS)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime();
  const earlier = plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(plain)) return earlier.epochMilliseconds;
  // In a gap "earlier" lies before it.
  const jump = earlier.getTimeZoneTransition('next');
  if (jump === null) throw new Error(`a gap without a transition: ${plain} in ${timeZone}`);
  return jump.epochMilliseconds;
}
