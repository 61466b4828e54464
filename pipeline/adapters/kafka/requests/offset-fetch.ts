// OffsetFetch: the committed offsets of a group. With `requireStable` the coordinator does not answer with an offset that an
// open transaction is about to replace (KIP-447): it says UNSTABLE_OFFSET_COMMIT instead.
import type { Request, TopicPartition } from '../request.ts';
import { readByTopic, writeByTopic } from '../topic-arrays.ts';
import { createWriter } from '../wire.ts';

export interface CommittedOffset extends TopicPartition {
  /** The next offset to read; -1 when none was committed. */
  readonly offset: number;
  readonly metadata: string;
  readonly errorCode: number;
}

export function offsetFetchRequest(options: {
  readonly groupId: string;
  readonly partitions: readonly TopicPartition[];
  readonly requireStable: boolean;
}): Request<{ readonly errorCode: number; readonly offsets: readonly CommittedOffset[] }> {
  const writer = createWriter();
  writer.compactString(options.groupId);
  writeByTopic(writer, options.partitions, ({ partition }) => writer.int32(partition))
    .boolean(options.requireStable)
    .tags();
  return {
    name: 'OffsetFetch',
    key: 9,
    version: 7,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const offsets = readByTopic(answer, (topic): CommittedOffset => {
        const partition = answer.int32();
        const offset = answer.int64();
        answer.int32(); // leader epoch
        const metadata = answer.compactString() ?? '';
        const errorCode = answer.int16();
        return { topic, partition, offset, metadata, errorCode };
      });
      return { errorCode: answer.int16(), offsets };
    },
  };
}
