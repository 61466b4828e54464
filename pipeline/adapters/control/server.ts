// The control port over HTTP: `POST /control/METHOD` with the arguments as a JSON array, and a bearer token. `GET /healthz` says
// that the process lives and `GET /metrics` its figures. Nothing else exists.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MemberControl, PipelineControl } from '../../control.ts';
import { ARGUMENTS, isMethod } from '../../control-methods.ts';
import { formatMetrics } from '../../metrics.ts';
import { OperatorError } from '../../operator-error.ts';
import type { Log } from '../../ports.ts';

export interface ControlServerOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** At least 16 characters. */
  readonly token: string;
  readonly control: () => PipelineControl & MemberControl;
  readonly log: Log;
}

export interface ControlServer {
  readonly port: number;
  close(): Promise<void>;
}

const SHORTEST_TOKEN = 16;
const MOST_BYTES = 64 * 1024;
const HEADERS_MS = 5_000;
const REQUEST_MS = 10_000;

/** @throws OperatorError when the token is too short; Error when the port is taken. */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  if (options.token.length < SHORTEST_TOKEN) {
    throw new OperatorError({
      what: 'Cannot open the control port.',
      why: `Its token has fewer than ${SHORTEST_TOKEN} characters.`,
      fix: 'Set CONTROL_TOKEN to a long random text, the same for all processes and the bot.',
    });
  }
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, options).then(
      ({ status, body, type = 'application/json' }) => {
        response.writeHead(status, { 'content-type': type }).end(body);
      },
      (error: unknown) => {
        options.log.error({ err: error }, 'a request to the control port failed');
        response.writeHead(500).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

async function answer(request: IncomingMessage, options: ControlServerOptions): Promise<Answer> {
  const { method = '', url = '' } = request;
  if (method === 'GET' && url === '/healthz') return { status: 200, body: '"ok"' };
  if (!isAllowed(request.headers.authorization ?? '', options.token)) {
    return { status: 401, body: '"The token is missing or wrong."' };
  }
  const control = options.control();
  if (method === 'GET' && url === '/metrics') {
    return { status: 200, body: await formatMetrics(control), type: 'text/plain; version=0.0.4' };
  }
  const asked = /^\/control\/(\w+)$/u.exec(url)?.[1] ?? '';
  if (method !== 'POST' || !isMethod(asked)) return { status: 404, body: '"There is no such."' };
  const body = await readBody(request);
  const given = body === undefined ? undefined : ARGUMENTS[asked].safeParse(body);
  if (!given?.success) return { status: 400, body: '"The arguments are not as they should be."' };
  try {
    const act = control[asked] as (...args: readonly unknown[]) => Promise<unknown>;
    return { status: 200, body: JSON.stringify((await act(...given.data)) ?? null) };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const { what, why, fix } = error;
    return { status: 422, body: JSON.stringify({ what, why, fix }) };
  }
}

/** Hashes are compared, so that neither the time nor the length tells anything. */
function isAllowed(authorization: string, token: string): boolean {
  const [given, wanted] = [authorization, `Bearer ${token}`].map((text) =>
    createHash('sha256').update(text).digest(),
  );
  return given !== undefined && wanted !== undefined && timingSafeEqual(given, wanted);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > MOST_BYTES) return undefined;
    parts.push(part as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    return undefined;
  }
}
