// Writes events as the components of a cluster do: the same thing again raises the count of the event that is there. The
// number of events is bounded; the oldest go first.
import { randomBytes, randomUUID } from 'node:crypto';
import { type Clock, stampOf } from './clock.ts';
import type { Event, KubernetesObject } from './objects.ts';
import { builtIn } from './resources.ts';
import type { Store } from './store.ts';

export interface EventNote {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly host?: string;
  readonly fieldPath?: string;
  /** For what happened before the stand-in began, and how often. */
  readonly firstAt?: number;
  readonly lastAt?: number;
  readonly count?: number;
}

export interface EventRecorder {
  record(about: KubernetesObject, note: EventNote): void;
  /** Forgets what is older than an hour, as the API server does. */
  forgetOld(): void;
}

const KEPT_EVENTS = 400;
const KEPT_MS = 3_600_000;
const EVENT = builtIn('Event', '');

export function createEventRecorder(store: Store, clock: Clock): EventRecorder {
  const forgetOld = () => {
    const oldest = stampOf(clock.now() - KEPT_MS);
    for (const event of store.list(EVENT) as Event[])
      if ((event.lastTimestamp ?? '') < oldest) store.remove(EVENT, event);
  };
  return {
    forgetOld,
    record(about, note) {
      const now = clock.now();
      if (clock.isLive()) forgetOld();
      const same = store
        .list(EVENT, about.metadata.namespace ?? 'default')
        .find((event) => isSame(event as Event, about, note));
      if (same !== undefined) store.put(EVENT, repeated(same as Event, note, now));
      else {
        store.put(EVENT, newEvent(about, note, now));
        dropOldest(store);
      }
    },
  };
}

function isSame(event: Event, about: KubernetesObject, note: EventNote): boolean {
  return (
    event.involvedObject.uid === about.metadata.uid &&
    event.reason === note.reason &&
    event.type === note.type &&
    event.message === note.message
  );
}

function repeated(event: Event, { lastAt, count = 1 }: EventNote, now: number): Event {
  return {
    ...event,
    count: (event.count ?? 1) + count,
    lastTimestamp: stampOf(lastAt ?? now),
  };
}

function newEvent(about: KubernetesObject, note: EventNote, now: number): Event {
  const namespace = about.metadata.namespace ?? 'default';
  const first = note.firstAt ?? now;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${about.metadata.name}.${randomBytes(8).toString('hex')}`,
      namespace,
      uid: randomUUID(),
      resourceVersion: '',
      creationTimestamp: stampOf(first),
    },
    involvedObject: {
      kind: about.kind,
      ...(about.metadata.namespace === undefined ? {} : { namespace }),
      name: about.metadata.name,
      uid: about.metadata.uid,
      apiVersion: about.apiVersion,
      resourceVersion: about.metadata.resourceVersion,
      ...(note.fieldPath === undefined ? {} : { fieldPath: note.fieldPath }),
    },
    reason: note.reason,
    message: note.message,
    source: {
      component: note.component,
      ...(note.host === undefined ? {} : { host: note.host }),
    },
    firstTimestamp: stampOf(first),
    lastTimestamp: stampOf(note.lastAt ?? note.firstAt ?? now),
    count: note.count ?? 1,
    type: note.type,
    eventTime: null,
    reportingComponent: note.component,
    reportingInstance: note.host ?? '',
  };
}

function dropOldest(store: Store): void {
  const events = store.list(EVENT) as Event[];
  if (events.length <= KEPT_EVENTS) return;
  const oldest = events.reduce((one, other) =>
    (one.lastTimestamp ?? '') <= (other.lastTimestamp ?? '') ? one : other,
  );
  store.remove(EVENT, oldest);
}
