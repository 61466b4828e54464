// Times, zones and people as the settings have them.

import { z } from 'zod';

/** HH:MM */
export const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'a time of day such as "08:30", in quotes');

export const timeZone = z
  .string()
  .refine((zone) => isTimeZone(zone), { message: 'an IANA time zone such as Asia/Seoul' });

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
