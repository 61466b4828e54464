// Transactions in the states that one meets: done, open, and one that hangs because its coordinator never heard of it.

import { createBatchBuilder } from '../../../pipeline/adapters/kafka/batch-builder.ts';
import { createConnections } from '../../../pipeline/adapters/kafka/connections.ts';
import { throwOnError } from '../../../pipeline/adapters/kafka/error-codes.ts';
import { createKafka } from '../../../pipeline/adapters/kafka/kafka.ts';
import { initProducerIdRequest } from '../../../pipeline/adapters/kafka/requests/init-producer-id.ts';
import { produceRequest } from '../../../pipeline/adapters/kafka/requests/produce.ts';
import { retrying } from '../../../pipeline/adapters/kafka/retry.ts';
import type { Kafka } from '../../kafka/kafka.ts';
import { runTool } from '../../kafka/tool.ts';

export const OPEN_ID = 'loader-open';
export const HANGING_TOPIC = 'shop.hanging';
const TIMEOUT_MS = 600_000;
const PATIENCE_MS = 60_000;
/** Beyond the longest that a transaction may be open. */
const LONG_AGO_MS = 20 * 60_000;

export interface Transactions {
  close(): Promise<void>;
}

export async function openTransactions(kafka: Kafka): Promise<Transactions> {
  await runTool(kafka, 'kafka-topics', [
    ...['--create', '--topic', HANGING_TOPIC, '--partitions', '1', '--replication-factor', '3'],
  ]);
  const client = createKafka({
    ...{ brokers: kafka.bootstrap.split(','), clientId: 'conformance' },
    transactionTimeoutMs: TIMEOUT_MS,
  });
  const producers = ['loader-done', OPEN_ID].map((id) => client.openProducer(id));
  for (const producer of producers) {
    await producer.initialize();
    const batch = producer.newBatch();
    batch.append('key', 'value', Date.now());
    await producer.send({ topic: HANGING_TOPIC, partition: 0 }, batch);
  }
  await producers[0]?.commit();
  await leaveHanging(kafka);
  return { close: async () => void (await Promise.all(producers.map((each) => each.close()))) };
}

/** Writes as in a transaction without having told the coordinator of the partition, as a producer with a bug of old did. */
async function leaveHanging(kafka: Kafka): Promise<void> {
  const connections = createConnections({
    ...{ brokers: kafka.bootstrap.split(','), clientId: 'conformance' },
  });
  try {
    const transactionalId = 'loader-hanging';
    // A coordinator that has just come to be may still load what it has to know.
    const given = await retrying(
      async () => {
        const coordinator = await connections.coordinatorOf('transaction', transactionalId);
        const request = initProducerIdRequest({
          transactionalId,
          transactionTimeoutMs: TIMEOUT_MS,
        });
        const { errorCode, ...identity } = await connections.send(coordinator, request);
        throwOnError(errorCode, `initialize ${transactionalId}`);
        return identity;
      },
      { withinMs: PATIENCE_MS, lookAgain: () => connections.refresh() },
    );
    const builder = createBatchBuilder();
    builder.append('key', 'value', Date.now() - LONG_AGO_MS);
    const batch = builder.seal({ ...given, baseSequence: 0, isTransactional: true });
    const to = { topic: HANGING_TOPIC, partition: 0 };
    const batches = [{ ...to, batch }];
    const request = produceRequest({ transactionalId, timeoutMs: PATIENCE_MS, batches });
    const leader = await connections.leaderOf(to);
    const [answer] = await connections.send(leader, request, PATIENCE_MS);
    throwOnError(answer?.errorCode ?? -1, 'leave a transaction hanging');
  } finally {
    await connections.close();
  }
}
