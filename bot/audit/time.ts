// The times that a search of the audit takes, as people write them: 2h, 09:00, 2026-11-24, 2026-11-24T09:00. Pure.

import { durationMs } from '../commands/qm/duration.ts';
import type { Pattern } from '../grammar.ts';
import { atLocalTime, lastTimeOfDay } from '../zoned-time.ts';

const SPAN = /^\d{1,5}[mhd]$/u;
const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/u;
const DATE = /^(20\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:[T ]([01]\d|2[0-3]):([0-5]\d))?$/u;

export const TIME: Pattern = {
  expression: /^[\d:T mhd-]{2,20}$/u,
  accepts: (text) => SPAN.test(text) || TIME_OF_DAY.test(text) || isDate(text),
  description: 'a time such as 2h (ago), 09:00, 2026-11-24 or 2026-11-24T09:00',
};

/** @param text what TIME accepts. @returns milliseconds since the epoch; undefined for undefined. */
export function timeOf(
  text: string | undefined,
  { nowMs, timeZone }: { readonly nowMs: number; readonly timeZone: string },
): number | undefined {
  if (text === undefined) return undefined;
  if (SPAN.test(text)) return nowMs - (durationMs(text) ?? 0);
  if (TIME_OF_DAY.test(text)) return lastTimeOfDay(text, nowMs, timeZone);
  const [, year, month, day, hour = 0, minute = 0] = (DATE.exec(text) ?? []).map(Number);
  const date = { year: year ?? 0, month: month ?? 0, day: day ?? 0 };
  return atLocalTime({ ...date, hour: hour || 0, minute: minute || 0 }, timeZone);
}

/** There is no 31st of February. */
function isDate(text: string): boolean {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}
