// What can be set about the reports on switches: where they are posted and when. Pure.

import { z } from 'zod';
import { isTimeZone } from './audit.ts';
import { channelId } from './name.ts';

const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** `Mon 09:00` */
const weekly = z
  .string()
  .regex(
    new RegExp(`^(?:${DAYS.join('|')}) ${TIME}$`, 'u'),
    'a weekday and a time such as "Mon 09:00", in quotes',
  )
  .transform((text) => {
    const [day = 'Mon', at = '09:00'] = text.split(' ');
    /** 0 is Sunday. */
    return { weekday: DAYS.indexOf(day as (typeof DAYS)[number]), at };
  });

export const reports = z
  .strictObject({
    channel: channelId,
    /** Of the day before and the night. None when unset. */
    morning: z
      .string()
      .regex(new RegExp(`^${TIME}$`, 'u'), 'a time of day such as "08:30", in quotes')
      .optional(),
    /** Of the seven days before. None when unset. */
    weekly: weekly.optional(),
    /** That of the settings when unset. */
    timeZone: z
      .string()
      .refine((zone) => isTimeZone(zone), { message: 'an IANA time zone such as Asia/Seoul' })
      .optional(),
  })
  .refine((given) => given.morning !== undefined || given.weekly !== undefined, {
    message: 'set "morning", "weekly" or both',
  });

export type ReportSettings = z.infer<typeof reports>;
