// Records by hand for a step or a task, and what it makes of them.
import type { Emit, InputRecord } from '../../pipeline/pipeline.ts';

export function recordOf(
  topic: string,
  given: {
    readonly key?: string | null;
    readonly value: unknown;
    readonly offset?: number;
    readonly timestamp?: number;
  },
): InputRecord {
  const { key = 'c1', value, offset = 0, timestamp = 1_000 } = given;
  const text = typeof value === 'string' || value === null ? value : JSON.stringify(value);
  return {
    ...{ topic, partition: 3, offset, timestamp, streamTime: timestamp },
    key: () => key,
    bytes: () => (text === null ? null : Buffer.from(text)),
    text: () => text,
  };
}

export function recordingEmit() {
  const emitted: { topic: string; key: string | null; value: unknown }[] = [];
  const counts: Record<string, number> = {};
  const out: Emit = {
    emit: (topic, key, value) => void emitted.push({ topic, key, value: JSON.parse(value) }),
    count: (what) => {
      counts[what] = (counts[what] ?? 0) + 1;
    },
  };
  return { out, emitted, counts };
}
