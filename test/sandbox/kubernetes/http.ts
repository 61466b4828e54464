// Asks a stand-in cluster by its own kubeconfig facts, as any client would.
import { Agent, request } from 'undici';
import type { RunningKubernetes } from '../../../sandbox/kubernetes/server.ts';

export interface Answer {
  readonly code: number;
  readonly body: Record<string, unknown>;
}

export interface Client {
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  text(path: string): Promise<string>;
  close(): Promise<void>;
}

export function createClient({ url, token, certificate }: RunningKubernetes): Client {
  const dispatcher = new Agent({ connect: { ca: certificate } });
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) =>
    await request(new URL(path, url), {
      dispatcher,
      method: method as 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    async ask(method, path, body, headers) {
      const response = await send(method, path, body, headers);
      return {
        code: response.statusCode,
        body: (await response.body.json()) as Record<string, unknown>,
      };
    },
    async text(path) {
      return await (await send('GET', path)).body.text();
    },
    close: () => dispatcher.close(),
  };
}

/** Asks again until the answer is as wanted. @throws when it is not after a minute. */
export async function until(ask: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (await ask()) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error('It did not come to pass within a minute.');
}
