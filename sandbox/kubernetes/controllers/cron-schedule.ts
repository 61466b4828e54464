// The five fields of a cron schedule, read as far as the sandbox needs: numbers, lists, ranges, steps and `*`, in UTC.

const MINUTE = 60_000;
/** Nothing recurs more rarely than leap days. */
const HORIZON_DAYS = 366 * 4;

/** The first minute after an instant that the schedule names, or undefined when there is none or it cannot be read. */
export function nextTime(schedule: string, after: number): number | undefined {
  const fields = ALIASES[schedule] ?? schedule;
  const [minutes, hours, days, months, weekdays] = fields.trim().split(/\s+/);
  if (
    minutes === undefined ||
    hours === undefined ||
    days === undefined ||
    months === undefined ||
    weekdays === undefined
  )
    return undefined;
  const date = new Date(Math.floor(after / MINUTE) * MINUTE + MINUTE);
  const end = after + HORIZON_DAYS * 86_400_000;
  while (date.getTime() <= end) {
    const isDay =
      matches(months, date.getUTCMonth() + 1, 1) &&
      matches(days, date.getUTCDate(), 1) &&
      matches(weekdays, date.getUTCDay(), 0);
    if (!isDay) date.setUTCHours(24, 0, 0, 0);
    else if (!matches(hours, date.getUTCHours(), 0)) date.setUTCMinutes(60, 0, 0);
    else if (!matches(minutes, date.getUTCMinutes(), 0))
      date.setUTCMinutes(date.getUTCMinutes() + 1);
    else return date.getTime();
  }
  return undefined;
}

const ALIASES: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
};

function matches(field: string, value: number, first: number): boolean {
  return field.split(',').some((part) => {
    const [range = '*', step = '1'] = part.split('/');
    const [from, to] =
      range === '*' ? [first, Number.POSITIVE_INFINITY] : boundsOf(range, part.includes('/'));
    return value >= from && value <= to && (value - from) % Number(step) === 0;
  });
}

function boundsOf(range: string, hasStep: boolean): [number, number] {
  const [from = '', to] = range.split('-');
  if (to !== undefined) return [Number(from), Number(to)];
  return [Number(from), hasStep ? Number.POSITIVE_INFINITY : Number(from)];
}
