// The loopback listener that a kubectl process talks to instead of an API server. It passes on reads alone, each as a typed
// request through the run's own handle, so that the guard, the impersonation and the masking of Secrets hold for kubectl too.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ApiAnswer,
  type KubernetesApi,
  type Status,
  StatusError,
} from '../../kubernetes/api.ts';
import { UnnamedRequestError } from '../../kubernetes/guard.ts';
import { writeJson } from '../kubernetes/json.ts';
import { type Passage, readPassage } from './passage.ts';

export interface Door {
  /** What the kubeconfig names as the server. The path in it is the key to the door. */
  readonly url: string;
  /** What broke behind the door that kubectl cannot word: an outage, or a mistake of this program. */
  readonly failures: readonly unknown[];
  close(): Promise<void>;
}

/** kubectl sends no token over plain http, so that the path is what proves that it is our own process that asks. */
const KEY_BYTES = 32;

export async function openDoor(api: KubernetesApi): Promise<Door> {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  const failures: unknown[] = [];
  const server = createServer((request, response) => {
    void answer({ request, response, key, api, failures });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${key}`,
    failures,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Knock {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly key: string;
  readonly api: KubernetesApi;
  readonly failures: unknown[];
}

async function answer(knock: Knock): Promise<void> {
  const { request, response, key } = knock;
  try {
    const path = pathBehind(key, request.url ?? '');
    if (path === undefined) return refuse(response, 404, 'NotFound', 'no such path');
    if (request.method !== 'GET') {
      return refuse(response, 405, 'MethodNotAllowed', 'only reads pass here');
    }
    const passage = readPassage(path);
    if (!passage) return refuse(response, 403, 'Forbidden', 'this path may not be read');
    send(response, await pass(passage, knock.api));
  } catch (error) {
    explain(knock, error);
  }
}

function pathBehind(key: string, url: string): string | undefined {
  const given = Buffer.from(url.slice(1, key.length + 1));
  const wanted = Buffer.from(key);
  const fits = given.length === wanted.length && timingSafeEqual(given, wanted);
  return fits && url[key.length + 1] === '/' ? url.slice(key.length + 1) : undefined;
}

async function pass(passage: Passage, api: KubernetesApi): Promise<ApiAnswer> {
  return passage.kind === 'public'
    ? await api.read(passage.path)
    : await api.request(passage.request);
}

function send(response: ServerResponse, { status, body, warnings }: ApiAnswer): void {
  response.statusCode = status;
  response.setHeader('content-type', contentType(body));
  if (warnings.length > 0) response.setHeader('warning', warnings.map(warningHeader));
  response.end(typeof body === 'string' ? body : writeJson(body));
}

/** kubectl asks for protobuf first and takes what it gets; of discovery it must be told which form that is. */
function contentType(body: unknown): string {
  const { kind, apiVersion } = body as { kind?: unknown; apiVersion?: unknown };
  if (kind !== 'APIGroupDiscoveryList') return 'application/json';
  const version = String(apiVersion).split('/')[1] ?? 'v2';
  return `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
}

function warningHeader(text: string): string {
  return `299 - "${text.replace(/["\\]/gu, '\\$&').replace(/[^\x20-\x7e]/gu, '?')}"`;
}

/** A refusal of the server is kubectl's to word; everything else is kept for whoever started it. */
function explain({ response, failures }: Knock, error: unknown): void {
  if (error instanceof StatusError) {
    sendStatus(response, error.status);
  } else if (error instanceof UnnamedRequestError) {
    refuse(response, 403, 'Forbidden', 'this command does not read that');
  } else {
    failures.push(error);
    refuse(response, 500, 'InternalError', 'the cluster could not be asked');
  }
}

function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  sendStatus(response, { code, reason, message });
}

function sendStatus(response: ServerResponse, status: Status): void {
  response.writeHead(status.code, { 'content-type': 'application/json' });
  response.end(
    writeJson({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...status }),
  );
}
