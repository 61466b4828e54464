// The servers that the contract is held against: the stand-in always, the real API server where there is one.
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { parse } from 'yaml';
import { startKubernetes } from '../../../sandbox/kubernetes/server.ts';
import { joinCluster, SHARED_CLUSTER_VARIABLE } from '../../cluster/cluster.ts';

export interface Reply {
  readonly code: number;
  readonly type: string;
  readonly warnings: readonly string[];
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Server {
  readonly name: string;
  ask(ask: Ask): Promise<Reply>;
  close(): Promise<void>;
}

export async function startStandIn(): Promise<Server> {
  const cluster = await startKubernetes({ name: 'contract', seed: 'empty', speed: 20 });
  const connection = { url: cluster.url, token: cluster.token, authority: cluster.certificate };
  return { name: 'stand-in', ask: (ask) => send(connection, ask), close: () => cluster.close() };
}

/** By QM_TEST_KUBECONFIG, or the cluster that the test run shares; undefined when there is neither. */
export async function findRealServer(): Promise<Server | undefined> {
  const shared = process.env[SHARED_CLUSTER_VARIABLE];
  const file =
    process.env.QM_TEST_KUBECONFIG ?? (shared ? (await joinCluster(shared)).kubeconfig : undefined);
  if (!file) return undefined;
  const connection = readConnection(await readFile(file, 'utf8'));
  return { name: 'real', ask: (ask) => send(connection, ask), close: async () => {} };
}

interface Connection {
  readonly url: string;
  readonly token: string;
  readonly authority: string;
}

interface Kubeconfig {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  users: { user: { token: string } }[];
}

function readConnection(text: string): Connection {
  // The tests' own clusters write one cluster and one user with a token.
  const { clusters, users } = parse(text) as Kubeconfig;
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  if (cluster === undefined || user === undefined)
    throw new Error('The kubeconfig names no cluster and user.');
  const authority = Buffer.from(cluster['certificate-authority-data'], 'base64').toString('utf8');
  return { url: cluster.server, token: user.token, authority };
}

function send(
  { url, token, authority }: Connection,
  { method, path, headers, body }: Ask,
): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const options = {
    method,
    ca: authority,
    headers: {
      authorization: `Bearer ${token}`,
      'user-agent': 'contract',
      accept: 'application/json',
      // Node sends the body of a DELETE without saying that there is one.
      'content-length': Buffer.byteLength(body ?? ''),
      ...headers,
    },
  };
  const asked = request(new URL(path, url), options, (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('error', reject);
    response.on('end', () => {
      const text = Buffer.concat(parts).toString('utf8');
      const type = String(response.headers['content-type'] ?? '').split(';')[0] ?? '';
      const { warning = [] } = response.headers as { warning?: string | string[] };
      resolve({
        code: response.statusCode ?? 0,
        type,
        warnings: [warning].flat(),
        body: type === 'application/json' ? parseBody(text) : text,
      });
    });
  });
  asked.once('error', reject);
  asked.end(body);
  return promise;
}

/** A watch answers with a line for each event. */
function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown);
  }
}
