// An HTTPS server on loopback that answers as a test tells it, with a kubeconfig for it: for all that a real API server does
// not do on demand.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeCertificate } from '../../../sandbox/kubernetes/certificate.ts';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface FakeServer {
  readonly port: number;
  readonly kubeconfig: string;
  readonly certificate: string;
  /** Every request so far, in order. */
  readonly seen: Seen[];
  readonly sockets: ReadonlySet<Socket>;
  answer: (request: Seen, response: ServerResponse) => void;
  /** Writes another kubeconfig beside the first one and returns its path. */
  writeKubeconfig(change: (config: KubeconfigFile) => void): Promise<string>;
  close(): Promise<void>;
}

export interface KubeconfigFile {
  apiVersion: string;
  kind: string;
  clusters: { name: string; cluster: Record<string, unknown> }[];
  users: { name: string; user: Record<string, unknown> }[];
  contexts: { name: string; context: Record<string, unknown> }[];
  'current-context': string;
}

export async function startFakeServer(): Promise<FakeServer> {
  const { certificate, key } = makeCertificate(Date.now());
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-fake-'));
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const entry = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      seen.push(entry);
      fake.answer(entry, response);
    });
  };
  const server: Server = createServer({ cert: certificate, key }, listener);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  let files = 0;
  const writeKubeconfig = async (change: (config: KubeconfigFile) => void) => {
    const config = kubeconfigFor(port, certificate);
    change(config);
    files += 1;
    const file = path.join(folder, `config-${files}`);
    await writeFile(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  };
  const fake: FakeServer = {
    port,
    certificate,
    seen,
    sockets,
    kubeconfig: await writeKubeconfig(() => {}),
    answer: (_request, response) => json(response, 200, {}),
    writeKubeconfig,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
  return fake;
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function kubeconfigFor(port: number, certificate: string): KubeconfigFile {
  const authority = Buffer.from(certificate).toString('base64');
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'c',
        cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': authority },
      },
    ],
    users: [{ name: 'u', user: { token: 'the-token-of-the-bot' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
}
