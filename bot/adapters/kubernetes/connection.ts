// The one place that sends bytes to an API server: keep-alive connections of one cluster, with its credentials. It knows
// paths and headers, not resources; what may be asked is decided before.

import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { type CredentialSource, openCredentials, type TlsMaterial } from './credentials.ts';
import { isReset, outcomeUnknown, unreachable } from './network-error.ts';
import type { ClusterSettings } from './settings.ts';

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
  /** What is stored may change: without an answer the outcome is unknown. */
  readonly isChange: boolean;
  readonly signal: AbortSignal;
}

export interface Connection {
  readonly server: string;
  /**
   * Resolves as soon as the headers are there.
   * @throws OperatorError when there is no answer; the signal's reason when it was aborted.
   */
  send(request: OutgoingRequest): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/** Go's server closes idle connections after some minutes; ours end first. */
const KEEP_ALIVE_MS = 30_000;
const CONNECT_MS = 10_000;
const CONNECTIONS = 64;
const USER_AGENT = 'quartermaster';

/** @throws OperatorError for settings that name no usable cluster. */
export function openConnection(settings: ClusterSettings): Connection {
  const credentials = openCredentials(settings);
  const dispatchers = createDispatchers(credentials);
  // No Accept-Encoding: within a datacentre compressing a large list takes the server longer than sending it.
  const attempt = async (request: OutgoingRequest) => {
    const { headers, tls } = await credentials.current();
    return await dispatchers.of(tls).request({
      origin: originOf(credentials.server),
      path: pathOf(credentials.server) + request.path,
      method: request.method,
      headers: { 'user-agent': USER_AGENT, ...headers, ...request.headers },
      body: request.body ?? null,
      signal: request.signal,
    });
  };
  return {
    server: credentials.server,
    send: (request) => sendOrExplain(settings.name, request, attempt),
    close: () => dispatchers.close(),
  };
}

/** A kept-alive connection may have been closed by the server in the moment of its reuse: a read is asked once more. */
async function sendOrExplain(
  cluster: string,
  request: OutgoingRequest,
  attempt: (request: OutgoingRequest) => Promise<Dispatcher.ResponseData>,
): Promise<Dispatcher.ResponseData> {
  request.signal.throwIfAborted();
  try {
    return await attempt(request);
  } catch (error) {
    const again = request.method === 'GET' && isReset(error) && !request.signal.aborted;
    if (!again) throw explain(cluster, request, error);
  }
  try {
    return await attempt(request);
  } catch (error) {
    throw explain(cluster, request, error);
  }
}

/** Also for a failure in the middle of an answer. */
export function explain(
  cluster: string,
  request: Pick<OutgoingRequest, 'isChange' | 'signal'>,
  error: unknown,
): unknown {
  if (!request.signal.aborted) {
    return unreachable(cluster, error, { isChange: request.isChange });
  }
  return request.isChange
    ? outcomeUnknown(cluster, 'It was not waited for any longer.', request.signal.reason)
    : request.signal.reason;
}

interface Dispatchers {
  of(tls: TlsMaterial): Dispatcher;
  close(): Promise<void>;
}

/** One pool of connections, replaced when a renewed certificate or authority needs new handshakes. */
function createDispatchers(credentials: CredentialSource): Dispatchers {
  let fingerprint = '';
  let current: Dispatcher | undefined;
  return {
    of: (tls) => {
      const next = fingerprintOf(tls);
      if (current && next === fingerprint) return current;
      void current?.close();
      fingerprint = next;
      current = createDispatcher(credentials, tls);
      return current;
    },
    close: async () => {
      await current?.destroy();
    },
  };
}

function createDispatcher(credentials: CredentialSource, tls: TlsMaterial): Dispatcher {
  const options = {
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connections: CONNECTIONS,
    pipelining: 1,
    // Deadlines come with each request's signal; a quiet watch is not a dead one.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  if (credentials.proxyUrl) {
    return new ProxyAgent({ ...options, uri: credentials.proxyUrl, requestTls: { ...tls } });
  }
  return new Agent({ ...options, connect: { ...tls, timeout: CONNECT_MS } });
}

function fingerprintOf(tls: TlsMaterial): string {
  const { ca, cert, key, servername, rejectUnauthorized } = tls;
  return JSON.stringify([
    ca?.toString(),
    cert?.toString(),
    key?.toString(),
    servername,
    rejectUnauthorized,
  ]);
}

function originOf(server: string): string {
  return new URL(server).origin;
}

/** API servers behind a gateway have a path of their own, as Rancher's do. */
function pathOf(server: string): string {
  return new URL(server).pathname.replace(/\/+$/u, '');
}
