// The bot's own HTTP: /healthz (is the process alive), /readyz (can it do its work), /metrics (Prometheus text), and what is delivered to
// /webhooks/.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { explainListening } from './listening.ts';
import type { Webhooks } from './webhooks.ts';

export interface ProbeParts {
  /** The names of what is not well; empty when all is. */
  readonly problems: () => Promise<readonly string[]>;
  /** In Prometheus' text form. */
  readonly metrics: () => Promise<string>;
  readonly webhooks?: Webhooks;
}

export interface Probes {
  /** For a listener that is there already. */
  readonly routes: readonly {
    readonly path: string;
    readonly method: string;
    readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  }[];
  /** @throws OperatorError when the port is taken. */
  listen(port: number): Promise<{ readonly port: number; close(): Promise<void> }>;
}

export function createProbes(parts: ProbeParts): Probes {
  const handler = (request: IncomingMessage, response: ServerResponse) => {
    const { webhooks } = parts;
    if (webhooks !== undefined && request.url?.startsWith('/webhooks/')) {
      return webhooks.handler(request, response);
    }
    const answer = (status: number, text: string) => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(text);
    };
    respond(request.url ?? '', parts).then(
      ({ status, text }) => answer(status, text),
      () => answer(500, 'failed\n'),
    );
  };
  return {
    routes: [
      ...['/healthz', '/readyz', '/metrics'].map((path) => ({ path, method: 'GET', handler })),
      ...(parts.webhooks === undefined ? [] : [parts.webhooks]),
    ],
    listen: async (port) => {
      const server = createServer(handler);
      await new Promise<void>((resolve, reject) => {
        server.once('error', (error) => reject(explainListening(error, port)));
        server.listen(port, () => resolve());
      });
      return { port: (server.address() as AddressInfo).port, close: () => closed(server) };
    },
  };
}

async function respond(url: string, parts: ProbeParts): Promise<{ status: number; text: string }> {
  switch (url.split('?')[0]) {
    case '/healthz':
      return { status: 200, text: 'ok\n' };
    case '/readyz': {
      const problems = await parts.problems();
      return problems.length === 0
        ? { status: 200, text: 'ok\n' }
        : { status: 503, text: `${problems.join('\n')}\n` };
    }
    case '/metrics':
      return { status: 200, text: await parts.metrics() };
    default:
      return { status: 404, text: 'There are /healthz, /readyz and /metrics.\n' };
  }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
