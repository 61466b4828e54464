// Asks an HTTP server (a Kafka's Connect or schema registry, an Alertmanager): with a deadline, over few connections, with its secrets read
// where the settings say. It follows no redirect, reads no more than it was told to, and sends each request once.

import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import type { HttpServiceSettings } from '../config/http-service.ts';
import { OperatorError } from '../errors.ts';
import { readSecret } from './secret.ts';

export interface HttpServiceOptions {
  readonly settings: HttpServiceSettings;
  /** From the connection to the last byte of the answer. */
  readonly deadlineMs: number;
  /** Largest answer that is read. */
  readonly answerBytes: number;
}

export interface HttpAsk {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below the settings' address, each part encoded: `/connectors/a`. */
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Why there is no whole answer. */
export class HttpServiceError extends Error {
  /** `late`, `too large`, or the network's own code, such as ECONNREFUSED. */
  readonly code: string;
  /** Whether the request may have reached the server. */
  readonly isSent: boolean;

  constructor(code: string, isSent: boolean, cause?: unknown) {
    super(`no whole answer (${code})`, { cause });
    this.name = 'HttpServiceError';
    this.code = code;
    this.isSent = isSent;
  }
}

export interface HttpService {
  /** @throws HttpServiceError, or the signal's reason when it was aborted, or OperatorError for a secret that is not there. */
  ask(ask: HttpAsk): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/**
 * The text of a good answer. @param refused makes the error of any other, from words that follow "it was asked, and".
 * @throws what refused makes, and as ask does for a signal and a secret
 */
export async function textFrom(
  service: HttpService,
  ask: HttpAsk,
  refused: (why: string, cause?: unknown) => OperatorError,
): Promise<string> {
  try {
    const { status, text } = await service.ask(ask);
    if (status >= 200 && status < 300) return text;
    throw refused(`it answered with status ${status}`);
  } catch (error) {
    if (!(error instanceof HttpServiceError)) throw error;
    throw refused(`no whole answer came (${error.code})`, error);
  }
}

/** undefined for what is no JSON, such as a proxy's page. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const CONNECTIONS = 4;
const IDLE_MS = 4_000;

/** Connects to nothing yet. */
export function createHttpService(options: HttpServiceOptions): HttpService {
  const { settings, deadlineMs, answerBytes } = options;
  let dispatcher: Agent | undefined;
  const forget = () => {
    dispatcher?.close().catch(() => {});
    dispatcher = undefined;
  };
  return {
    ask: async ({ method, path, body, signal }) => {
      const deadline = AbortSignal.timeout(deadlineMs);
      const headers = {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...authorizationOf(settings),
      };
      dispatcher ??= connect(settings);
      try {
        const answer = await request(`${settings.url.replace(/\/+$/u, '')}${path}`, {
          ...(body === undefined ? {} : { body }),
          ...{ dispatcher, method, headers, signal: AbortSignal.any([signal, deadline]) },
        });
        return { status: answer.statusCode, text: await textOf(answer.body, answerBytes) };
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (error instanceof HttpServiceError) throw error;
        const code = deadline.aborted ? 'late' : codeOf(error);
        const isSent = !NEVER_SENT.test(code);
        if (!isSent) forget(); // certificates may have been renewed since they were read
        throw new HttpServiceError(code, isSent, error);
      }
    },
    close: async () => await dispatcher?.destroy(),
  };
}

/** Nothing was sent when the connection did not come to be, or its certificate was not liked. */
const NEVER_SENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|ERR_TLS_.*|ERR_SSL_.*)$/u;

function connect({ tls }: HttpServiceSettings): Agent {
  const { ca, certificate, key, serverName } = tls ?? {};
  return new Agent({
    ...{ connections: CONNECTIONS, pipelining: 1, keepAliveTimeout: IDLE_MS },
    connect: {
      ...(ca === undefined ? {} : { ca: read('ca', ca) }),
      ...(certificate === undefined ? {} : { cert: read('certificate', certificate) }),
      ...(key === undefined ? {} : { key: read('key', key) }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    },
  });
}

function read(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OperatorError({
      what: 'A file of the settings cannot be read.',
      why: `It stands there under "tls.${setting}" (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      fix: 'Whoever runs Quartermaster can put it there.',
      cause,
    });
  }
}

function authorizationOf({ basic, bearer }: HttpServiceSettings): Readonly<Record<string, string>> {
  if (bearer !== undefined) return { authorization: `Bearer ${readSecret(bearer)}` };
  if (basic === undefined) return {};
  const pair = Buffer.from(`${basic.username}:${readSecret(basic.password)}`);
  return { authorization: `Basic ${pair.toString('base64')}` };
}

async function textOf(body: AsyncIterable<Buffer>, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > most) throw new HttpServiceError('too large', true); // leaving the loop ends the connection
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function codeOf(error: unknown): string {
  const { code, cause, name } = error as { code?: string; cause?: unknown; name?: string };
  if (code !== undefined) return code;
  return cause instanceof Error ? codeOf(cause) : (name ?? 'unknown');
}
