// ListOffsets as those who look after a Kafka need it: offsets with the times of their records. Version 7 is of Kafka 3.0.
import type { OffsetWish } from '../../../admin.ts';
import type { Request, TopicPartition } from '../request.ts';
import { readByTopic, writeByTopic } from '../topic-arrays.ts';
import { createWriter } from '../wire.ts';

export interface FoundByLeader extends TopicPartition {
  readonly errorCode: number;
  readonly offset: number;
  readonly timestamp: number;
}

const SPECIAL: Readonly<Record<Exclude<OffsetWish, number>, number>> = {
  latest: -1,
  earliest: -2,
  newest: -3,
};

export function findOffsetsRequest(
  partitions: readonly TopicPartition[],
  at: OffsetWish,
): Request<readonly FoundByLeader[]> {
  const time = typeof at === 'number' ? at : SPECIAL[at];
  const writer = createWriter();
  writer
    .int32(-1) // no replica
    .int8(0); // records of open transactions count
  writeByTopic(writer, partitions, ({ partition }) => {
    writer.int32(partition).int32(-1).int64(time).tags();
  }).tags();
  return {
    name: 'ListOffsets',
    key: 2,
    version: 7,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return readByTopic(answer, (topic): FoundByLeader => {
        const partition = answer.int32();
        const errorCode = answer.int16();
        const timestamp = answer.int64();
        const offset = answer.int64();
        answer.int32(); // leader epoch
        return { topic, partition, errorCode, offset, timestamp };
      });
    },
  };
}
