// What is known of a cluster, and what is told of it: objects come in, and the difference between what is wrong and what was told goes out. It
// keeps only objects in which something is wrong, so its memory grows with trouble and not with the cluster. It reads no clock and asks nobody.

import type { Metadata } from '../../kubernetes/object.ts';
import type { Notice } from '../source.ts';
import { belongsTo, createContexts } from './contexts.ts';
import { createEventCounts } from './event-counts.ts';
import type { WatchedKind } from './kinds.ts';
import type { Matter } from './matter.ts';
import { keyOf, noticeOf, objectKey, objectOf } from './notice.ts';
import type { ClusterEvent } from './objects.ts';
import { type Seen, seenOf } from './seen.ts';

export interface WorldOptions {
  readonly cluster: string;
  readonly environment: string;
  /** What was told before a restart and not taken back. */
  readonly told: readonly Notice[];
  /** A matter is told anew whose container's last lines are wanted. */
  readonly wantLog?: (seen: Seen, matter: Matter) => void;
}

type SeenObject = { readonly metadata?: Metadata };

/** Each call returns what is to be told because of it, the oldest first. */
export interface World {
  put(kind: WatchedKind, object: SeenObject, nowMs: number): readonly Notice[];
  remove(kind: WatchedKind, object: SeenObject, nowMs: number): readonly Notice[];
  /** All of a kind was put, and nothing else is there. @param uids of what is there */
  listed(kind: WatchedKind, uids: ReadonlySet<string>, nowMs: number): readonly Notice[];
  /** Something about the source itself. */
  putSeen(seen: Seen, nowMs: number): readonly Notice[];
  /** The last lines of a log have come. @param key of the notice */
  putListing(key: string, listing: string, nowMs: number): readonly Notice[];
  /** What has become due by time alone. */
  due(nowMs: number): readonly Notice[];
  /** From now on what is put is told; until then it is only kept. */
  begin(nowMs: number): readonly Notice[];
  /** Notices that are told as firing. */
  firing(): readonly Notice[];
}

