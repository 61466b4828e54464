// Writes records to topics as fast as the broker takes them, or at a rate. Each batch is sent once; a batch whose answer is lost
// is sent again, and so may be there twice: repeats are what the settlement has to bear.
import { createBatchBuilder } from '../../pipeline/adapters/kafka/batch-builder.ts';
import { createConnections } from '../../pipeline/adapters/kafka/connections.ts';
import { throwOnError } from '../../pipeline/adapters/kafka/error-codes.ts';
import { produceRequest } from '../../pipeline/adapters/kafka/requests/produce.ts';
import { retrying } from '../../pipeline/adapters/kafka/retry.ts';

export interface PlainProducer {
  /** To the partition of the key. */
  add(topic: string, key: string, value: string, timestamp: number): void;
  /** Sends what was added, and returns when all replicas have it. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const PRODUCE_MS = 10_000;
const TRY_FOR_MS = 60_000;
const SEAL = { producerId: -1n, producerEpoch: -1, baseSequence: -1, isTransactional: false };

export function createPlainProducer(brokers: readonly string[], partitions: number): PlainProducer {
  const connections = createConnections({ brokers, clientId: 'clicks' });
  let batches = new Map<string, ReturnType<typeof createBatchBuilder>>();
  return {
    add: (topic, key, value, timestamp) => {
      const name = `${topic}\n${partitionOf(key, partitions)}`;
      const batch = batches.get(name) ?? createBatchBuilder();
      batches.set(name, batch);
      batch.append(key, value, timestamp);
    },
    flush: async () => {
      const sending = batches;
      batches = new Map();
      await Promise.all(
        [...sending].map(async ([name, builder]) => {
          const [topic = '', number = ''] = name.split('\n');
          const partition = Number(number);
          const batch = builder.seal(SEAL);
          await retrying(
            async () => {
              const leader = await connections.leaderOf({ topic, partition });
              const request = produceRequest({
                ...{ transactionalId: null, timeoutMs: PRODUCE_MS },
                batches: [{ topic, partition, batch }],
              });
              const [result] = await connections.send(leader, request, PRODUCE_MS);
              throwOnError(result?.errorCode ?? -1, `produce to ${topic}-${partition}`);
            },
            { withinMs: TRY_FOR_MS, lookAgain: () => connections.refresh() },
          );
        }),
      );
    },
    close: () => connections.close(),
  };
}

/** FNV-1a; any function of the key will do, as long as all inputs use the same. */
export function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % partitions;
}
