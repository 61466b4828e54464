// TxnOffsetCommit: the input offsets of a transaction, to the group coordinator. Version 3 says which member of which generation
// commits (KIP-447), so that a member that has been replaced is refused.
import { byTopic, type Request, type TopicPartition } from '../request.ts';
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
    .compactString(options.groupInstanceId)
    .compactArray(byTopic(options.offsets), ([topic, offsets]) => {
      writer
        .compactString(topic)
        .compactArray(offsets, ({ partition, offset, metadata }) => {
          writer.int32(partition).int64(offset).int32(-1).compactString(metadata).tags();
        })
        .tags();
    })
    .tags();
  return {
    name: 'TxnOffsetCommit',
    key: 28,
    version: 3,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer
        .compactArray(() => {
          const topic = answer.compactString() ?? '';
          const partitions = answer.compactArray(() => {
            const found = { topic, partition: answer.int32(), errorCode: answer.int16() };
            answer.tags();
            return found;
          });
          answer.tags();
          return partitions;
        })
        .flat();
    },
  };
}
