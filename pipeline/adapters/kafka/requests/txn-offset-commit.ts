// TxnOffsetCommit: the input offsets of a transaction, to the group coordinator. Version 3 says which member of which generation
// commits (KIP-447), so that a member that has been replaced is refused.
import type { Request, TopicPartition } from '../request.ts';
import { readByTopic, writeByTopic } from '../topic-arrays.ts';
import { createWriter } from '../wire.ts';
import type { ProducerIdentity } from './init-producer-id.ts';

export interface OffsetToCommit extends TopicPartition {
  /** The next offset to read. */
  readonly offset: number;
  readonly metadata: string;
}

/** Who commits: what the coordinator compares with the group as it is. */
export interface GroupMembership {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

export function txnOffsetCommitRequest(
  options: ProducerIdentity &
    GroupMembership & {
      readonly transactionalId: string;
      readonly offsets: readonly OffsetToCommit[];
    },
): Request<readonly (TopicPartition & { readonly errorCode: number })[]> {
  const writer = createWriter();
  writer
    .compactString(options.transactionalId)
    .compactString(options.groupId)
    .int64(options.producerId)
    .int16(options.producerEpoch)
    .int32(options.generationId)
    .compactString(options.memberId)
    .compactString(options.groupInstanceId);
  writeByTopic(writer, options.offsets, ({ partition, offset, metadata }) => {
    writer.int32(partition).int64(offset).int32(-1).compactString(metadata).tags();
  }).tags();
  return {
    name: 'TxnOffsetCommit',
    key: 28,
    version: 3,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return readByTopic(answer, (topic) => {
        return { topic, partition: answer.int32(), errorCode: answer.int16() };
      });
    },
  };
}
