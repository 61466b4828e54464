// Takes deliveries at /webhooks/NAME on the bot's own port. It answers 2xx only when all of a delivery is kept, so that a sender that tries again loses
// nothing; it says briefly what is wrong and repeats nothing of what was sent.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebhookSettings } from '../config/webhooks.ts';
import { OperatorError } from '../errors.ts';
import { readDelivery, sourceOf } from '../sources/read-delivery.ts';
import type { Batch, Take } from '../sources/source.ts';
import { UnreadableDelivery } from '../sources/unreadable-delivery.ts';
import { isBearer, isSigned } from './webhooks/authenticate.ts';
import { createRate, type Rate } from './webhooks/rate.ts';
import { type BodyLimits, readBody } from './webhooks/read-body.ts';

export interface WebhookParts {
  /** Those in force. */
  readonly webhooks: () => Readonly<Record<string, WebhookSettings>>;
  /** Undefined: nothing can be taken yet. */
  readonly take: () => Take | undefined;
  readonly nowMs: () => number;
  readonly log: { warn(fields: object, message: string): void };
  readonly limits?: Partial<WebhookLimits>;
}

export interface WebhookLimits {
  readonly body: BodyLimits;
  /** Of one webhook: deliveries in a second, and how many at once after a pause. */
  readonly perSecond: number;
  readonly atOnce: number;
  /** Deliveries in work, of all together. */
  readonly inWork: number;
  /** How long a delivery may take to be kept. */
  readonly keepMs: number;
}

export interface Webhooks {
  readonly path: '/webhooks/:name';
  readonly method: 'POST';
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

const LIMITS: WebhookLimits = {
  body: { bytes: 4 * 1_048_576, ms: 10_000 },
  ...{ perSecond: 50, atOnce: 200, inWork: 16, keepMs: 20_000 },
};
/** Whoever guesses gets less room, and none that is others'. */
const REFUSED = { perSecond: 5, atOnce: 20 };
const PATH = /^\/webhooks\/([a-z0-9][a-z0-9-]{0,62})\/?$/u;

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export function createWebhooks(parts: WebhookParts): Webhooks {
  const limits = { ...LIMITS, ...parts.limits };
  const rates = new Map<string, { readonly taken: Rate; readonly refused: Rate }>();
  let inWork = 0;
  const ratesOf = (name: string) => {
    const known = rates.get(name);
    if (known !== undefined) return known;
    const made = {
      taken: createRate(limits.perSecond, limits.atOnce),
      refused: createRate(REFUSED.perSecond, REFUSED.atOnce),
    };
    rates.set(name, made); // of webhooks of the settings alone
    return made;
  };

  const answerTo = async (request: IncomingMessage): Promise<Answer> => {
    const name = PATH.exec(pathOf(request))?.[1] ?? '';
    const all = parts.webhooks();
    const settings = Object.hasOwn(all, name) ? all[name] : undefined;
    if (settings === undefined) return no(404, 'there is no such webhook');
    if (request.method !== 'POST') return no(405, 'deliveries are POSTs', { allow: 'POST' });
    const { taken, refused } = ratesOf(name);
    const unknown = () => {
      const seconds = refused.take(parts.nowMs());
      if (seconds > 0) return tooMany(seconds);
      return no(401, 'the token or the signature is missing or wrong', {
        'www-authenticate': 'Bearer',
      });
    };
    const bears = isBearer(settings, header(request, 'authorization'));
    // Where there is no signature to be checked nobody is read who bears no token.
    const mayBeSigned =
      settings.hmac !== undefined && header(request, 'quartermaster-signature') !== undefined;
    if (!bears && !mayBeSigned) return unknown();
    if (inWork >= limits.inWork)
      return no(503, 'too much is being taken already', { 'retry-after': '2' });
    inWork += 1;
    try {
      const body = await readBody(request, limits.body);
      if (body.kind === 'too large')
        return no(413, `a delivery has at most ${limits.body.bytes} bytes`);
      if (body.kind !== 'whole') return no(408, 'the body did not come in time');
      const at = { body: body.bytes, nowMs: parts.nowMs() };
      if (!bears && !isSigned(settings, header(request, 'quartermaster-signature'), at)) {
        return unknown();
      }
      const seconds = taken.take(parts.nowMs());
      if (seconds > 0) return tooMany(seconds);
      const headers = request.headers as Readonly<Record<string, string | undefined>>;
      return await keep(readDelivery({ name, settings, headers, ...at }), parts, limits.keepMs);
    } finally {
      inWork -= 1;
    }
  };

  return {
    ...{ path: '/webhooks/:name', method: 'POST' },
    handler: (request, response) => {
      answerTo(request)
        .catch((error: unknown) => answerOf(error, request, parts))
        .then((answer) => send(request, response, answer))
        .catch(() => response.destroy());
    },
  };
}

async function keep(batch: Batch, parts: WebhookParts, ms: number): Promise<Answer> {
  const take = parts.take();
  if (take === undefined) return no(503, 'it is starting; send it again', { 'retry-after': '2' });
  const late = AbortSignal.timeout(ms);
  const { promise, reject } = Promise.withResolvers<never>();
  late.addEventListener('abort', () => reject(late.reason));
  try {
    // What is kept late is kept all the same: the sender's next try says the same once more.
    await Promise.race([take(batch), promise]);
    return { status: 200, body: { taken: batch.notices.length } };
  } catch (error) {
    parts.log.warn({ err: error, source: batch.source }, 'a delivery could not be kept');
    return no(503, 'it could not be kept; send it again', { 'retry-after': '10' });
  }
}

function answerOf(error: unknown, request: IncomingMessage, { log }: WebhookParts): Answer {
  if (error instanceof UnreadableDelivery) return no(error.status, error.message);
  const name = PATH.exec(pathOf(request))?.[1] ?? '';
  log.warn({ err: error, source: sourceOf(name) }, 'a delivery could not be taken');
  const isOurs = error instanceof OperatorError; // the secret is not where the settings say
  return no(
    isOurs ? 503 : 500,
    'it could not be taken; whoever runs Quartermaster finds why in its log',
  );
}

/** What was not read is not waited for: the connection ends with the answer. */
function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const text = `${JSON.stringify(answer.body)}\n`;
  const isRead = request.complete;
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...(isRead ? {} : { connection: 'close' }),
    ...answer.headers,
  });
  response.end(text);
  if (isRead) return;
  request.resume();
  setTimeout(() => request.destroy(), 1_000).unref();
}

function no(status: number, why: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body: { error: why }, headers };
}

function tooMany(seconds: number): Answer {
  return no(429, 'too many deliveries', { 'retry-after': String(seconds) });
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?')[0] ?? '';
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
