// Merges the inputs of one task by record time, as Kafka Streams does: the earliest record goes first, and while an input may
// still bring an earlier one, nobody does.
import type { Fetched, Records, TopicPartition } from './ports.ts';
import { TaskError } from './task-error.ts';

export interface InputQueue {
  readonly topic: string;
  /** The offset after the last record that was taken, or passed over by the fetch. */
  readonly position: number;
  /** Where the next fetch goes on. */
  readonly fetchPosition: number;
  /** Bytes that were fetched and not yet taken. */
  readonly bufferedBytes: number;
  add(fetched: Fetched, nowMs: number): void;
  /** Forgets what was fetched, and goes on from there. */
  rewind(offset: number): void;
  /** The record at hand, which is not taken yet; undefined when there is none. */
  head(): Records | undefined;
  /** The record at hand is taken. */
  take(): void;
  /** When the record at hand came, if there is one. */
  readonly nextTimestamp: number | undefined;
  /** Since when the input is known to have nothing more; undefined when it may have. */
  readonly emptySinceMs: number | undefined;
  /** Records that are committed in the log and not taken, as far as is known. */
  readonly lag: number;
  /** When the log was last heard of; undefined before it ever was. */
  readonly heardMs: number | undefined;
}

export function createInputQueue(from: TopicPartition & { readonly offset: number }): InputQueue {
  const { topic, partition, offset } = from;
  let position = offset;
  let fetchPosition = offset;
  let lastStableOffset = -1;
  let emptySinceMs: number | undefined;
  let heardMs: number | undefined;
  let waiting: { readonly records: Records; readonly bytes: number }[] = [];
  let current: { readonly records: Records; readonly bytes: number } | undefined;
  let hasHead = false;

  const moveOn = (records: Records): boolean => {
    try {
      return records.next();
    } catch (error) {
      throw new TaskError({ topic, partition, offset: position }, 'Records cannot be read', error);
    }
  };
  const head = (): Records | undefined => {
    while (!hasHead) {
      if (current === undefined) current = waiting.shift();
      if (current === undefined) return undefined;
      hasHead = moveOn(current.records);
      if (hasHead) break;
      position = Math.max(position, current.records.position);
      current = undefined;
    }
    return current?.records;
  };
  return {
    topic,
    head,
    get position() {
      return position;
    },
    get fetchPosition() {
      return fetchPosition;
    },
    get bufferedBytes() {
      return waiting.reduce((sum, { bytes }) => sum + bytes, current?.bytes ?? 0);
    },
    get nextTimestamp() {
      return hasHead ? current?.records.timestamp : undefined;
    },
    get emptySinceMs() {
      return emptySinceMs;
    },
    get lag() {
      return Math.max(0, lastStableOffset - position);
    },
    get heardMs() {
      return heardMs;
    },
    add: (fetched, nowMs) => {
      heardMs = nowMs;
      lastStableOffset = fetched.lastStableOffset;
      fetchPosition = Math.max(fetchPosition, fetched.nextOffset);
      if (fetched.bytes > 0) {
        waiting.push({ records: fetched.records, bytes: fetched.bytes });
        emptySinceMs = undefined;
      } else if (position >= lastStableOffset) emptySinceMs ??= nowMs;
    },
    rewind: (to) => {
      position = to;
      fetchPosition = to;
      waiting = [];
      current = undefined;
      hasHead = false;
      emptySinceMs = undefined;
    },
    take: () => {
      position = (current?.records.offset ?? position - 1) + 1;
      hasHead = false;
    },
  };
}

/**
 * The input whose record is next; undefined while that cannot be known, or there is none. Of two of the same time the first in
 * the list goes first.
 */
export function nextInput(
  inputs: readonly InputQueue[],
  options: { readonly nowMs: number; readonly idleMs: number },
): InputQueue | undefined {
  let earliest: InputQueue | undefined;
  let earliestTime = Infinity;
  for (const input of inputs) {
    const record = input.head();
    if (record === undefined) {
      const { emptySinceMs } = input;
      if (emptySinceMs === undefined || options.nowMs - emptySinceMs < options.idleMs) {
        return undefined;
      }
    } else if (record.timestamp < earliestTime) {
      earliest = input;
      earliestTime = record.timestamp;
    }
  }
  return earliest;
}
