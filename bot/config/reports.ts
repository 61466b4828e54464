// What can be set about the reports on switches: where they are posted and when. Pure.

import { z } from 'zod';
import { WEEKDAYS } from '../zoned-time.ts';
import { channelId } from './name.ts';
import { timeOfDay, timeZone } from './times.ts';

const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d';

/** `Mon 09:00` */
export const weekly = z
  .string()
  .regex(
    new RegExp(`^(?:${WEEKDAYS.join('|')}) ${TIME}$`, 'u'),
    'a weekday and a time such as "Mon 09:00", in quotes',
  )
  .transform((text) => {
    const [day = 'Mon', at = '09:00'] = text.split(' ');
    /** 0 is Sunday. */
    return { weekday: WEEKDAYS.indexOf(day as (typeof WEEKDAYS)[number]), at };
  });

export const reports = z
  .strictObject({
    channel: channelId,
    /** Of the day before and the night. None when unset. */
    morning: timeOfDay.optional(),
    /** Of the seven days before. None when unset. */
    weekly: weekly.optional(),
    /** That of the settings when unset. */
    timeZone: timeZone.optional(),
  })
  .refine((given) => given.morning !== undefined || given.weekly !== undefined, {
    message: 'set "morning", "weekly" or both',
  });

export type ReportSettings = z.infer<typeof reports>;
