// A server on 127.0.0.1 that answers like an API server where a test says what, and tells who is still connected; and the
// context of a run against it, through the real adapter.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClusters } from '../../../../bot/adapters/kubernetes.ts';
import type { KubectlCommand, KubectlContext, Output } from '../../../../bot/command.ts';
import { createCatalog } from '../../../../bot/kubernetes/catalog.ts';
import { makeCertificate } from '../../../../sandbox/kubernetes/certificate.ts';
import { readWords } from '../../../contract/get/words.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface FakeServer {
  /** Runs a line against the server; `extra` replaces parts of the context. */
  run(
    command: KubectlCommand,
    argv: readonly string[],
    extra?: Partial<KubectlContext>,
  ): Promise<Output>;
  /** Paths with their queries, in the order in which they came. */
  readonly asked: readonly string[];
  /** Answers that have not ended, and whose connection still stands. */
  readonly open: ReadonlySet<ServerResponse>;
  close(): Promise<void>;
}

const resource = (plural: string, kind: string, namespaced = true) => ({
  resource: plural,
  singular: kind.toLowerCase(),
  kind,
  namespaced,
  shortNames: [],
  categories: plural === 'pods' || plural === 'services' ? ['all'] : [],
  verbs: ['get', 'list'],
});

export const CATALOG = createCatalog([
  {
    name: '',
    versions: [
      {
        version: 'v1',
        resources: [
          resource('pods', 'Pod'),
          resource('services', 'Service'),
          resource('nodes', 'Node', false),
          resource('namespaces', 'Namespace', false),
        ],
      },
    ],
  },
  {
    name: 'apps',
    versions: [{ version: 'v1', resources: [resource('deployments', 'Deployment')] }],
  },
]);

export async function startServer(answer: Answer): Promise<FakeServer> {
  const asked: string[] = [];
  const open = new Set<ServerResponse>();
  const { certificate, key } = makeCertificate(Date.now());
  const server = createServer({ cert: certificate, key }, (request, response) => {
    asked.push(request.url ?? '');
    open.add(response);
    response.on('close', () => open.delete(response));
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const kubeconfig = await writeKubeconfig(port, certificate);
  const clusters = createClusters({
    clusters: [{ name: 'test', environment: 'test', kubeconfig }],
    limits: { answerBytes: 200_000_000, catalogCacheMs: 1000, discoveryMs: 1000 },
    clock: { nowMs: Date.now },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  return {
    asked,
    open,
    run: async (command, argv, extra = {}) => {
      const args = command.read(readWords(command.grammar, argv));
      const place = { catalog: CATALOG, namespace: 'shop' };
      const signal = extra.signal ?? new AbortController().signal;
      return await command.run(args, {
        ...place,
        cluster: { name: 'test', environment: 'test', server: '' },
        api: clusters.open('test', command.access(args, place), undefined, signal),
        signal,
        nowMs: Date.now,
        sleep: async (ms) => await delay(ms, undefined, { signal }),
        show: () => {},
        contexts: () => [],
        ...extra,
      });
    },
    close: async () => {
      await clusters.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(path.dirname(kubeconfig), { recursive: true, force: true });
    },
  };
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function writeKubeconfig(port: number, certificate: string): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'quartermaster-api-')), 'kubeconfig');
  const connection = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority-data': Buffer.from(certificate).toString('base64'),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: connection }],
    users: [{ name: 'test', user: { token: 'of-a-test' } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  };
  await writeFile(file, JSON.stringify(config));
  return file;
}
