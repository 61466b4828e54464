// OffsetCommit by nobody of the group: the coordinator takes it only while the group has no members (generation -1).
import type { CommittedOffset } from '../../../admin.ts';
import type { Request, TopicPartition } from '../request.ts';
import { readByTopic, writeByTopic } from '../topic-arrays.ts';
import { createWriter } from '../wire.ts';

export function offsetCommitRequest(
  groupId: string,
  offsets: readonly CommittedOffset[],
): Request<readonly (TopicPartition & { readonly errorCode: number })[]> {
  const writer = createWriter();
  writer.compactString(groupId).int32(-1).compactString('').compactString(null);
  writeByTopic(writer, offsets, ({ partition, offset, leaderEpoch = -1, metadata = '' }) => {
    writer.int32(partition).int64(offset).int32(leaderEpoch).compactString(metadata).tags();
  }).tags();
  return {
    name: 'OffsetCommit',
    key: 8,
    version: 8,
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
