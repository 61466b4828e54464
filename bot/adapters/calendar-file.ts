// Reads the days of an ICS calendar (RFC 5545): its events of whole days, with their repetitions. Events with a time of day are
// meetings, not holidays.

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import ical, { type VEvent } from 'node-ical';
import { OperatorError } from '../errors.ts';

const CALENDAR_BYTES = 2_097_152;
/** Repetitions are followed from this year on, for so many years. */
const FIRST_YEAR = 2020;
const YEARS = 30;
const LONGEST_DAYS = 400;

/**
 * @returns what each day is called, by `YYYY-MM-DD`
 * @throws OperatorError for a file that cannot be read or is no calendar with days.
 */
export async function readCalendar(file: string): Promise<Readonly<Record<string, string>>> {
  const text = await readText(file);
  const days = new Map<string, string>();
  for (const event of eventsOf(text, file)) {
    for (const [day, title] of daysOf(event)) {
      const known = days.get(day);
      days.set(day, known === undefined || known === title ? title : `${known}, ${title}`);
    }
  }
  if (days.size === 0) throw noCalendar(file, 'It has no event of a whole day.');
  return Object.fromEntries([...days].sort(([one], [other]) => (one < other ? -1 : 1)));
}

async function readText(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > CALENDAR_BYTES) throw new Error('it is larger than 2 MiB');
    return await readFile(file, 'utf8');
  } catch (error) {
    throw noCalendar(file, error instanceof Error ? error.message : String(error), error);
  }
}

function eventsOf(text: string, file: string): readonly VEvent[] {
  try {
    return Object.values(ical.sync.parseICS(text)).filter(
      (each): each is VEvent => each?.type === 'VEVENT',
    );
  } catch (error) {
    throw noCalendar(file, error instanceof Error ? error.message : String(error), error);
  }
}

function* daysOf(event: VEvent): Generator<readonly [string, string]> {
  if (event.datetype !== 'date') return;
  const span = { from: new Date(FIRST_YEAR, 0, 1), to: new Date(FIRST_YEAR + YEARS, 11, 31) };
  const times = event.rrule === undefined ? [event] : ical.expandRecurringEvent(event, span);
  for (const { start, end, summary } of times) {
    const title = (typeof summary === 'string' ? summary : summary.val).slice(0, 200);
    const last = end === undefined ? undefined : new Date(end);
    // The library gives days as midnight of the process's own zone; the end is the first day that is none any more.
    const day = new Date(start);
    for (let count = 0; count < LONGEST_DAYS; count += 1) {
      if (count > 0 && (last === undefined || day >= last)) break;
      yield [isoOf(day), title || 'a holiday'];
      day.setDate(day.getDate() + 1);
    }
  }
}

function isoOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function noCalendar(file: string, why: string, cause?: unknown): OperatorError {
  return new OperatorError({
    what: `${path.basename(file)} is no calendar that holidays can be read from.`,
    why,
    fix: 'Name an ICS file with events of whole days under "holidays".',
    cause,
  });
}
