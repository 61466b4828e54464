// Cron lines as node-cron reads them: a field of seconds may stand first, day of month and weekday must both match. Pure. A
// test holds it equal to node-cron itself, which cannot be asked about the local time of another day.

import { type DayParts, daysInMonth } from './calendar-day.ts';

export interface Cron {
  /** Minutes of the day, ascending. */
  readonly minutes: readonly number[];
  readonly isOn: (day: DayParts) => boolean;
}

type DayTest = (day: DayParts) => boolean;

interface Field {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS =
  'january february march april may june july august september october november december';
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday';
const SECOND: Field = { title: 'second', min: 0, max: 59 };
const MINUTE: Field = { title: 'minute', min: 0, max: 59 };
const HOUR: Field = { title: 'hour', min: 0, max: 23 };
const DAY_OF_MONTH: Field = { title: 'day of month', min: 1, max: 31 };
const MONTH: Field = { title: 'month', min: 1, max: 12, names: MONTHS.split(' ') };
const WEEKDAY: Field = { title: 'weekday', min: 0, max: 6, names: WEEKDAYS.split(' ') };

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** @returns what is wrong with it, in words, where it is no cron line. */
export function readCron(text: string): Cron | string {
  const line = NICKNAMES[text.trim().toLowerCase()] ?? text.trim();
  const fields = line.split(/\s+/u);
  if (fields.length !== 5 && fields.length !== 6) {
    return `a cron line has five fields, or six with seconds, not ${fields.length}`;
  }
  const [second = '0', minute = '', hour = '', dayOfMonth = '', month = '', weekday = ''] =
    fields.length === 5 ? ['0', ...fields] : fields;
  try {
    const seconds = readNumbers(second, SECOND);
    if (seconds.length !== 1 || seconds[0] !== 0)
      throw new CronError('changes are on the minute: seconds are 0');
    const minutes = readNumbers(minute, MINUTE);
    const hours = readNumbers(hour, HOUR);
    const months = new Set(readNumbers(month, MONTH));
    const isDayOfMonth = anyOf(dayOfMonth, readDayOfMonth);
    const isWeekday = anyOf(weekday, readWeekday);
    return {
      minutes: hours.flatMap((each) => minutes.map((one) => each * 60 + one)),
      isOn: (day) => months.has(day.month) && isDayOfMonth(day) && isWeekday(day),
    };
  } catch (error) {
    if (error instanceof CronError) return error.message;
    throw error;
  }
}

class CronError extends Error {}

function anyOf(field: string, readPart: (part: string) => DayTest): DayTest {
  const tests = (field === '?' ? '*' : field).split(',').map(readPart);
  return (day) => tests.some((test) => test(day));
}

/** `L`, `L-3`, `15W`, `LW` beside numbers: the last, one before it, the working day next to it. */
function readDayOfMonth(part: string): DayTest {
  const last = /^L(?:-(?<back>\d{1,2}))?$/iu.exec(part);
  if (last !== null) {
    const back = Number(last.groups?.back ?? 0);
    if (back > 30) throw new CronError(`"${part}" is no day of month`);
    return ({ year, month, dayOfMonth }) => dayOfMonth === daysInMonth(year, month) - back;
  }
  const near = /^(?<target>\d{1,2}|L)W$/iu.exec(part)?.groups?.target;
  if (near !== undefined) {
    const target = near.toUpperCase() === 'L' ? undefined : Number(near);
    if (target !== undefined && (target < 1 || target > 31)) {
      throw new CronError(`"${part}" is no day of month`);
    }
    return (day) => day.dayOfMonth === nearestWorkingDay(day, target);
  }
  const numbers = new Set(readPartNumbers(part, DAY_OF_MONTH));
  return ({ dayOfMonth }) => numbers.has(dayOfMonth);
}

/** `5L` and `5#2` beside numbers: the last Friday, the second Friday of the month. */
function readWeekday(part: string): DayTest {
  const named = byNumber(part, WEEKDAY);
  const last = /^(?<wanted>[0-7])L$/iu.exec(named)?.groups?.wanted;
  if (last !== undefined) {
    return ({ year, month, dayOfMonth, weekday }) =>
      weekday === Number(last) % 7 && dayOfMonth + 7 > daysInMonth(year, month);
  }
  const nth = /^(?<wanted>[0-7])#(?<count>[1-5])$/u.exec(named)?.groups;
  if (nth !== undefined) {
    return ({ dayOfMonth, weekday }) =>
      weekday === Number(nth.wanted) % 7 && Math.ceil(dayOfMonth / 7) === Number(nth.count);
  }
  // 7 is Sunday as well; in a range it comes after Saturday.
  const numbers = new Set(readPartNumbers(part, { ...WEEKDAY, max: 7 }).map((each) => each % 7));
  return ({ weekday }) => numbers.has(weekday);
}

function nearestWorkingDay({ year, month, dayOfMonth, weekday }: DayParts, wanted?: number) {
  const last = daysInMonth(year, month);
  const target = wanted ?? last;
  if (target > last) return undefined;
  const weekdayOfTarget = (((weekday + target - dayOfMonth) % 7) + 7) % 7;
  if (weekdayOfTarget === 6) return target === 1 ? 3 : target - 1;
  if (weekdayOfTarget === 0) return target === last ? target - 2 : target + 1;
  return target;
}

function readNumbers(field: string, kind: Field): readonly number[] {
  const numbers = field.split(',').flatMap((part) => readPartNumbers(part, kind));
  return [...new Set(numbers)].sort((one, other) => one - other);
}

/** A number, `*`, or a range, with a step; a range may run over the end: `22-2`. */
function readPartNumbers(part: string, kind: Field): readonly number[] {
  const whole = `${kind.min}-${kind.title === 'weekday' ? 6 : kind.max}`;
  const plain = byNumber(part, kind).replace(/^\*/u, whole);
  const groups = /^(?<first>\d{1,2})(?:-(?<last>\d{1,2})(?:\/(?<step>\d{1,2}))?)?$/u.exec(
    plain,
  )?.groups;
  if (groups === undefined) throw new CronError(`"${part}" is no ${kind.title}`);
  const first = Number(groups.first);
  const last = Number(groups.last ?? groups.first);
  const step = Number(groups.step ?? 1);
  const outside = [first, last].find((each) => each < kind.min || each > kind.max);
  if (outside !== undefined || step < 1) throw new CronError(`"${part}" is no ${kind.title}`);
  // Weekdays run from 0 to 6, whatever 7 is called.
  const size = (kind.title === 'weekday' ? 6 : kind.max) - kind.min + 1;
  const span = first <= last ? last - first : (((last - first) % size) + size) % size;
  const numbers = [];
  for (let offset = 0; offset <= span; offset += step) {
    const value = first + offset;
    numbers.push(value > kind.max ? value - size : value);
  }
  return numbers;
}

function byNumber(part: string, { names, min }: Field): string {
  return (names ?? []).reduce((text, name, index) => {
    const short = name.slice(0, 3);
    return text.replace(new RegExp(`\\b(?:${name}|${short})(?![a-z])`, 'giu'), String(index + min));
  }, part);
}
