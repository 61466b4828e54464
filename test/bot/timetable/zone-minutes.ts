// What the clocks of a zone show at each minute of a span, read from Intl alone: the ground that the model stands on. It shares
// nothing with bot/zoned-time.ts.

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** Clocks were moved on quarters of an hour alone in the years that are looked at. */
const STEP = 15;

export interface ZoneMinutes {
  readonly timeZone: string;
  readonly fromMs: number;
  /** For each minute the local minute that the clock shows, counted from 1970-01-01 00:00 local. */
  readonly shown: Int32Array;
  /** The local days that there were. */
  readonly days: ReadonlySet<number>;
}

export function zoneMinutes(timeZone: string, fromMs: number, toMs: number): ZoneMinutes {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  });
  const localAt = (index: number) => {
    const text = format.format(fromMs + index * MINUTE_MS);
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = text.split(/\D+/u).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute) / MINUTE_MS;
  };
  const shown = new Int32Array(Math.floor((toMs - fromMs) / MINUTE_MS));
  const days = new Set<number>();
  for (let index = 0; index < shown.length; index += DAY_MINUTES) {
    // Read once where the clock has gone on evenly until the next day, else at every quarter of an hour.
    const isEven = localAt(index + DAY_MINUTES) - localAt(index) === DAY_MINUTES;
    const step = isEven ? DAY_MINUTES : STEP;
    for (let part = index; part < index + DAY_MINUTES; part += step) {
      const local = localAt(part);
      for (let more = 0; more < step && part + more < shown.length; more += 1) {
        shown[part + more] = local + more;
      }
      days.add(Math.floor(local / DAY_MINUTES));
      days.add(Math.floor((local + step - 1) / DAY_MINUTES));
    }
  }
  return { timeZone, fromMs, shown, days };
}
