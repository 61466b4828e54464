import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { hashState } from '../../../pipeline/state-hash.ts';
import { createExpiringSet } from '../../../pipeline/stores/expiring-set.ts';
import { createKeyValueStore } from '../../../pipeline/stores/key-value-store.ts';
import type { StoreLifecycle } from '../../../pipeline/stores/lifecycle.ts';

const WINDOW_MS = 100;
const numbers = () =>
  createKeyValueStore<number>({ name: 'n', encode: String, decode: (text) => Number(text) });
const seen = () => createExpiringSet({ name: 's', windowMs: WINDOW_MS });

describe('a key-value store', () => {
  test('shows the step what it has put, and others what is committed', () => {
    const store = numbers();
    store.put('a', 1);
    expect([store.get('a'), store.lookUp('a')]).toEqual([1, undefined]);
    store.seal();
    store.put('a', 2);
    expect([store.get('a'), store.lookUp('a')]).toEqual([2, undefined]);
    store.commit();
    expect([store.get('a'), store.lookUp('a')]).toEqual([2, 1]);
  });

  test('gives back what a dropped transaction has changed or deleted', () => {
    const store = numbers();
    store.put('a', 1);
    store.seal();
    store.commit();
    store.delete('a');
    store.seal();
    store.put('b', 2);
    expect(store.get('a')).toBeUndefined();
    store.drop();
    expect([store.get('a'), store.get('b')]).toEqual([1, undefined]);
  });
});

describe('an expiring set', () => {
  test('forgets a key after the window, not before', () => {
    const store = seen();
    store.begin(0);
    store.add('a');
    store.advance(WINDOW_MS - 1);
    expect(store.has('a')).toBe(true);
    store.advance(WINDOW_MS);
    expect(store.has('a')).toBe(false);
  });

  test('takes a key once within the window, and says so', () => {
    const store = seen();
    store.begin(0);
    expect(store.add('a')).toBe(true);
    store.advance(WINDOW_MS - 1);
    expect(store.add('a')).toBe(false);
    store.advance(WINDOW_MS); // counted from when it came first
    expect([store.has('a'), store.add('a')]).toEqual([false, true]);
  });

  test('a key that had expired and came again is what it was when that transaction is dropped', () => {
    const store = seen();
    store.begin(0);
    store.add('a');
    store.seal();
    store.commit();
    store.advance(WINDOW_MS);
    store.add('a');
    store.drop();
    store.advance(WINDOW_MS - 1);
    expect(store.has('a')).toBe(true);
  });

  test('a key that came again in the next transaction is of the first when that one is dropped', () => {
    const store = seen();
    store.begin(0);
    store.add('a');
    store.seal();
    store.advance(WINDOW_MS);
    store.add('a');
    store.commit();
    store.drop();
    store.advance(WINDOW_MS - 1);
    expect(store.has('a')).toBe(true);
  });

  test('keeps no more keys than are alive, once their time is committed', () => {
    const store = seen();
    store.begin(0);
    for (let time = 0; time < 50 * WINDOW_MS; time += 1) {
      store.advance(time);
      store.add(`k${time}`);
      store.seal();
      store.commit();
    }
    expect(store.size).toBeLessThan(1.1 * WINDOW_MS);
  });
});

/** What a step may do, and what may become of its transactions. */
const ACTS = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('touch' as const), key: fc.integer({ min: 0, max: 8 }) }),
    fc.record({ act: fc.constantFrom('seal' as const, 'drop' as const), key: fc.constant(0) }),
    fc.record({ act: fc.constant('time' as const), key: fc.integer({ min: 1, max: 60 }) }),
  ),
  { maxLength: 80 },
);

test('a restored store is the one that was lived through, whatever was dropped on the way', async () => {
  await fc.assert(
    fc.property(ACTS, (acts) => {
      const [values, keys] = [numbers(), seen()];
      const stores: StoreLifecycle[] = [values, keys];
      const changelogs = new Map<StoreLifecycle, [string, string | null, number][]>();
      let [time, committedTime] = [0, 0];
      for (const store of stores) store.begin(0);
      const commit = () => {
        for (const store of stores) {
          const log = changelogs.get(store) ?? [];
          changelogs.set(store, log);
          store.write({
            append: (key, value, at) => void log.push([key, value, at ?? time]),
          });
          store.seal();
          store.commit();
        }
        committedTime = time;
      };
      for (const { act, key } of acts) {
        if (act === 'touch') {
          values.put(`k${key}`, (values.get(`k${key}`) ?? 0) + 1);
          if (!keys.has(`k${key}`)) keys.add(`k${key}`);
          if (key === 0) values.delete(`k${key}`);
        } else if (act === 'time') time += key;
        else if (act === 'seal') commit();
        else {
          for (const store of stores) store.drop();
          time = committedTime;
        }
        for (const store of stores) store.advance(time);
      }
      commit();
      const fresh: StoreLifecycle[] = [numbers(), seen()];
      fresh.forEach((store, index) => {
        store.begin(committedTime);
        for (const [key, value, at] of changelogs.get(stores[index] as StoreLifecycle) ?? []) {
          store.restore(key, value, at);
        }
      });
      expect(hashState(fresh as never)).toBe(hashState(stores as never));
    }),
  );
});

test('the hash tells apart what differs, and nothing else', () => {
  const [one, other] = [numbers(), numbers()];
  one.restore('a', '1', 0);
  one.restore('b', '2', 0);
  other.restore('b', '2', 0);
  other.restore('a', '1', 0);
  expect(hashState([one])).toBe(hashState([other]));
  other.restore('b', '3', 0);
  expect(hashState([one])).not.toBe(hashState([other]));
});
