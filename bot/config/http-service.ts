// The settings of an HTTP server beside a Kafka, such as its Kafka Connect: where it is, and how to get in. Pure.

import { z } from 'zod';
import { secret } from './secret.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** An HTTP server beside a Kafka: its address, its certificates, and one of two ways to get in. */
export const httpService = z
  .strictObject({
    url: z.string().refine(isPlainUrl, 'an address such as https://HOST:8083, without a user or ?'),
    /** Sent as `Authorization: Basic`. */
    basic: z.strictObject({ username: z.string().min(1).max(249), password: secret }).optional(),
    /** Sent as `Authorization: Bearer`. */
    bearer: secret.optional(),
    /** Files of one's own; without them, the certificates that the machine trusts. */
    tls: z
      .strictObject({
        ca: z.string().min(1).optional(),
        certificate: z.string().min(1).optional(),
        key: z.string().min(1).optional(),
        serverName: z.string().min(1).optional(),
      })
      .optional(),
  })
  .superRefine(({ url, basic, bearer, tls }, context) => {
    const add = (message: string) => context.addIssue({ code: 'custom', message });
    if (basic !== undefined && bearer !== undefined) add('set "basic" or "bearer", not both');
    if (!URL.canParse(url)) return;
    const { protocol } = new URL(url);
    const isSecret = basic !== undefined || bearer !== undefined;
    if (isSecret && !isPrivateWay(url)) add('a secret is sent over https only');
    if (tls !== undefined && protocol === 'http:') add('"tls" is for an https address');
  });

export type HttpServiceSettings = z.infer<typeof httpService>;

/** Whether what is sent there can be read by nobody else: over TLS, or on this machine. */
export function isPrivateWay(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || LOOPBACK.includes(hostname);
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  const rest = `${username}${password}${search}${hash}`;
  return (protocol === 'https:' || protocol === 'http:') && rest === '' && !/[?#]/u.test(text);
}
