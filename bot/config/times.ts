// Times, zones and people as the settings have them.

import { z } from 'zod';

/** HH:MM */
export const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'a time of day such as "08:30", in quotes');

export const timeZone = z
  .string()
  .refine((zone) => isTimeZone(zone), { message: 'an IANA time zone such as Asia/Seoul' });

/** How long something waits, in milliseconds. */
export const wait = z.string().transform((text, context) => {
  const { count, unit } = /^(?<count>\d{1,4})(?<unit>[smh])$/u.exec(text)?.groups ?? {};
  const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
  if (count !== undefined) return Number(count) * (units[unit ?? ''] ?? 0);
  context.addIssue({ code: 'custom', message: 'a time such as 90s, 5m or 1h' });
  return z.NEVER;
});

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
