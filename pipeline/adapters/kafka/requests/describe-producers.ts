// DescribeProducers (KIP-664): who wrote to partitions with a producer id, as their leader knows it.
import type { PartitionProducer } from '../../../admin-transactions.ts';
import type { Request, TopicPartition } from '../request.ts';
import { readByTopic, writeByTopic } from '../topic-arrays.ts';
import { createWriter, type Reader } from '../wire.ts';

export interface DescribedPartition extends TopicPartition {
  readonly errorCode: number;
  readonly producers: readonly PartitionProducer[];
}

export function describeProducersRequest(
  partitions: readonly TopicPartition[],
): Request<readonly DescribedPartition[]> {
  const writer = createWriter();
  writeByTopic(writer, partitions, ({ partition }) => writer.int32(partition)).tags();
  return {
    name: 'DescribeProducers',
    key: 61,
    version: 0,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return readByTopic(answer, (topic): DescribedPartition => {
        const partition = answer.int32();
        const errorCode = answer.int16();
        answer.compactString(); // the error in words
        const producers = answer.compactArray(() => readProducer(answer, { topic, partition }));
        return { topic, partition, errorCode, producers };
      });
    },
  };
}

function readProducer(answer: Reader, of: TopicPartition): PartitionProducer {
  const producerId = answer.bigint64();
  const producerEpoch = answer.int32();
  answer.int32(); // its last sequence number
  const lastTimestamp = answer.int64();
  const coordinatorEpoch = answer.int32();
  const startOffset = answer.int64();
  answer.tags();
  return { ...of, producerId, producerEpoch, coordinatorEpoch, lastTimestamp, startOffset };
}
