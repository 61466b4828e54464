// What can be set about incidents: where they are told, and how often people want to hear. Pure.

import { z } from 'zod';
import { channelId } from './name.ts';
import { wait } from './times.ts';

export const incidents = z.strictObject({
  /** Where the status messages stand; where it is declared when unset. */
  channel: channelId.optional(),
  /** Each gets a channel of its own. */
  ownChannel: z.boolean().default(false),
  /** Where others follow: one message for each, with its updates. */
  stakeholders: channelId.optional(),
  /** So long after the last update the next is due, by severity. */
  updateEvery: z
    .strictObject({
      sev1: wait.default(30 * 60_000),
      sev2: wait.default(60 * 60_000),
      sev3: wait.default(4 * 3_600_000),
      sev4: wait.default(24 * 3_600_000),
    })
    .prefault({}),
});

export type IncidentSettings = z.infer<typeof incidents>;
