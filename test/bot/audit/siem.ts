// A real https server that takes audit rows as a SIEM would, and can be told to fail in the ways of real ones.

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { makeCertificate } from '../../../sandbox/kubernetes/certificate.ts';

export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The numbers of its rows. */
  readonly rows: readonly number[];
}

export type Behave = (received: Received, response: ServerResponse) => void;

export interface Siem {
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  /** Whatever came whole, taken or not. */
  readonly received: Received[];
  /** Those that were answered with 200. */
  readonly taken: Received[];
  /** How it answers; 200 and all is well, when not set. */
  behave: Behave;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const { certificate, key } = makeCertificate(Date.now());

export const take: Behave = (_, response) => response.writeHead(200).end('{"ok":true}');

export async function createSiem(): Promise<Siem> {
  let server: Server | undefined;
  let port = 0;
  const sockets = new Set<Socket>();
  const siem: Siem & { url: string } = {
    url: '',
    ca: certificate,
    received: [],
    taken: [],
    behave: take,
    start: async () => {
      server = createServer({ cert: certificate, key }, (request, response) => {
        void answer(siem, request, response).catch(() => {}); // the other side went away
      });
      server.on('connection', (socket: Socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      });
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
      siem.url = `https://127.0.0.1:${port}/audit`;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
      server = undefined;
    },
  };
  await siem.start();
  return siem;
}

async function answer(
  siem: Siem,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request);
  const rows = body
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { seq: number }).seq);
  const received = { headers: request.headers, body, rows };
  siem.received.push(received);
  response.once('finish', () => {
    if (response.statusCode === 200 && !response.destroyed) siem.taken.push(received);
  });
  siem.behave(received, response);
}
