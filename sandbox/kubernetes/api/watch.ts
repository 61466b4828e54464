// Answers watch: first what is there (or the changes since a version), then each change as a line of JSON.
import type { Cluster } from '../cluster.ts';
import type { KubernetesObject } from '../objects.ts';
import { expired } from '../status.ts';
import type { Change } from '../store.ts';
import { parseIncludeObject, renderTable } from '../table/table.ts';
import { type Answer, type ResourceCall, wantsMetadata, wantsTable } from './call.ts';
import { assertVersion, readInteger, readSelection, type Selection } from './list.ts';
import { asServed } from './served.ts';

/** Bookmarks come about once a minute. */
const BOOKMARK_MS = 60_000;

export function answerWatch(cluster: Cluster, call: ResourceCall): Answer {
  const { query } = call;
  const selection = readSelection(call);
  const version = query.get('resourceVersion') ?? '';
  assertVersion(cluster, version);
  parseIncludeObject(query.get('includeObject'));
  return {
    kind: 'stream',
    contentType: 'application/json',
    chunks: watchLines(cluster, call, selection),
  };
}

async function* watchLines(
  cluster: Cluster,
  call: ResourceCall,
  selection: Selection,
): AsyncGenerator<string> {
  const { query, type, route, signal } = call;
  const write = createWriter(cluster, call);
  const isMine = ({ storedAs, object }: Change) =>
    storedAs === type.storedAs &&
    (route.namespace === undefined || object.metadata.namespace === route.namespace);
  const waiting: Change[] = [];
  let wake: () => void = () => {};
  const wakeUp = () => wake();
  const stopListening = cluster.store.onChange((change) => {
    if (!isMine(change)) return;
    waiting.push(change);
    wake();
  });
  const seconds = readInteger(query.get('timeoutSeconds')) || 1800 + Math.random() * 1800;
  const deadline = setTimeout(() => deadlineReached.abort(), seconds * 1000);
  const deadlineReached = new AbortController();
  const ended = AbortSignal.any([signal, deadlineReached.signal]);
  ended.addEventListener('abort', wakeUp);
  const bookmarks = setInterval(wakeUp, BOOKMARK_MS);
  let bookmarkAt = Date.now() + BOOKMARK_MS;
  try {
    yield* firstLines(cluster, call, selection, { write, isMine });
    while (!ended.aborted) {
      for (let change = waiting.shift(); change !== undefined; change = waiting.shift()) {
        const line = lineOf(change, selection, write);
        if (line !== undefined) yield line;
      }
      if (query.get('allowWatchBookmarks') === 'true' && Date.now() >= bookmarkAt) {
        bookmarkAt = Date.now() + BOOKMARK_MS;
        yield bookmark(cluster, call, {});
      }
      if (waiting.length > 0 || ended.aborted) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stopListening();
    clearTimeout(deadline);
    clearInterval(bookmarks);
    ended.removeEventListener('abort', wakeUp);
  }
}

type Write = (type: string, object: KubernetesObject) => string;

function* firstLines(
  cluster: Cluster,
  call: ResourceCall,
  selection: Selection,
  { write, isMine }: { write: Write; isMine: (change: Change) => boolean },
): Generator<string> {
  const { query, type, route } = call;
  const version = query.get('resourceVersion') ?? '';
  const sendsInitial = query.get('sendInitialEvents') === 'true';
  if (sendsInitial || version === '' || version === '0') {
    for (const object of cluster.store.list(type, route.namespace))
      if (selection.matches(object)) yield write('ADDED', object);
    if (sendsInitial) yield bookmark(cluster, call, { 'k8s.io/initial-events-end': 'true' });
    return;
  }
  const changes = cluster.store.since(Number(version));
  if (changes === undefined) {
    const { status } = expired(`too old resource version: ${version} (${cluster.store.oldest()})`);
    yield `${JSON.stringify({ type: 'ERROR', object: status })}\n`;
    return;
  }
  for (const change of changes.filter(isMine)) {
    const line = lineOf(change, selection, write);
    if (line !== undefined) yield line;
  }
}

/** An object that begins or ceases to match a selector is added or deleted for the watcher. */
function lineOf(change: Change, selection: Selection, write: Write): string | undefined {
  const { object, previous } = change;
  const matches = change.type !== 'DELETED' && selection.matches(object);
  const matched = previous !== undefined && selection.matches(previous);
  if (change.type === 'DELETED') return matched ? write('DELETED', object) : undefined;
  if (matches) return write(matched ? 'MODIFIED' : 'ADDED', object);
  return matched ? write('DELETED', object) : undefined;
}

function createWriter(cluster: Cluster, call: ResourceCall): Write {
  let isFirst = true;
  return (type, stored) => {
    const object = asServed(call.type, stored);
    const shown = wantsTable(call)
      ? renderTable(call.type, [object], {
          include: parseIncludeObject(call.query.get('includeObject')),
          now: cluster.clock.now(),
          withoutColumns: !isFirst,
        })
      : wantsMetadata(call)
        ? { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata }
        : object;
    isFirst = false;
    return `${JSON.stringify({ type, object: shown })}\n`;
  };
}

function bookmark(
  { store }: Cluster,
  { type }: ResourceCall,
  annotations: Record<string, string>,
): string {
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
  const metadata = {
    resourceVersion: String(store.version()),
    creationTimestamp: null,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
  return `${JSON.stringify({ type: 'BOOKMARK', object: { kind: type.kind, apiVersion, metadata } })}\n`;
}
