// DescribeTopicPartitions (KIP-966): the partitions of topics with their eligible leader replicas, some at a time.
import type { PartitionState } from '../../../admin.ts';
import type { Request, TopicPartition } from '../request.ts';
import { createWriter, type Reader } from '../wire.ts';
import type { ListedTopic } from './metadata.ts';

export const DESCRIBE_TOPIC_PARTITIONS = { key: 75, version: 0 };

/** Brokers give no more at a time. */
const PARTITIONS_AT_ONCE = 2000;

export interface DescribedTopics {
  readonly topics: readonly ListedTopic[];
  /** Where to go on; undefined at the end. */
  readonly next: TopicPartition | undefined;
}

export function describeTopicPartitionsRequest(
  topics: readonly string[],
  from: TopicPartition | undefined,
): Request<DescribedTopics> {
  const writer = createWriter();
  writer.compactArray(topics, (topic) => writer.compactString(topic).tags());
  writer.int32(PARTITIONS_AT_ONCE);
  if (from === undefined) writer.int8(-1);
  else writer.int8(1).compactString(from.topic).int32(from.partition).tags();
  return {
    name: 'DescribeTopicPartitions',
    ...DESCRIBE_TOPIC_PARTITIONS,
    isFlexible: true,
    body: writer.tags().done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const found = answer.compactArray(() => readTopic(answer));
      return { topics: found, next: answer.int8() < 0 ? undefined : readCursor(answer) };
    },
  };
}

function readTopic(answer: Reader): ListedTopic {
  const errorCode = answer.int16();
  const name = answer.compactString() ?? '';
  const id = answer.uuid();
  const isInternal = answer.boolean();
  const partitions = answer.compactArray(() => readPartition(answer));
  answer.int32(); // authorized operations
  answer.tags();
  return { errorCode, name, id, isInternal, partitions };
}

function readPartition(answer: Reader): PartitionState {
  answer.int16(); // an error that the leader and the replicas in sync tell as well
  const partition = answer.int32();
  const leader = answer.int32();
  answer.int32(); // leader epoch
  const replicas = answer.compactArray(() => answer.int32());
  const isr = answer.compactArray(() => answer.int32());
  const elr = answer.compactNullableArray(() => answer.int32());
  const lastKnownElr = answer.compactNullableArray(() => answer.int32());
  answer.compactArray(() => answer.int32()); // offline replicas
  answer.tags();
  return { partition, leader, replicas, isr, elr, lastKnownElr };
}

function readCursor(answer: Reader): TopicPartition {
  const topic = answer.compactString() ?? '';
  const partition = answer.int32();
  answer.tags();
  return { topic, partition };
}
