// The events of one watch, each parsed. A server that says nothing for longer than it promised to keep the watch open hangs: that ends it too.

import type { KubernetesApi } from '../../kubernetes/api.ts';
import type { Metadata } from '../../kubernetes/object.ts';
import type { Clock } from '../../ports.ts';
import type { WatchedKind } from './kinds.ts';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: { readonly metadata?: Metadata; readonly code?: number };
}

/** The server ends a watch after so long, so that silence is never longer. */
export const WATCH_SECONDS = 45;
const SILENT_MS = (WATCH_SECONDS + 15) * 1000;

export class SilentWatchError extends Error {
  constructor() {
    super('the API server keeps a watch open and says nothing');
    this.name = 'SilentWatchError';
  }
}

export interface WatchParts {
  readonly api: KubernetesApi;
  readonly version: string;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Ends the request. */
  readonly end: () => void;
}

/** The events of each piece as it arrives. Ends when the server ends it. */
export async function* watchEvents(
  { resource, fieldSelector }: WatchedKind,
  { api, version, clock, end }: WatchParts,
): AsyncIterable<readonly WatchEvent[]> {
  const stream = api.stream({
    verb: 'watch',
    resource,
    query: {
      ...{ resourceVersion: version, allowWatchBookmarks: 'true' },
      ...{ timeoutSeconds: String(WATCH_SECONDS) },
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    },
  });
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of withinSilence(stream, clock, end)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield lines.filter((line) => line !== '').map((line) => JSON.parse(line) as WatchEvent);
  }
}

async function* withinSilence(
  stream: AsyncIterable<Uint8Array>,
  clock: Pick<Clock, 'sleep'>,
  end: () => void,
): AsyncIterable<Uint8Array> {
  const reader = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const heard = new AbortController();
      const silent = clock.sleep(SILENT_MS, heard.signal).then(
        () => 'silent' as const,
        () => 'silent' as const,
      );
      const next = reader.next();
      const got = await Promise.race([next, silent]).finally(() => heard.abort());
      if (got === 'silent') {
        next.catch(() => {}); // it fails when the request is ended
        throw new SilentWatchError();
      }
      if (got.done) return;
      yield got.value;
    }
  } finally {
    end();
  }
}
