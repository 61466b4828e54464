// Times as people write and read them, in one IANA zone. Pure. Where the clocks are put forward a time that does not exist is
// the one that the clock shows instead; where they are put back the first of the two is meant.

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

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
  const parts = formatOf(timeZone).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  return {
    ...{ year: part('year'), month: part('month'), day: part('day') },
    ...{ hour: part('hour'), minute: part('minute'), second: part('second') },
  };
}

/** `2026-11-25 21:03:10` */
export function writeLocalTime(atMs: number, timeZone: string): string {
  const { year, month, day, hour, minute, second } = localTimeOf(atMs, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

/** When the clocks of the zone show that time; in milliseconds since the epoch. */
export function atLocalTime(wanted: Omit<LocalTime, 'second'>, timeZone: string): number {
  const { year, month, day, hour, minute } = wanted;
  const asUtcMs = Date.UTC(year, month - 1, day, hour, minute);
  const offsets = [asUtcMs - DAY_MS, asUtcMs + DAY_MS].map((atMs) => offsetMs(atMs, timeZone));
  const candidates = offsets.map((offset) => asUtcMs - offset);
  const shown = candidates.filter((atMs) => atMs + offsetMs(atMs, timeZone) === asUtcMs);
  return shown.length > 0 ? Math.min(...shown) : Math.max(...candidates);
}

/**
 * The last time, up to now, that it was that time of day.
 * @param timeOfDay HH:MM
 */
export function lastTimeOfDay(timeOfDay: string, nowMs: number, timeZone: string): number {
  const [hour = 0, minute = 0] = timeOfDay.split(':').map(Number);
  const today = localTimeOf(nowMs, timeZone);
  for (const back of [0, 1]) {
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day - back));
    const day = dateOf(date);
    const atMs = atLocalTime({ ...day, hour, minute }, timeZone);
    if (atMs <= nowMs) return atMs;
  }
  return nowMs - DAY_MS;
}

/** How far the zone is ahead of UTC then. */
function offsetMs(atMs: number, timeZone: string): number {
  const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const { year, month, day, hour, minute, second } = localTimeOf(minuteMs, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - minuteMs;
}

function dateOf(date: Date): Pick<LocalTime, 'year' | 'month' | 'day'> {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    });
    formats.set(timeZone, format);
  }
  return format;
}
