// When a rule applies, as it is written in the settings: `Mon-Fri 07:30`, `Sat,Sun 10:00`, `23:30`, `2026-12-24 18:00`,
// `2026-12-24..2026-12-31 18:00`, or a cron line. Pure.

import { readDay } from './calendar-day.ts';
import { readCron } from './cron.ts';
import type { Rule, State, When } from './timetable.ts';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const EVERY_DAY: ReadonlySet<number> = new Set(WEEKDAYS.keys());
/** The longest run of days that one rule names. */
const LONGEST_DAYS = 400;

/** @returns what is wrong with it, in words, where it is no rule. */
export function readRule(turn: State, text: string): Rule | string {
  const when = readWhen(text.trim());
  return typeof when === 'string' ? `"${text}": ${when}` : { turn, when, text: text.trim() };
}

function readWhen(text: string): When | string {
  const words = text.split(/\s+/u);
  if (text.startsWith('@') || words.length >= 5) {
    const cron = readCron(text);
    return typeof cron === 'string' ? cron : { kind: 'cron', cron };
  }
  const [days, time] = words.length === 1 ? [undefined, words[0]] : words;
  const minute = readTime(time ?? '');
  if (minute === undefined || words.length > 2) {
    return 'write it like "Mon-Fri 07:30", "2026-12-24 18:00", "23:30" or as a cron line';
  }
  if (days === undefined) return { kind: 'weekdays', weekdays: EVERY_DAY, minute };
  if (/^\d/u.test(days)) return readSpan(days, minute);
  const weekdays = readWeekdays(days);
  return typeof weekdays === 'string' ? weekdays : { kind: 'weekdays', weekdays, minute };
}

function readTime(text: string): number | undefined {
  const parts = /^(?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d)$/u.exec(text)?.groups;
  return parts === undefined ? undefined : Number(parts.hour) * 60 + Number(parts.minute);
}

function readSpan(text: string, minute: number): When | string {
  const [from = '', to = from, more] = text.split('..');
  const [first, last] = [readDay(from), readDay(to)];
  if (first === undefined || last === undefined || more !== undefined) {
    return `"${text}" is no day such as 2026-12-24, nor two of them with ".." between`;
  }
  if (last < first) return `${to} comes before ${from}`;
  if (last - first >= LONGEST_DAYS) return `more than ${LONGEST_DAYS} days are no exception`;
  return { kind: 'days', first, last, minute };
}

function readWeekdays(text: string): ReadonlySet<number> | string {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [from = '', to = from, more] = part.split('-');
    const [first, last] = [from, to].map(weekdayNumber);
    if (first === undefined || last === undefined || first < 0 || last < 0 || more !== undefined) {
      return `"${part}" is no weekday: Mon, Tue, Wed, Thu, Fri, Sat or Sun`;
    }
    const span = (last - first + 7) % 7;
    for (let offset = 0; offset <= span; offset += 1) found.add((first + offset) % 7);
  }
  return found;
}

/** By its name or the first three letters of it; -1 for what is none. */
function weekdayNumber(text: string): number {
  const wanted = text.toLowerCase();
  return WEEKDAYS.findIndex((name) => name === wanted || name.slice(0, 3) === wanted);
}
