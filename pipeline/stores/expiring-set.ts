// A set of keys, each of which expires after a window of stream time: what has been seen lately. One changelog record per key.
import type { ChangelogWriter, CommittedRecord, StoreLifecycle } from './lifecycle.ts';

export interface ExpiringSet extends StoreLifecycle {
  readonly kind: 'expiring-set';
  has(key: string): boolean;
  /** Adds a key, at the stream time as it is. False when it is in it already: then nothing is changed. */
  add(key: string): boolean;
}

export interface ExpiringSetOptions {
  readonly name: string;
  /** Infinity for keys that never expire. */
  readonly windowMs: number;
}

/** Keys that came in the same part of a window are forgotten together, which costs nothing per key and record. */
const PARTS_PER_WINDOW = 48;

export function createExpiringSet({ name, windowMs }: ExpiringSetOptions): ExpiringSet {
  /** The stream time at which each key came. Of the transactions under way too: dropped ones take their keys out again. */
  const times = new Map<string, number>();
  /** The committed keys by when they came, oldest first. */
  const parts = new Map<number, string[]>();
  const partMs = Math.max(1, Math.ceil(windowMs / PARTS_PER_WINDOW));
  let streamTime = 0;
  let sealedTime = 0;
  let committedTime = 0;
  let sweptPart = -1;
  /** Keys of the transaction that is being filled, and of the one that is being committed. */
  let open = { keys: [] as string[], times: [] as number[] };
  let sealed = { keys: [] as string[], times: [] as number[] };
  /**
   * Where such a key had stood before, expired, when it came then. A transaction that is dropped gives it back: its stream time
   * goes back too, and by that one the key may be alive.
   */
  let replaced = new Map<string, number>();

  const isLiveAt = (now: number, time: number) => time + windowMs > now;
  const remember = (key: string, time: number) => {
    const part = Math.floor(time / partMs);
    const keys = parts.get(part);
    if (keys === undefined) parts.set(part, [key]);
    else keys.push(key);
  };
  /** Only what is expired by a stream time that is committed may go: one of a dropped transaction may never come again. */
  const sweep = () => {
    if (Math.floor(committedTime / partMs) === sweptPart) return;
    sweptPart = Math.floor(committedTime / partMs);
    for (const [part, keys] of parts) {
      if ((part + 1) * partMs + windowMs > committedTime) break;
      for (const key of keys) {
        const came = times.get(key);
        // It may have come again since.
        if (came !== undefined && !isLiveAt(committedTime, came)) times.delete(key);
      }
      parts.delete(part);
    }
  };
  const begin = (time: number) => {
    streamTime = time;
    sealedTime = time;
    committedTime = time;
  };
  const isLive = (time: number | undefined): time is number =>
    time !== undefined && isLiveAt(committedTime, time);
  return {
    kind: 'expiring-set',
    name,
    // Its keys never come twice within the window: there is nothing to compact, and the host cuts off what has expired.
    changelogSettings: {
      'cleanup.policy': 'delete',
      'retention.ms': '-1',
      'retention.bytes': '-1',
    },
    retentionMs: windowMs,
    get size() {
      return times.size - open.keys.length - sealed.keys.length;
    },
    lookUp: (key) => {
      const isOpen = open.keys.includes(key) || sealed.keys.includes(key);
      const time = isOpen ? replaced.get(key) : times.get(key);
      return isLive(time) ? time : undefined;
    },
    *committedRecords(): Iterable<CommittedRecord> {
      const notYet = new Set([...open.keys, ...sealed.keys]);
      for (const [key, came] of times) {
        const time = notYet.has(key) ? replaced.get(key) : came;
        if (isLive(time)) yield [key, '', time];
      }
    },
    *snapshotRecords(): Iterable<CommittedRecord> {
      // Only what is committed has a part; where it came again since, and that is not committed, what counts is in `replaced`.
      for (const keys of parts.values()) {
        for (const key of keys) {
          const time = replaced.get(key) ?? times.get(key);
          if (isLive(time)) yield [key, '', time];
        }
      }
    },
    has: (key) => {
      const time = times.get(key);
      return time !== undefined && isLiveAt(streamTime, time);
    },
    add: (key) => {
      const earlier = times.get(key);
      if (earlier !== undefined) {
        if (isLiveAt(streamTime, earlier)) return false;
        if (!replaced.has(key)) replaced.set(key, earlier);
      }
      times.set(key, streamTime);
      open.keys.push(key);
      open.times.push(streamTime);
      return true;
    },
    write: (writer: ChangelogWriter) => {
      open.keys.forEach((key, index) => {
        writer.append(key, '', open.times[index]);
      });
    },
    seal: () => {
      sealed = open;
      open = { keys: [], times: [] };
      sealedTime = streamTime;
    },
    commit: () => {
      committedTime = sealedTime;
      sealed.keys.forEach((key, index) => {
        const time = sealed.times[index] ?? sealedTime;
        remember(key, time);
        if (times.get(key) === time) replaced.delete(key);
        else replaced.set(key, time); // it expired, and came again in the transaction that is being filled
      });
      sealed = { keys: [], times: [] };
      sweep();
    },
    drop: () => {
      for (const key of [...open.keys, ...sealed.keys]) {
        const earlier = replaced.get(key);
        if (isLive(earlier)) times.set(key, earlier);
        else times.delete(key);
      }
      open = { keys: [], times: [] };
      sealed = { keys: [], times: [] };
      replaced = new Map();
      sealedTime = committedTime;
    },
    begin,
    keepUp: (time) => {
      begin(time);
      sweep();
    },
    restore: (key, _value, timestamp) => {
      if (!isLive(timestamp)) return;
      times.set(key, timestamp);
      remember(key, timestamp);
    },
    advance: (time) => {
      streamTime = time;
    },
  };
}
