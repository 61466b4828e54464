import { expect, test } from '@jest/globals';
import { createInputQueue, nextInput } from '../../pipeline/merge.ts';
import type { Fetched } from '../../pipeline/ports.ts';
import { recordsOf } from './simulation/kafka.ts';

const IDLE_MS = 100;

function queueOf(topic: string) {
  const queue = createInputQueue({ topic, partition: 0, offset: 0 });
  let end = 0;
  return {
    queue,
    /** Records of these times come, as a fetch at that moment brings them. */
    bring: (times: readonly number[], nowMs: number) => {
      const entries = times.map((timestamp, index) => ({
        ...{ offset: end + index, key: null, value: null, timestamp, headers: [] },
        ...{ transaction: undefined, isMarker: false },
      }));
      end += times.length;
      const fetched: Fetched = {
        ...{ topic, partition: 0, nextOffset: end, bytes: times.length, isOutOfRange: false },
        ...{ lastStableOffset: end, highWatermark: end, records: recordsOf(entries, end) },
      };
      queue.add(fetched, nowMs);
    },
  };
}

function drain(queues: readonly ReturnType<typeof queueOf>[], nowMs: number): readonly string[] {
  const taken: string[] = [];
  const inputs = queues.map(({ queue }) => queue);
  for (;;) {
    const input = nextInput(inputs, { nowMs, idleMs: IDLE_MS });
    if (input === undefined) return taken;
    taken.push(`${input.topic}${input.head()?.timestamp}`);
    input.take();
  }
}

test('the earliest record goes first, and of two of the same time the one of the first input', () => {
  const [a, b] = [queueOf('a'), queueOf('b')];
  a.bring([10, 30, 50], 0);
  b.bring([10, 20, 40], 0);
  expect(drain([a, b], 0)).toEqual(['a10', 'b10', 'b20', 'a30', 'b40']);
});

test('nobody goes on while an input may bring an earlier record, until it is known to be idle for long enough', () => {
  const [a, b] = [queueOf('a'), queueOf('b')];
  a.bring([10], 0);
  expect(drain([a, b], 1_000)).toEqual([]);
  b.bring([], 1_000);
  expect(drain([a, b], 1_000 + IDLE_MS - 1)).toEqual([]);
  expect(drain([a, b], 1_000 + IDLE_MS)).toEqual(['a10']);
});

test('an input that was idle is waited for again once something came', () => {
  const [a, b] = [queueOf('a'), queueOf('b')];
  b.bring([], 0);
  a.bring([10], 0);
  expect(drain([a, b], IDLE_MS)).toEqual(['a10']);
  b.bring([5], IDLE_MS);
  a.bring([20], IDLE_MS);
  expect(drain([a, b], IDLE_MS)).toEqual(['b5']);
});

test('rewound, it forgets what was fetched and stands at the offset', () => {
  const a = queueOf('a');
  a.bring([10, 20], 0);
  drain([a], 0);
  expect(a.queue.position).toBe(2);
  a.queue.rewind(1);
  expect([a.queue.position, a.queue.fetchPosition, a.queue.head()]).toEqual([1, 1, undefined]);
});

test('an input knows when it was last heard of, also when nothing came', () => {
  const { queue, bring } = queueOf('a');
  expect(queue.heardMs).toBeUndefined();
  bring([10], 5);
  bring([], 7);
  expect(queue.heardMs).toBe(7);
});
