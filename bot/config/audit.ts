// What can be set about the audit: how long rows are kept, where they go, and where the chain's head is published. Pure.

import { z } from 'zod';
import { secret } from './secret.ts';
import { timeZone } from './times.ts';

const url = z.string().refine(isPlainHttps, 'an https:// address without a user, password or #');

const webhook = z.strictObject({
  url,
  /** Sent as `Authorization: Bearer`. */
  bearer: secret.optional(),
  /** The key of HMAC-SHA256 over each request. */
  hmac: secret.optional(),
  /** A PEM file of the authorities that the server's certificate may come from; those of Node when unset. */
  ca: z.string().min(1).optional(),
});

const witness = z.strictObject({
  channel: z.string().regex(/^[CG][A-Z0-9]+$/u, "a Slack channel's id, C..."),
  at: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'a time of day such as "09:00", in quotes'),
  /** That of the settings when unset. */
  timeZone: timeZone.optional(),
});

export const auditSettings = z.strictObject({
  /** All rows when unset. */
  keepDays: z.int().min(1).max(36_500).optional(),
  archive: z.string().min(1).optional(),
  witness: witness.optional(),
  stdout: z.boolean().default(false),
  webhook: webhook.optional(),
});

export type AuditSettings = z.infer<typeof auditSettings>;
export type WebhookSettings = z.infer<typeof webhook>;

function isPlainHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return protocol === 'https:' && `${username}${password}${hash}` === '';
}
