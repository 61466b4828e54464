// How often events told of an object, and in what words: the newest objects alone, because a storm has many. Pure, but for what it keeps.

import { keepNewest } from './keep-newest.ts';
import { short } from './matter.ts';
import type { ClusterEvent } from './objects.ts';

/** What the conditions name in `events`. */
const REASONS = new Set(['FailedScheduling', 'Failed', 'ProvisioningFailed']);
const OBJECTS = 5_000;
const EVENTS_OF_ONE = 20;

export interface EventCounts {
  /** @returns the uid of the object that it tells of; undefined where nobody asks for such. */
  put(event: ClusterEvent): string | undefined;
  /** Of all events of these reasons about the object, and the newest's words. */
  of(uid: string, reasons: readonly string[]): { readonly count: number; readonly why: string };
}

interface Counted {
  readonly reason: string;
  readonly count: number;
  readonly message: string;
}

export function createEventCounts(): EventCounts {
  const objects = new Map<string, Map<string, Counted>>();
  return {
    put: ({ metadata = {}, involvedObject = {}, reason = '', message, count = 1, series }) => {
      const { uid } = involvedObject;
      if (uid === undefined || !REASONS.has(reason)) return undefined;
      const events = objects.get(uid) ?? new Map<string, Counted>();
      keepNewest(objects, OBJECTS, [uid, events]);
      const times = Math.max(count, series?.count ?? 0, 1);
      keepNewest(events, EVENTS_OF_ONE, [
        metadata.uid ?? metadata.name ?? '',
        { reason, message: short(message), count: times },
      ]);
      return uid;
    },
    of: (uid, reasons) => {
      const found = [...(objects.get(uid)?.values() ?? [])].filter((each) =>
        reasons.includes(each.reason),
      );
      return {
        count: found.reduce((sum, { count }) => sum + count, 0),
        why: found.at(-1)?.message ?? '',
      };
    },
  };
}
