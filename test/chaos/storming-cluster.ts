// An API server that says whatever a test puts into it, as fast as that comes: lists and watches of Pods and Events, and nothing of all else. What it
// has no longer at a version it says to be gone, as the real one does.

import type { ServerResponse } from 'node:http';
import { json, type Seen, startFakeServer } from '../contract/adapter/fake-server.ts';

export interface StormingCluster {
  /** A path. */
  readonly kubeconfig: string;
  put(resource: 'pods' | 'events', object: Putting): void;
  close(): Promise<void>;
}

interface Putting {
  readonly metadata: { readonly uid: string };
}

interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED';
  readonly object: Putting;
}

export async function startStormingCluster(): Promise<StormingCluster> {
  const server = await startFakeServer();
  const changes = new Map<string, Change[]>();
  const watchers = new Map<string, Set<ServerResponse>>();
  const uids = new Set<string>();
  let version = 1;

  const list = (resource: string, query: URLSearchParams, response: ServerResponse) => {
    const wanted = query.get('resourceVersion');
    if (wanted !== null && Number(wanted) !== version) return refuse(response, 410);
    const newest = new Map(
      (changes.get(resource) ?? []).map((each) => [each.object.metadata.uid, each]),
    );
    const items = [...newest.values()].map((each) => versioned(each));
    json(response, 200, { metadata: { resourceVersion: String(version) }, items });
  };
  const watch = (resource: string, query: URLSearchParams, response: ServerResponse) => {
    const from = Number(query.get('resourceVersion'));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const each of changes.get(resource) ?? []) {
      if (each.version > from) response.write(lineOf(each));
    }
    const all = watchers.get(resource) ?? new Set<ServerResponse>();
    watchers.set(resource, all.add(response));
    const ending = setTimeout(() => response.end(), Number(query.get('timeoutSeconds')) * 1_000);
    response.on('close', () => {
      clearTimeout(ending);
      all.delete(response);
    });
  };
  server.answer = ({ url }: Seen, response) => {
    const { pathname, searchParams } = new URL(url, 'https://storm');
    const resource = pathname.split('/').at(-1) ?? '';
    if (resource === 'log') response.end('it crashed\n');
    else if (pathname.includes('cert-manager.io')) refuse(response, 404);
    else if (searchParams.has('watch')) watch(resource, searchParams, response);
    else list(resource, searchParams, response);
  };
  return {
    kubeconfig: server.kubeconfig,
    put: (resource, object) => {
      version += 1;
      const known = changes.get(resource) ?? [];
      const { uid } = object.metadata;
      const change: Change = { version, type: uids.has(uid) ? 'MODIFIED' : 'ADDED', object };
      uids.add(uid);
      changes.set(resource, known);
      known.push(change);
      for (const response of watchers.get(resource) ?? []) response.write(lineOf(change));
    },
    close: server.close,
  };
}

function versioned({ version, object }: Change): object {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

function lineOf(change: Change): string {
  return `${JSON.stringify({ type: change.type, object: versioned(change) })}\n`;
}

function refuse(response: ServerResponse, code: number): void {
  json(response, code, { kind: 'Status', status: 'Failure', message: 'refused', reason: '', code });
}
