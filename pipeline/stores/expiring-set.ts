// A set of keys, each of which expires after a window of stream time: what has been seen lately. One changelog record per key.
import type { ChangelogWriter, StoreLifecycle } from './lifecycle.ts';

export interface ExpiringSet extends StoreLifecycle {
  readonly kind: 'expiring-set';
  has(key: string): boolean;
  /** Adds a key that is not in it, at the stream time as it is. */
  add(key: string): void;
}

export interface ExpiringSetOptions {
  readonly name: string;
  /** Infinity for keys that never expire. */
  readonly windowMs: number;
}

/** Keys that came in the same part of a window are forgotten together, which costs nothing per key and record. */
const PARTS_PER_WINDOW = 48;

export function createExpiringSet({ name, windowMs }: ExpiringSetOptions): ExpiringSet {
  /** The stream time at which each key came. Of the transactions under way too: aborted ones take their keys out again. */
  const times = new Map<string, number>();
  /** The keys by when they came, oldest first. */
  const parts = new Map<number, string[]>();
  const partMs = Math.max(1, Math.ceil(windowMs / PARTS_PER_WINDOW));
  let streamTime = 0;
  let sweptPart = -1;
  let open: string[] = [];
  let sealed: string[] = [];

  const remember = (key: string, time: number) => {
    times.set(key, time);
    if (windowMs === Infinity) return;
    const part = Math.floor(time / partMs);
    const keys = parts.get(part);
    if (keys === undefined) parts.set(part, [key]);
    else keys.push(key);
  };
  const isLive = (time: number) => time + windowMs > streamTime;
  /** Only what is expired by a stream time that is committed may go: one of an aborted transaction may never come again. */
  const sweep = () => {
    if (Math.floor(streamTime / partMs) === sweptPart) return;
    sweptPart = Math.floor(streamTime / partMs);
    for (const [part, keys] of parts) {
      if ((part + 1) * partMs + windowMs > streamTime) break;
      for (const key of keys) {
        const came = times.get(key);
        // It may have come again since.
        if (came !== undefined && !isLive(came)) times.delete(key);
      }
      parts.delete(part);
    }
  };
  return {
    kind: 'expiring-set',
    name,
    // Its keys never come twice within the window: there is nothing to compact, and the host cuts off what has expired.
    changelogSettings: {
      'cleanup.policy': 'delete',
      'retention.ms': '-1',
      'retention.bytes': '-1',
    },
    get size() {
      return times.size - open.length - sealed.length;
    },
    has: (key) => {
      const time = times.get(key);
      return time !== undefined && isLive(time);
    },
    add: (key) => {
      times.set(key, streamTime);
      open.push(key);
    },
    write: (writer: ChangelogWriter) => {
      for (const key of open) writer.append(key, '', times.get(key));
    },
    seal: () => {
      [sealed, open] = [open, []];
    },
    commit: () => {
      for (const key of sealed) remember(key, times.get(key) ?? streamTime);
      sealed = [];
      sweep();
    },
    drop: () => {
      for (const key of open) times.delete(key);
      for (const key of sealed) times.delete(key);
      open = [];
      sealed = [];
    },
    restore: (key, _value, timestamp) => {
      if (isLive(timestamp)) remember(key, timestamp);
    },
    advance: (time) => {
      streamTime = time;
    },
  };
}
