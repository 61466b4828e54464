// What a kafka command runs with, in memory: its time passes by sleeping alone, and what is asked of it is what a test gives; all else throws.

import type { KafkaContext } from '../../../bot/command.ts';
import type { Connect } from '../../../bot/kafka/connect.ts';
import type { KafkaAdmin, KafkaChanges } from '../../../pipeline/index.ts';

interface Given {
  readonly admin?: Partial<KafkaAdmin>;
  readonly changes?: Partial<KafkaChanges>;
  readonly connect?: Partial<Connect>;
  readonly signal?: AbortSignal;
}

export function kafkaContext(given: Given): KafkaContext {
  const { signal = new AbortController().signal } = given;
  let nowMs = 0;
  return {
    kafka: { name: 'one', environment: 'staging' },
    admin: only<KafkaAdmin>(given.admin),
    changes: only<KafkaChanges>(given.changes),
    connect: only<Connect>(given.connect),
    topicRules: { names: undefined, replicationFactor: 1, partitions: 50, keyedTopics: [] },
    snapshots: { keep: refuse, find: refuse },
    lagHistory: () => [],
    signal,
    nowMs: () => nowMs,
    sleep: async (ms) => {
      signal.throwIfAborted();
      nowMs += ms;
    },
    show: () => {},
  };
}

function only<T extends object>(given: Partial<T> = {}): T {
  return new Proxy(given, {
    get: (target, name) => Reflect.get(target, name) ?? refuse,
  }) as T;
}

async function refuse(): Promise<never> {
  throw new Error('a test did not give it');
}
