// Days of the calendar, without zones or clocks: counted from 1970-01-01, so that they can be walked and compared. Pure.

const DAY_MS = 86_400_000;

/** Days since 1970-01-01. */
export type Day = number;

export interface DayParts {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly dayOfMonth: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** @param text `YYYY-MM-DD`. @returns undefined for what is no day of the calendar, such as the 30th of February. */
export function readDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00Z`) / DAY_MS;
  return Number.isInteger(day) && writeDay(day) === text ? day : undefined;
}

/** `YYYY-MM-DD` */
export function writeDay(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function weekdayOf(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

export function partsOf(day: Day): DayParts {
  const date = new Date(day * DAY_MS);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    dayOfMonth: date.getUTCDate(),
    weekday: weekdayOf(day),
  };
}

/** 28 to 31. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
