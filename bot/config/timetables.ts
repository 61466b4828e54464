// What can be set about time: timetables with their rules, and the days that are holidays. Pure; calendar files are read by
// adapters/calendar-file.ts, which adds their days here.

import { z } from 'zod';
import { readDay } from '../timetable/calendar-day.ts';
import { readCatchUp } from '../timetable/catch-up.ts';
import { readRule } from '../timetable/read-rule.ts';
import type { Rule, State } from '../timetable/timetable.ts';
import { name } from './name.ts';
import { timeZone } from './times.ts';

/** Calendars that come with Quartermaster, in the folder "holidays". */
export const SHIPPED_CALENDARS = ['korea'] as const;

const rule = z
  .union([z.strictObject({ on: z.string() }), z.strictObject({ off: z.string() })], {
    error: 'either "on: WHEN" or "off: WHEN", for example off: "Mon-Fri 20:00"',
  })
  .transform((written, context): Rule => {
    const [[turn, text] = ['on', '']] = Object.entries(written);
    const read = readRule(turn as State, text);
    if (typeof read !== 'string') return read;
    context.addIssue({ code: 'custom', message: read });
    return z.NEVER;
  });

const lateness = z
  .string()
  .default('late within 4h')
  .transform((text, context) => {
    const read = readCatchUp(text);
    if (read !== undefined) return read;
    context.addIssue({ code: 'custom', message: '"late within 4h", "skip" or "ask"' });
    return z.NEVER;
  });

export const timetable = z.strictObject({
  /** That of the settings when unset. */
  timeZone: timeZone.optional(),
  rules: z.array(rule).min(1).max(100),
  /** Names under "holidays". */
  holidays: z.array(name).max(20).default([]),
  onHolidays: z.enum(['no-wake', 'closed', 'usual']).default('no-wake'),
  catchUp: lateness,
});

const holidayName = z.string().min(1).max(200);

/** Days that are holidays: from a calendar that comes along, from a file, written here, or all of them. */
export const holidays = z.strictObject({
  shipped: z.enum(SHIPPED_CALENDARS).optional(),
  /** An ICS file, relative to the settings. */
  file: z.string().min(1).optional(),
  days: z
    .record(
      z.string().refine((text) => readDay(text) !== undefined, 'a day such as 2026-12-31'),
      holidayName,
    )
    .default({}),
});

export type TimetableSettings = z.infer<typeof timetable>;
export type HolidaySettings = z.infer<typeof holidays>;