export function createWorld(options: WorldOptions): World {
  const contexts = createContexts();
  const events = createEventCounts();
  const troubled = new Map<string, Seen>();
  const told = new Map<string, Map<string, Notice>>();
  const listings = new Map<string, string>();
  /** When an object is to be looked at again. */
  const dues = new Map<string, number>();
  const listed = new Set<string>(['Watch']);
  let hasBegun = false;

  for (const notice of options.told) {
    const object = objectOf(notice.key);
    told.set(object, (told.get(object) ?? new Map<string, Notice>()).set(notice.key, notice));
    if (notice.listing !== undefined) listings.set(notice.key, notice.listing);
  }

  const wrongNow = (seen: Seen, nowMs: number): readonly Notice[] =>
    seen.matters
      .filter(({ fromMs = 0, untilMs = Number.POSITIVE_INFINITY }) => {
        return fromMs <= nowMs && nowMs < untilMs;
      })
      .filter((matter) => contexts.isTold(seen, matter))
      .map((matter) => {
        const key = keyOf(seen, matter);
        const before = told.get(objectKey(seen))?.get(key);
        if (before === undefined && matter.log !== undefined) options.wantLog?.(seen, matter);
        return noticeOf(seen, matter, {
          ...{ cluster: options.cluster, environment: options.environment },
          team: contexts.teamOf(seen),
          told: events.of(seen.uid, matter.events ?? []),
          listing: listings.get(key),
          startedAtMs: before?.startedAtMs,
        });
      });

  /** Tells what is other than it was told. */
  const tell = (object: string, nowMs: number): readonly Notice[] => {
    if (!hasBegun) return [];
    const seen = troubled.get(object);
    setDue(dues, object, seen, nowMs);
    const [before, now] = [told.get(object), seen === undefined ? [] : wrongNow(seen, nowMs)];
    if (before === undefined && now.length === 0) return [];
    const after = new Map(now.map((notice) => [notice.key, notice]));
    if (after.size === 0) told.delete(object);
    else told.set(object, after);
    const ended = [...(before?.values() ?? [])].filter(
      ({ key, group }) => after.get(key)?.group !== group,
    );
    for (const { key } of ended) if (!after.has(key)) listings.delete(key);
    return [
      ...ended.map((notice): Notice => ({ ...notice, state: 'resolved' })),
      ...now.filter((notice) => !isSame(before?.get(notice.key), notice)),
    ];
  };

  const tellAll = (objects: Iterable<string>, nowMs: number): readonly Notice[] =>
    [...objects].flatMap((object) => tell(object, nowMs));

  const keep = (seen: Seen): string => {
    const object = objectKey(seen);
    if (seen.matters.length > 0) troubled.set(object, seen);
    else troubled.delete(object);
    return object;
  };

  const around = (kind: string, metadata: Metadata): readonly string[] =>
    [...troubled].flatMap(([object, seen]) => (belongsTo(seen, kind, metadata) ? [object] : []));

  return {
    put: (kind, object, nowMs) => {
      const { metadata = {} } = object;
      if (kind.kind === 'Event') {
        const uid = events.put(object as ClusterEvent);
        return uid === undefined
          ? []
          : tellAll(
              WITH_EVENTS.map((of) => `${of}/${uid}`),
              nowMs,
            );
      }
      const isOther = kind.isContext === true && contexts.put(kind.kind, object);
      const own = keep(seenOf(kind, object, contexts.cronJobOf));
      return tellAll(new Set([own, ...(isOther ? around(kind.kind, metadata) : [])]), nowMs);
    },
    remove: (kind, object, nowMs) => {
      const { metadata = {} } = object;
      if (kind.kind === 'Event') return [];
      const own = objectKey({ kind: kind.kind, uid: metadata.uid ?? '' });
      troubled.delete(own);
      const isOther = kind.isContext === true && contexts.remove(kind.kind, metadata);
      return tellAll(new Set([own, ...(isOther ? around(kind.kind, metadata) : [])]), nowMs);
    },
    listed: (kind, uids, nowMs) => {
      contexts.keepOnly(kind.kind, uids);
      listed.add(kind.kind);
      const gone = [...troubled.keys(), ...told.keys()].filter((object) => {
        const [of, uid = ''] = object.split('/');
        return of === kind.kind && !uids.has(uid);
      });
      for (const object of gone) troubled.delete(object);
      return tellAll(new Set([...gone, ...(kind.isContext ? troubled.keys() : [])]), nowMs);
    },
    putSeen: (seen, nowMs) => tell(keep(seen), nowMs),
    putListing: (key, listing, nowMs) => {
      if (!told.get(objectOf(key))?.has(key)) return [];
      listings.set(key, listing);
      return tell(objectOf(key), nowMs);
    },
    due: (nowMs) =>
      tellAll(
        [...dues].flatMap(([object, atMs]) => (atMs <= nowMs ? [object] : [])),
        nowMs,
      ),
    begin: (nowMs) => {
      hasBegun = true;
      // Of a kind that could not be listed nobody knows what has gone.
      const before = [...told.keys()].filter((object) => listed.has(object.split('/')[0] ?? ''));
      return tellAll(new Set([...before, ...troubled.keys()]), nowMs);
    },
    firing: () => [...told.values()].flatMap((notices) => [...notices.values()]),
  };
}

/** Kinds whose matters name events. */
const WITH_EVENTS = ['Pod', 'PersistentVolumeClaim'];

function setDue(
  dues: Map<string, number>,
  object: string,
  seen: Seen | undefined,
  nowMs: number,
): void {
  const next = (seen?.matters ?? [])
    .flatMap(({ fromMs = 0, untilMs = Number.POSITIVE_INFINITY }) => [fromMs, untilMs])
    .filter((atMs) => atMs > nowMs && atMs < Number.POSITIVE_INFINITY);
  if (next.length === 0) dues.delete(object);
  else dues.set(object, Math.min(...next));
}

/** They are built in one order, so their texts are the same where they are. */
function isSame(one: Notice | undefined, other: Notice): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other);
}
