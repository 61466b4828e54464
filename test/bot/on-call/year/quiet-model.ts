// When it is quiet, by the same watch: quiet begins when the clock has shown its time, and ends when it has shown the other.

import { minutesOf } from './rota-model.ts';
import { YEAR_MINUTES, type YearRoute } from './year-case.ts';
import { zoneOfYear } from './zones.ts';

const DAY_MINUTES = 1440;

/** @returns for each minute whether it is quiet then: 1 or 0. */
export function minutesOfQuiet(
  { quietHours }: YearRoute,
  timeZone: string,
  fromMs: number,
): Uint8Array {
  const quiet = new Uint8Array(YEAR_MINUTES);
  if (quietHours === undefined) return quiet;
  const { shown } = zoneOfYear(timeZone, fromMs);
  const dayBefore = Math.floor((shown[0] ?? 0) / DAY_MINUTES) - 1;
  const nextOf = (time: string) => dayBefore * DAY_MINUTES + minutesOf(time);
  let [begin, end] = [nextOf(quietHours.from), nextOf(quietHours.to)];
  let isQuiet = false;
  for (let minute = 0; minute < YEAR_MINUTES; minute += 1) {
    const now = shown[minute] ?? 0;
    // Where the clock has jumped over both, they come one after the other.
    while (Math.min(begin, end) <= now) {
      isQuiet = begin < end;
      if (begin < end) begin += DAY_MINUTES;
      else end += DAY_MINUTES;
    }
    quiet[minute] = isQuiet ? 1 : 0;
  }
  return quiet;
}
