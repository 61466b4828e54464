// Follows one kind of a cluster: lists it, then watches from there, again and again. Whatever breaks, it goes on from the version that it has; only
// what the server no longer has is listed anew.

import { type KubernetesApi, StatusError } from '../../kubernetes/api.ts';
import type { Metadata } from '../../kubernetes/object.ts';
import type { Clock } from '../../ports.ts';
import type { WatchedKind } from './kinds.ts';
import { readList } from './read-list.ts';
import { type WatchEvent, watchEvents } from './watch-events.ts';

type SeenObject = { readonly metadata?: Metadata };

export interface FollowParts {
  readonly kind: WatchedKind;
  /** Where another process stopped. */
  readonly version: string | undefined;
  readonly open: (signal: AbortSignal) => KubernetesApi;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly room: () => Promise<void>;
  readonly onObject: (object: SeenObject) => void;
  readonly onListed: (uids: ReadonlySet<string>) => void;
  readonly onEvent: (type: 'put' | 'remove', object: SeenObject) => void;
  /** The version has moved on, and nothing has happened. */
  readonly onMoved: () => void;
  /** It does not go on; told once in a while as long as that lasts. */
  readonly onProblem: (error: unknown) => void;
  /** What the server refuses to show; undefined: it does not. */
  readonly onRefused: (refusal: StatusError | undefined) => void;
}

export interface Follower {
  /** The resourceVersion up to which all was handed on. */
  version(): string | undefined;
  /** Undefined: never. */
  seenAtMs(): number | undefined;
  /** Not where the server refuses it, which is told, or has no such kind: then how old the last look is says nothing. */
  isWatched(): boolean;
  /** The first list, tried once. */
  begin(): Promise<void>;
  /** Until the signal. */
  follow(): Promise<void>;
}

const GONE = 410;
const LIST_MS = 120_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A kind that may not be read, or is not there, seldom comes to be. */
const REFUSED_PAUSE_MS = 5 * 60_000;
/** Of the failures in a row: each so manieth is told. */
const TOLD_EACH = 20;

export function createFollower(parts: FollowParts): Follower {
  const { kind, open, clock, signal } = parts;
  let version = parts.version;
  let isListed = false;
  let isWatched = true;
  let seenAtMs: number | undefined;
  let failures = 0;

  const well = () => {
    seenAtMs = clock.nowMs();
    failures = 0;
    isWatched = true;
  };
  const list = async () => {
    const within = AbortSignal.any([signal, AbortSignal.timeout(LIST_MS)]);
    const { onObject, room } = parts;
    const listed = await readList(kind, { api: open(within), version, onObject, room });
    parts.onListed(listed.uids);
    version = listed.version;
    isListed = true;
    well();
    parts.onRefused(undefined);
  };
  const take = ({ type, object }: WatchEvent) => {
    if (type === 'ERROR')
      throw new StatusError({ message: 'gone', reason: '', code: object.code ?? 500 });
    if (type === 'ADDED' || type === 'MODIFIED') parts.onEvent('put', object);
    if (type === 'DELETED') parts.onEvent('remove', object);
    version = object.metadata?.resourceVersion ?? version;
    if (type === 'BOOKMARK') parts.onMoved();
  };
  const watch = async (from: string) => {
    const ending = new AbortController();
    const api = open(AbortSignal.any([signal, ending.signal]));
    const end = () => ending.abort(new Error('the watch is over'));
    for await (const events of watchEvents(kind, { api, version: from, clock, end })) {
      await parts.room();
      for (const event of events) take(event);
      well();
    }
    well();
  };
  const isMissing = (error: unknown) =>
    error instanceof StatusError && error.status.code === 404 && kind.isOptional === true;
  /** What the server has no longer, or does not like, is listed anew; what it is too busy for is not. */
  const onStatus = (error: StatusError) => {
    const { code } = error.status;
    if (isRefusal(error)) isWatched = false;
    if (isRefusal(error) && !isMissing(error)) parts.onRefused(error);
    if (code !== 429 && (code < 500 || code === 504)) isListed = false;
    if (code === GONE) version = undefined;
  };
  /** @returns how long to wait before it is tried again. */
  const onFailure = (error: unknown): number => {
    if (error instanceof StatusError) onStatus(error);
    failures += 1;
    const isGone = error instanceof StatusError && error.status.code === GONE;
    if (isGone && failures === 1) return 0;
    if (!isMissing(error) && failures % TOLD_EACH === 1) parts.onProblem(error);
    if (error instanceof StatusError && isRefusal(error)) return REFUSED_PAUSE_MS;
    return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10), LONGEST_PAUSE_MS);
  };
  let pauseMs = 0;
  return {
    version: () => version,
    seenAtMs: () => seenAtMs,
    isWatched: () => isWatched,
    begin: async () => {
      await list().catch((error: unknown) => {
        if (!signal.aborted) pauseMs = onFailure(error);
      });
    },
    follow: async () => {
      for (;;) {
        if (pauseMs > 0) await clock.sleep(pauseMs, signal).catch(() => {});
        if (signal.aborted) return;
        try {
          if (!isListed) await list();
          const beganMs = clock.nowMs();
          await watch(version ?? '0');
          // A server that ends each watch at once is not asked without a pause.
          pauseMs = clock.nowMs() - beganMs < FIRST_PAUSE_MS ? FIRST_PAUSE_MS : 0;
        } catch (error) {
          if (signal.aborted) return;
          pauseMs = onFailure(error);
        }
      }
    },
  };
}

function isRefusal({ status: { code } }: StatusError): boolean {
  return [401, 403, 404].includes(code);
}
