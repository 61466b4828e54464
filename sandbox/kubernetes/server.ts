// A stand-in Kubernetes API server on loopback: small, in memory, and honest about what it refuses. It never imports the bot
// and never reaches out.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answerCall } from './api/answer.ts';
import { authenticate, SANDBOX_TOKEN } from './api/authenticate.ts';
import type { Call, User } from './api/call.ts';
import { respond, sendJson } from './api/respond.ts';
import { makeCertificate } from './certificate.ts';
import { createClock, type SeedClock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { type RunningControllers, startControllers } from './controllers/controllers.ts';
import { createEventRecorder } from './events.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { startLogWriter } from './log-writer.ts';
import { createLogBook } from './logs.ts';
import { seedEmpty } from './shop/empty.ts';
import { createSeed } from './shop/seed.ts';
import { seedShop } from './shop.ts';
import { Refusal } from './status.ts';
import { createStore } from './store.ts';

export interface KubernetesOptions {
  /** Of the cluster; the shop knows 'staging' and 'production'. */
  readonly name: string;
  /** 0, or none, takes any free port. */
  readonly port?: number;
  /** 'shop' unless said; 'empty' has nodes and namespaces and nothing in them. */
  readonly seed?: 'shop' | 'empty';
  /** How many times faster than real its waits are; 1 unless said. */
  readonly speed?: number;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly user: User;
  readonly code: number;
}

export interface RunningKubernetes {
  readonly url: string;
  /** The text of a kubeconfig with the address, the token and the certificate. */
  readonly kubeconfig: string;
  readonly token: string;
  /** PEM text of the certificate it serves with. */
  readonly certificate: string;
  /** The latest requests, at most 1,000, with whom they were made as. */
  requests(): readonly RecordedRequest[];
  /** Back to the seed, as on the first day. */
  reset(): void;
  close(): Promise<void>;
}

const KEPT_REQUESTS = 1000;
const BODY_BYTES = 3 * 1024 * 1024;

/** @throws when the port is taken. */
export async function startKubernetes(options: KubernetesOptions): Promise<RunningKubernetes> {
  const clock = createClock(options.speed ?? 1);
  const store = createStore();
  const cluster: Cluster = {
    name: options.name,
    store,
    clock,
    logs: createLogBook(),
    events: createEventRecorder(store, clock),
  };
  let controllers = fill(cluster, clock, options);
  const { certificate, key } = makeCertificate(clock.now());
  const server = createServer({ cert: certificate, key });
  const closing = new AbortController();
  const requests: RecordedRequest[] = [];
  const record = (request: RecordedRequest) => {
    requests.push(request);
    if (requests.length > KEPT_REQUESTS) requests.shift();
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void handle(cluster, request, response, { closing: closing.signal, record });
  });
  const port = await listen(server, options.port ?? 0);
  const url = `https://127.0.0.1:${port}`;
  const { name } = options;
  return {
    url,
    token: SANDBOX_TOKEN,
    certificate,
    kubeconfig: writeKubeconfig({ name, url, token: SANDBOX_TOKEN, certificate }),
    requests: () => requests,
    reset() {
      controllers.stop();
      clock.restart();
      cluster.logs.clear();
      store.clear();
      controllers = fill(cluster, clock, options);
    },
    async close() {
      closing.abort();
      controllers.stop();
      clock.restart();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function fill(
  cluster: Cluster,
  clock: SeedClock,
  { seed = 'shop' }: KubernetesOptions,
): RunningControllers {
  const controllers = startControllers(cluster);
  const past = createSeed(cluster, clock, controllers);
  if (seed === 'shop') seedShop(past);
  else seedEmpty(past);
  controllers.settle();
  clock.goLive();
  cluster.events.forgetOld();
  startLogWriter(cluster);
  return controllers;
}

interface Desk {
  readonly closing: AbortSignal;
  record(request: RecordedRequest): void;
}

async function handle(
  cluster: Cluster,
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk,
): Promise<void> {
  const { method = 'GET' } = request;
  const { pathname: path } = new URL(request.url ?? '/', 'https://127.0.0.1');
  let user: User = { name: '', groups: [] };
  try {
    user = authenticate(cluster, request.headers);
    const call = await readCall(request, response, user, desk.closing);
    const answer = answerCall(cluster, call, request.headers.host ?? '');
    desk.record({ method, path, user, code: answer.kind === 'stream' ? 200 : answer.code });
    await respond(cluster, call, answer, response);
  } catch (error) {
    const { status } = error instanceof Refusal ? error : failure(error);
    desk.record({ method, path, user, code: status.code ?? 500 });
    sendJson(response, status.code ?? 500, status);
  }
}

/** A fault of the stand-in itself is said aloud, and answered as the server answers its own. */
function failure(error: unknown): Refusal {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`The stand-in Kubernetes failed: ${words}\n`);
  return new Refusal(500, 'InternalError', `Internal error occurred: ${String(error)}`);
}

async function readCall(
  request: IncomingMessage,
  response: ServerResponse,
  user: User,
  closing: AbortSignal,
): Promise<Call> {
  const url = new URL(request.url ?? '/', 'https://127.0.0.1');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    accept: request.headers.accept ?? '',
    contentType: request.headers['content-type'] ?? '',
    user,
    body: await readBody(request),
    signal: AbortSignal.any([gone.signal, closing]),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_BYTES)
      throw new Refusal(
        413,
        'RequestEntityTooLarge',
        `Request entity too large: limit is ${BODY_BYTES}`,
      );
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
