// Who may deliver alerts to the bot's own port, at /webhooks/NAME: in which form, and how they show that they may. Pure.

import { z } from 'zod';
import { secret } from './secret.ts';

export const webhook = z
  .strictObject({
    /** alertmanager: its webhook of version 4, also Grafana's; elastalert: http_post2; cloudevents: version 1.0. */
    kind: z.enum(['alertmanager', 'elastalert', 'cloudevents']),
    /** What senders send as `Authorization: Bearer`. */
    bearer: secret.optional(),
    /** The key of HMAC-SHA256 over each delivery. */
    hmac: secret.optional(),
    /** Labels that all its alerts get, whatever they say themselves. */
    labels: z
      .record(
        z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_./-]{0,127}$/u, 'the name of a label'),
        z.string().min(1).max(200),
      )
      .default({}),
    /** Alerts of senders that never say that something is over end by themselves after so long without a new one. */
    endsAfterMinutes: z.int().min(1).max(10_080).default(60),
  })
  .refine(({ bearer, hmac }) => bearer !== undefined || hmac !== undefined, {
    message: 'set "bearer" or "hmac", so that not everybody may deliver',
  });

export type WebhookSettings = z.infer<typeof webhook>;
