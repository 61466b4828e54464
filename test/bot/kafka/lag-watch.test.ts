// The last looks at where groups stand are kept, whatever a Kafka does meanwhile.

import { expect, test } from '@jest/globals';
import { createLagWatch } from '../../../bot/kafka/lag-watch.ts';
import type { Clock, Kafkas } from '../../../bot/ports.ts';
import type { KafkaAdmin } from '../../../pipeline/index.ts';

const LIMITS = { kafkaLagEveryMs: 30_000, kafkaLagSamples: 3, kafkaLagPartitions: 10 };

test('looks are kept up to the limit, a failed one is left out, and a Kafka that is gone is forgotten', async () => {
  let nowMs = 0;
  let names = ['one'];
  const wakes: (() => void)[] = [];
  const clock: Clock = {
    nowMs: () => nowMs,
    id: () => 'id',
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        wakes.push(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
  };
  const group = { groupId: 'billing', protocolType: 'consumer', type: 'Classic', coordinator: 1 };
  const offsets = () => [{ topic: 'orders', partition: 0, offset: nowMs }];
  const admin = {
    groups: async () => {
      if (nowMs === 2) throw new Error('no broker');
      return { found: [{ ...group, state: 'Stable' }], silent: [] };
    },
    committedOf: async () => ({
      found: [{ groupId: 'billing', offsets: offsets() }],
      silent: [],
    }),
    offsets: async () => [
      { topic: 'orders', partition: 0, offset: 100, timestamp: -1, error: 'NONE' },
    ],
  } as unknown as KafkaAdmin;
  const kafkas: Kafkas = {
    get all() {
      return names.map((name) => ({ name, environment: 'staging' }));
    },
    change: () => {
      throw new Error('nothing is changed');
    },
    open: () => admin,
    schemas: () => undefined,
    connect: () => {
      throw new Error('nothing is asked of a Connect');
    },
    check: async () => undefined,
  };
  const warned: string[] = [];
  const watch = createLagWatch({
    ...{ kafkas: () => kafkas, clock, limits: LIMITS },
    log: { warn: (_fields, message) => void warned.push(message) },
  });
  const slept = async () => {
    while (wakes.length === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  watch.start();
  await slept();
  for (nowMs = 1; nowMs < 5; nowMs += 1) {
    wakes.shift()?.();
    await slept();
  }
  const [seen] = watch.history('one');
  expect(seen?.partitions[0]?.samples.map(({ atMs }) => atMs)).toEqual([1, 3, 4]);
  expect(warned).toEqual(['groups could not be looked at']);
  names = [];
  wakes.shift()?.();
  await slept();
  expect(watch.history('one')).toEqual([]);
  await watch.stop();
});
