// Ways around the host's transactions, for planted mistakes: records and offsets written beside them, records read that were never
// committed.
import type { BatchBuilder } from '../../../pipeline/adapters/kafka/batch-builder.ts';
import { createConnections } from '../../../pipeline/adapters/kafka/connections.ts';
import { throwOnError } from '../../../pipeline/adapters/kafka/error-codes.ts';
import {
  createRecordCursor,
  endOfRecords,
} from '../../../pipeline/adapters/kafka/record-cursor.ts';
import { fetchRequest } from '../../../pipeline/adapters/kafka/requests/fetch.ts';
import { produceRequest } from '../../../pipeline/adapters/kafka/requests/produce.ts';
import type {
  Batch,
  GroupMembership,
  Kafka,
  LogReader,
  OffsetToCommit,
  TopicPartition,
  TransactionalProducer,
} from '../../../pipeline/ports.ts';

const PLAIN = { producerId: -1n, producerEpoch: -1, baseSequence: -1, isTransactional: false };
const PRODUCE_MS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;

export function nobodyOf(membership: GroupMembership): GroupMembership {
  return { ...membership, generationId: -1, memberId: '' };
}

/** Offsets in a transaction of their own, which nobody in the group vouches for. */
export function committingAlone(kafka: Kafka) {
  const alone = kafka.openProducer(`alone-${process.pid}-${Math.random()}`);
  let ready: Promise<void> | undefined;
  return async (membership: GroupMembership, offsets: readonly OffsetToCommit[]) => {
    ready ??= alone.initialize();
    await ready;
    await alone.sendOffsets(nobodyOf(membership), offsets);
    await alone.commit();
  };
}

export function appendingOutside(
  producer: TransactionalProducer,
  brokers: readonly string[],
  isOutside: (partition: TopicPartition) => boolean,
): TransactionalProducer['send'] {
  const connections = createConnections({ brokers, clientId: 'outside' });
  return async (partition, batch: Batch) => {
    if (!isOutside(partition)) return await producer.send(partition, batch);
    const sealed = (batch as BatchBuilder).seal(PLAIN);
    const request = produceRequest({
      ...{ transactionalId: null, timeoutMs: PRODUCE_MS },
      batches: [{ ...partition, batch: sealed }],
    });
    const [result] = await connections.send(await connections.leaderOf(partition), request);
    throwOnError(result?.errorCode ?? -1, `produce to ${partition.topic}`);
    return result?.baseOffset ?? -1;
  };
}

export function fetchingUncommitted(brokers: readonly string[]) {
  const connections = createConnections({ brokers, clientId: 'uncommitted' });
  return async (from: Parameters<LogReader['fetch']>[0]) => {
    const [first] = from;
    if (first === undefined) return [];
    const request = fetchRequest({
      ...{ isolation: 'read_uncommitted', maxWaitMs: 50, minBytes: 1, maxBytes: MAX_BYTES },
      positions: [{ ...first, maxBytes: MAX_BYTES }],
    });
    const answer = await connections.send(await connections.leaderOf(first), request);
    return answer.partitions.map(({ topic, partition, records, highWatermark }) => ({
      ...{ topic, partition, highWatermark, lastStableOffset: highWatermark },
      nextOffset: endOfRecords(records, first.offset),
      ...{ bytes: records.length, isOutOfRange: false },
      records: createRecordCursor(records, { from: first.offset }),
    }));
  };
}
