// OffsetFetch of everything that groups of one coordinator have committed. Version 8 takes several groups (Kafka 3.0).
import type { Request, TopicPartition } from '../request.ts';
import { createWriter } from '../wire.ts';

export interface CommittedOfGroup {
  readonly groupId: string;
  readonly errorCode: number;
  readonly offsets: readonly (TopicPartition & {
    readonly offset: number;
    readonly leaderEpoch: number;
    readonly metadata: string;
    readonly errorCode: number;
  })[];
}

export function fetchCommittedRequest(
  groupIds: readonly string[],
): Request<readonly CommittedOfGroup[]> {
  const writer = createWriter();
  writer
    .compactArray(groupIds, (groupId) => writer.compactString(groupId).varint(0).tags()) // every topic
    .boolean(false) // also what an open transaction is about to replace
    .tags();
  return {
    name: 'OffsetFetch',
    key: 9,
    version: 8,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer.compactArray((): CommittedOfGroup => {
        const groupId = answer.compactString() ?? '';
        const topics = answer.compactArray(() => {
          const topic = answer.compactString() ?? '';
          const offsets = answer.compactArray(() => {
            const partition = answer.int32();
            const offset = answer.int64();
            const leaderEpoch = answer.int32();
            const metadata = answer.compactString() ?? '';
            const errorCode = answer.int16();
            answer.tags();
            return { topic, partition, offset, leaderEpoch, metadata, errorCode };
          });
          answer.tags();
          return offsets;
        });
        const errorCode = answer.int16();
        answer.tags();
        return { groupId, errorCode, offsets: topics.flat() };
      });
    },
  };
}
