// What a request of the contract is, short ways to write one down, and the objects that several of them use.
import type { Ask } from '../servers.ts';

export interface Case {
  readonly title: string;
  readonly ask: Ask;
  readonly code: number;
  /** The whole message of the Status, where there is one. */
  readonly message?: string;
  /** Asked again until it holds: controllers need their time. */
  readonly until?: (body: unknown) => boolean;
  /** Said where the servers' answers are not the same in every word, and why. */
  readonly differs?: string;
}

export const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
export const NS = '/api/v1/namespaces/{ns}';
export const APPS = '/apis/apps/v1/namespaces/{ns}';
export const AS_NOBODY = { 'impersonate-user': 'nobody' };

type More = Partial<Omit<Case, 'title' | 'ask' | 'code'>> & { headers?: Record<string, string> };

export function get(
  title: string,
  path: string,
  code = 200,
  { headers, ...more }: More = {},
): Case {
  return {
    title,
    ask: { method: 'GET', path, ...(headers === undefined ? {} : { headers }) },
    code,
    ...more,
  };
}

export function table(
  title: string,
  path: string,
  { code = 200, ...more }: More & { code?: number } = {},
): Case {
  return get(`a Table of ${title}`, path, code, { ...more, headers: TABLE });
}

export function write(method: string, contentType: string) {
  return (
    title: string,
    path: string,
    body: unknown,
    code: number,
    { headers, ...more }: More = {},
  ): Case => ({
    title,
    ask: {
      method,
      path,
      headers: { 'content-type': contentType, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    },
    code,
    ...more,
  });
}

export const post = write('POST', 'application/json');
export const put = write('PUT', 'application/json');
export const merge = write('PATCH', 'application/merge-patch+json');
export const strategic = write('PATCH', 'application/strategic-merge-patch+json');
export const jsonPatch = write('PATCH', 'application/json-patch+json');
export const remove = write('DELETE', 'application/json');

export const config = (name: string, data?: unknown, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
  ...(data === undefined ? {} : { data }),
});

export const CONTAINER = {
  name: 'web',
  image: 'shop/web:1',
  ports: [{ containerPort: 80 }],
  env: [
    { name: 'A', value: '1' },
    { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ],
  resources: { requests: { cpu: '0.1', memory: '1024Ki' } },
  readinessProbe: { httpGet: { path: '/', port: 80 } },
};

export const deployment = (name: string, replicas = 2) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: { app: name } },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [CONTAINER] } },
  },
});

export const isRolledOut = (replicas: number) => (body: unknown) => {
  const { status, metadata } = body as {
    status?: {
      observedGeneration?: number;
      availableReplicas?: number;
      replicas?: number;
      updatedReplicas?: number;
      terminatingReplicas?: number;
      conditions?: { reason?: string }[];
    };
    metadata?: { generation?: number };
  };
  return (
    status?.observedGeneration === metadata?.generation &&
    (status?.availableReplicas ?? 0) === replicas &&
    (status?.replicas ?? 0) === replicas &&
    (status?.updatedReplicas ?? 0) === replicas &&
    (status?.terminatingReplicas ?? 0) === 0 &&
    (status?.conditions?.some(({ reason }) => reason === 'NewReplicaSetAvailable') ?? false)
  );
};

/** Whether the controller has seen the latest state of the spec. */
export function isSeen(body: unknown): boolean {
  const { status, metadata } = body as {
    status?: { observedGeneration?: number };
    metadata?: { generation?: number };
  };
  return status?.observedGeneration === metadata?.generation;
}

export const rowCount = (count: number) => (body: unknown) =>
  (body as { rows?: unknown[] }).rows?.length === count;
export const review = (kind: string, spec: unknown) => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind,
  spec,
});
export const REVIEWS = '/apis/authorization.k8s.io/v1';
