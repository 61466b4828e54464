// OffsetDelete (KIP-496): the group has no offset for these partitions any more. Refused for topics that somebody of it reads.
import { byTopic, type Request, type TopicPartition } from '../request.ts';
import { createWriter } from '../wire.ts';

export function offsetDeleteRequest(
  groupId: string,
  partitions: readonly TopicPartition[],
): Request<readonly { readonly errorCode: number }[]> {
  const writer = createWriter();
  writer.string(groupId).array(byTopic(partitions), ([topic, all]) => {
    writer.string(topic).array(all, ({ partition }) => writer.int32(partition));
  });
  return {
    name: 'OffsetDelete',
    key: 47,
    version: 0,
    isFlexible: false,
    body: writer.done(),
    read: (answer) => {
      const errorCode = answer.int16(); // of the group as a whole
      answer.int32(); // throttle time
      const each = answer.array(() => {
        answer.string();
        return answer.array(() => {
          answer.int32();
          return { errorCode: answer.int16() };
        });
      });
      return errorCode === 0 ? each.flat() : [{ errorCode }];
    },
  };
}
