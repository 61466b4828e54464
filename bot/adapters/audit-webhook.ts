// Sends audit rows to an https server: JSON lines, with a bearer token or a signature. It follows no redirect, sends its secrets to
// nobody but that server, and puts them into no message.

import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, type Dispatcher, request } from 'undici';
import type { AuditSink, Batch, Sent } from '../audit/export.ts';
import type { WebhookSettings } from '../config/audit.ts';
import { OperatorError } from '../errors.ts';
import { readSecret } from './secret.ts';

export interface WebhookOptions {
  readonly nowMs: () => number;
  /** For one request, from the connection to the last byte of the answer. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 15_000;
/** Of an answer's body, which nobody reads. */
const ANSWER_BYTES = 65_536;
/** They say that these rows, or so many of them, are not liked. */
const OF_ROWS = new Set([400, 413, 422]);

export function createAuditWebhook(
  settings: WebhookSettings,
  { nowMs, deadlineMs = DEADLINE_MS }: WebhookOptions,
): AuditSink {
  let dispatcher: Agent | undefined;
  return {
    async send(batch, signal) {
      const deadline = AbortSignal.timeout(deadlineMs);
      try {
        dispatcher ??= connect(settings);
        const answer = await request(settings.url, {
          dispatcher,
          method: 'POST',
          headers: headersOf(settings, batch, nowMs()),
          body: batch.body,
          signal: AbortSignal.any([signal, deadline]),
        });
        await readToItsEnd(answer.body);
        return sentOf(answer, nowMs());
      } catch (error) {
        const reason = deadline.aborted ? `no whole answer in ${deadlineMs / 1000} s` : why(error);
        return { kind: 'not taken', reason };
      }
    },
  };
}

/** Only an answer that came whole is one: what broke off may not have been the server's word. */
async function readToItsEnd(body: Dispatcher.ResponseData['body']): Promise<void> {
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES) return; // it is read no further, and the connection ends
  }
}

function connect({ ca }: WebhookSettings): Agent {
  return new Agent({
    connections: 1,
    connect: ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') },
  });
}

function headersOf(
  { bearer, hmac }: WebhookSettings,
  { first, last, body }: Batch,
  nowMs: number,
): Record<string, string> {
  const seconds = String(Math.floor(nowMs / 1000));
  const sign = (key: string) =>
    createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex');
  return {
    'content-type': 'application/x-ndjson; charset=utf-8',
    'user-agent': 'quartermaster',
    'idempotency-key': `${first}-${last.seq}-${last.hash.slice(0, 16)}`,
    ...(bearer === undefined ? {} : { authorization: `Bearer ${readSecret(bearer)}` }),
    ...(hmac === undefined
      ? {}
      : { 'quartermaster-signature': `t=${seconds},v1=${sign(readSecret(hmac))}` }),
  };
}

function sentOf({ statusCode, headers }: Dispatcher.ResponseData, nowMs: number): Sent {
  if (statusCode >= 200 && statusCode < 300) return { kind: 'taken' };
  const retryAfterMs = readRetryAfter(headers['retry-after'], nowMs);
  return {
    kind: 'not taken',
    reason: `the server answered with HTTP ${statusCode}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(OF_ROWS.has(statusCode) ? { isOfRows: true } : {}),
  };
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function readRetryAfter(value: string | string[] | undefined, nowMs: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,9}$/u.test(value)) return Number(value) * 1000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

/** The code alone: the words of a network error may hold the address. */
function why(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  const { code, cause, name } = error as {
    code?: string;
    cause?: { code?: string };
    name?: string;
  };
  return `no answer (${cause?.code ?? code ?? name ?? 'unknown'})`;
}
