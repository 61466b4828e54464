// OffsetCommit by nobody of the group: the coordinator takes it only while the group has no members (generation -1).
import type { CommittedOffset } from '../../../admin.ts';
import { byTopic, type Request, type TopicPartition } from '../request.ts';
import { createWriter } from '../wire.ts';

export function offsetCommitRequest(
  groupId: string,
  offsets: readonly CommittedOffset[],
): Request<readonly (TopicPartition & { readonly errorCode: number })[]> {
  const writer = createWriter();
  writer
    .compactString(groupId)
    .int32(-1)
    .compactString('')
    .compactString(null)
    .compactArray(byTopic(offsets), ([topic, partitions]) => {
      writer
        .compactString(topic)
        .compactArray(partitions, ({ partition, offset, leaderEpoch = -1, metadata = '' }) => {
          writer.int32(partition).int64(offset).int32(leaderEpoch).compactString(metadata).tags();
        })
        .tags();
    })
    .tags();
  return {
    name: 'OffsetCommit',
    key: 8,
    version: 8,
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
