// Turns what an API server sent into an answer: within the size limit, parsed, a refusal thrown as one. It masks nothing
// and decides nothing.

import type { Dispatcher } from 'undici';
import { OperatorError } from '../../errors.ts';
import { type ApiAnswer, type Status, StatusError } from '../../kubernetes/api.ts';
import { type BareAnswer, genericStatus } from './generic-status.ts';
import { parseJson } from './json.ts';
import { readWarnings } from './warning-header.ts';

export interface AnswerOptions {
  readonly cluster: string;
  readonly maxBytes: number;
  /** The text as it is, for logs. */
  readonly asText: boolean;
  readonly subject: Pick<BareAnswer, 'method' | 'group' | 'resource' | 'name'>;
}

/** An answer with its text, for whoever must look at it again. */
export interface ReadAnswer extends ApiAnswer {
  readonly text: string;
}

/**
 * Reads the whole answer.
 * @throws StatusError for 400 and above; OperatorError when it is too large, no JSON, or refuses the credentials.
 */
export async function readAnswer(
  response: Dispatcher.ResponseData,
  options: AnswerOptions,
): Promise<ReadAnswer> {
  const text = await readText(response, options);
  const status = response.statusCode;
  if (status >= 300) throw refusalOf(status, text, options);
  const warnings = readWarnings(response.headers.warning);
  if (options.asText) return { status, body: text, text, warnings };
  return { status, body: parseBody(text, options), text, warnings };
}

async function readText(
  response: Dispatcher.ResponseData,
  options: AnswerOptions,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (bytes > options.maxBytes) throw tooLarge(options);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string, options: AnswerOptions): unknown {
  try {
    const body = parseJson(text);
    if (typeof body === 'object' && body !== null) return body;
  } catch (error) {
    throw noSense(options, error);
  }
  throw noSense(options);
}

function refusalOf(code: number, text: string, options: AnswerOptions): Error {
  if (code === 401) return credentialsRefused(options);
  if (code < 400) return noSense(options);
  const status = parseStatus(text, code);
  return new StatusError(status ?? genericStatus({ ...options.subject, code, text: text.trim() }));
}

function parseStatus(text: string, code: number): Status | undefined {
  let body: Partial<Status> & { kind?: unknown };
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    return undefined; // A plain text, as from a proxy; the generic words are for it.
  }
  if (body?.kind !== 'Status') return undefined;
  const { message = '', reason = '', details } = body;
  return {
    message: String(message),
    reason: String(reason),
    code,
    ...(details ? { details } : {}),
  };
}

function tooLarge({ cluster, maxBytes }: AnswerOptions): OperatorError {
  return new OperatorError({
    what: `The answer of cluster ${cluster} was not read to its end.`,
    why: `It is larger than ${Math.round(maxBytes / 1_000_000)} MB, the limit for one answer.`,
    fix: 'Ask for less: one namespace, a selector, or single names.',
  });
}

function noSense({ cluster }: AnswerOptions, cause?: unknown): OperatorError {
  return new OperatorError({
    what: `The answer of cluster ${cluster} makes no sense.`,
    why: 'It is not the JSON that an API server sends, or it was cut off.',
    fix: 'Check that the configured address is that of an API server and that nothing in between rewrites it.',
    cause,
    isOutage: true,
  });
}

function credentialsRefused({ cluster }: AnswerOptions): OperatorError {
  return new OperatorError({
    what: `Cluster ${cluster} does not let the bot in.`,
    why: 'Its API server refuses the configured credentials (401 Unauthorized).',
    fix: 'Renew the token or certificate that the configuration names for this cluster.',
    isOutage: true,
  });
}
