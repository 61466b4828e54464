// Holds the stand-in Kubernetes to the real API server: every request is sent to both, and the answers must be the same.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CASES, type Case } from './cases.ts';
import { normalize } from './compare.ts';
import { findRealServer, type Reply, type Server, startStandIn } from './servers.ts';

const namespace = `standin-${randomBytes(4).toString('hex')}`;
const servers: Server[] = [];
const real = await findRealServer();
if (real === undefined)
  process.stderr.write(
    '\nSKIPPED: the stand-in Kubernetes is not compared with a real API server. Set QM_TEST_KUBECONFIG, or run npm test.\n',
  );

beforeAll(async () => {
  servers.push(await startStandIn());
  if (real !== undefined) servers.push(real);
  const body = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  const headers = { 'content-type': 'application/json' };
  for (const server of servers)
    await server.ask({ method: 'POST', path: '/api/v1/namespaces', headers, body });
  for (const server of servers) await waitForAccount(server);
});

afterAll(async () => {
  for (const server of servers) {
    await server.ask({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}` });
    await server.close();
  }
});

describe(
  real === undefined ? 'the stand-in' : 'the stand-in and the real API server answer alike',
  () => {
    test.each(CASES.map((one, index) => [`${index + 1}. ${one.title}`, one] as const))(
      '%s',
      async (_title, one) => {
        const replies = await Promise.all(servers.map((server) => askUntil(server, one)));
        for (const reply of replies) {
          expect({ code: reply.code, body: reply.code === one.code ? '' : reply.body }).toEqual({
            code: one.code,
            body: '',
          });
          if (one.message !== undefined) expect(reply.body).toMatchObject({ message: one.message });
        }
        const [own, other] = replies.map((reply) => normalize(reply, namespace));
        if (other === undefined) return;
        // What is known to differ in words must still have the same shape.
        if (one.differs === undefined) expect(own).toEqual(other);
        else expect(shapeOf(own)).toEqual(shapeOf(other));
      },
    );
  },
);

test('the contract is not small', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(80);
});

if (real === undefined)
  test.skip('comparison with a real API server (QM_TEST_KUBECONFIG is not set)', () => {});

async function askUntil(server: Server, { ask, until }: Case): Promise<Reply> {
  const fill = (text: string) => text.replaceAll('{ns}', namespace);
  const filled = {
    ...ask,
    path: fill(ask.path),
    ...(ask.body === undefined ? {} : { body: fill(ask.body) }),
  };
  const deadline = Date.now() + 20_000;
  for (;;) {
    const reply = await server.ask(filled);
    if (until === undefined || until(reply.body) || Date.now() > deadline) return reply;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Pods can be made only once the namespace has its service account. */
async function waitForAccount(server: Server): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
  const ready = (body: unknown) => (body as { kind?: string }).kind === 'ServiceAccount';
  await askUntil(server, { title: '', code: 200, ask: { method: 'GET', path }, until: ready });
}

/** The keys all the way down, without the values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]));
}
