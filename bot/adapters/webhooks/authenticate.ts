// Whether a delivery is from somebody who may: a bearer token, or a signature over the body and the time, each compared in a time that says nothing.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookSettings } from '../../config/webhooks.ts';
import { readSecret } from '../secret.ts';

/** Older and newer ones are somebody else's, sent again. */
const SKEW_SECONDS = 300;
const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/u;

type Ways = Pick<WebhookSettings, 'bearer' | 'hmac'>;

/** Before the body is read. @throws OperatorError when the secret is not there. */
export function isBearer({ bearer }: Ways, authorization: string | undefined): boolean {
  const [, token] = /^Bearer +([\x21-\x7e]+) *$/iu.exec(authorization ?? '') ?? [];
  return bearer !== undefined && token !== undefined && isEqual(token, readSecret(bearer));
}

/**
 * Of `Quartermaster-Signature: t=SECONDS,v1=HEX`, the HMAC-SHA256 over `SECONDS.BODY`.
 * @throws OperatorError when the secret is not there.
 */
export function isSigned(
  { hmac }: Ways,
  signature: string | undefined,
  { body, nowMs }: { readonly body: Uint8Array; readonly nowMs: number },
): boolean {
  const [, seconds, hex] = SIGNATURE.exec(signature ?? '') ?? [];
  if (hmac === undefined || seconds === undefined || hex === undefined) return false;
  if (Math.abs(nowMs / 1000 - Number(seconds)) > SKEW_SECONDS) return false;
  const mac = createHmac('sha256', readSecret(hmac)).update(`${seconds}.`).update(body);
  return isEqual(mac.digest('hex'), hex);
}

/** Digests are of one length, whatever was sent. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
