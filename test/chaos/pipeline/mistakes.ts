// Mistakes around transactions, put between the host and the real Kafka. The verifier must see each.
import type { BatchBuilder } from '../../../pipeline/adapters/kafka/batch-builder.ts';
import { createConnections } from '../../../pipeline/adapters/kafka/connections.ts';
import { throwOnError } from '../../../pipeline/adapters/kafka/error-codes.ts';
import { produceRequest } from '../../../pipeline/adapters/kafka/requests/produce.ts';
import type { Kafka, TransactionalProducer } from '../../../pipeline/ports.ts';

type Plant = (
  producer: TransactionalProducer,
  kafka: Kafka,
  brokers: readonly string[],
) => Partial<TransactionalProducer>;

const PLAIN = { producerId: -1n, producerEpoch: -1, baseSequence: -1, isTransactional: false };
const PRODUCE_MS = 10_000;

const PLANTS = {
  /** Outputs are written as they come, state and offsets after them: what is left undone is done, and told, once more. */
  'at least once': (producer, _, brokers) => {
    const connections = createConnections({ brokers, clientId: 'at-least-once' });
    return {
      send: async (partition, batch) => {
        if (partition.topic.endsWith('-changelog')) return await producer.send(partition, batch);
        const sealed = (batch as BatchBuilder).seal(PLAIN);
        const request = produceRequest({
          ...{ transactionalId: null, timeoutMs: PRODUCE_MS },
          batches: [{ ...partition, batch: sealed }],
        });
        const [result] = await connections.send(await connections.leaderOf(partition), request);
        throwOnError(result?.errorCode ?? -1, `produce to ${partition.topic}`);
        return result?.baseOffset ?? -1;
      },
    };
  },
  /** Offsets in a transaction of their own, before that of the records. */
  'commit before produce': (producer, kafka) => {
    const early = kafka.openProducer(`early-${process.pid}`);
    let isReady = false;
    return {
      sendOffsets: async (membership, offsets) => {
        const nobody = { ...membership, generationId: -1, memberId: '' };
        if (!isReady) await early.initialize();
        isReady = true;
        await early.sendOffsets(nobody, offsets);
        await early.commit();
        await producer.sendOffsets(membership, offsets);
      },
    };
  },
  /** The coordinator is not told which member of which generation commits. */
  'no generation': (producer) => ({
    sendOffsets: (membership, offsets) =>
      producer.sendOffsets({ ...membership, generationId: -1, memberId: '' }, offsets),
  }),
} satisfies Readonly<Record<string, Plant>>;

export type MistakeName = keyof typeof PLANTS;

export const MISTAKES = Object.keys(PLANTS) as readonly MistakeName[];

export function plantMistake(
  kafka: Kafka,
  mistake: MistakeName | undefined,
  brokers: readonly string[],
): Kafka {
  if (mistake === undefined) return kafka;
  const plant: Plant = PLANTS[mistake];
  return {
    ...kafka,
    openProducer: (transactionalId) => {
      const producer = kafka.openProducer(transactionalId);
      return { ...producer, ...plant(producer, kafka, brokers) };
    },
  };
}
