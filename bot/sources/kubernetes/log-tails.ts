// The last lines of containers that end badly: of one Pod of a workload at a time, few at once, and none for long. What cannot be read is left out.

import type { KubernetesApi } from '../../kubernetes/api.ts';
import type { Clock } from '../../ports.ts';
import { keepNewest } from './keep-newest.ts';
import { POD_LOG } from './kinds.ts';
import type { Matter } from './matter.ts';
import { keyOf } from './notice.ts';
import type { Seen } from './seen.ts';

export interface LogTails {
  want(seen: Seen, matter: Matter): void;
}

export interface LogTailsOptions {
  /** A handle for one request. */
  readonly open: (signal: AbortSignal) => KubernetesApi;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly signal: AbortSignal;
  /** @param key of the notice */
  readonly onTail: (key: string, lines: string) => void;
}

const LINES = 20;
/** The server counts bytes from the first of these lines on, so there have to be enough for the last. */
const BYTES = 65_536;
const CHARACTERS = 2_000;
const DEADLINE_MS = 10_000;
const AT_ONCE = 2;
const WAITING = 50;
/** Pods of one workload end by the same: one of them is read in that time. */
const AGAIN_MS = 5 * 60_000;
const REMEMBERED = 2_000;

export function createLogTails({ open, clock, signal, onTail }: LogTailsOptions): LogTails {
  const readAtMs = new Map<string, number>();
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;
  const work = async () => {
    running += 1;
    for (
      let next = waiting.shift();
      next !== undefined && !signal.aborted;
      next = waiting.shift()
    ) {
      await next().catch(() => {}); // a log that is gone, or may not be read, is told nowhere else either
    }
    running -= 1;
  };
  return {
    want: (seen, { log, ...matter }) => {
      const workload = `${seen.owner.kind}/${seen.namespace}/${seen.owner.name}/${matter.reason}/${log?.container}`;
      const nowMs = clock.nowMs();
      const isRead = nowMs - (readAtMs.get(workload) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS;
      if (log === undefined || isRead || waiting.length >= WAITING) return;
      keepNewest(readAtMs, REMEMBERED, [workload, nowMs]);
      waiting.push(async () => {
        const api = open(AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]));
        const lines = await readTail(api, seen, log);
        if (lines !== '') onTail(keyOf(seen, matter), lines);
      });
      if (running < AT_ONCE) void work();
    },
  };
}

async function readTail(
  api: KubernetesApi,
  { namespace, name }: Seen,
  { container, previous }: NonNullable<Matter['log']>,
): Promise<string> {
  const { subresource, ...resource } = POD_LOG;
  const { body } = await api.request({
    ...{ verb: 'get', resource, subresource, namespace, name, as: 'text' },
    query: {
      ...{ container, tailLines: String(LINES), limitBytes: String(BYTES) },
      ...(previous ? { previous: 'true' } : {}),
    },
  });
  return String(body).trimEnd().slice(-CHARACTERS).toWellFormed();
}
