// ElectLeaders (KIP-460) of the preferred kind: the first replica leads again, if it is in sync. The unclean kind is not here.
import { byTopic, type Request, type TopicPartition } from '../request.ts';
import { createWriter } from '../wire.ts';

const PREFERRED = 0;

export function electLeadersRequest(
  partitions: readonly TopicPartition[],
  timeoutMs: number,
): Request<readonly { readonly errorCode: number; readonly said: string | null }[]> {
  const writer = createWriter();
  writer
    .int8(PREFERRED)
    .compactArray(byTopic(partitions), ([topic, all]) => {
      writer
        .compactString(topic)
        .compactArray(all, ({ partition }) => writer.int32(partition))
        .tags();
    })
    .int32(timeoutMs)
    .tags();
  return {
    name: 'ElectLeaders',
    key: 43,
    version: 2,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16(); // of all together
      const each = answer.compactArray(() => {
        answer.compactString();
        const results = answer.compactArray(() => {
          answer.int32();
          const result = { errorCode: answer.int16(), said: answer.compactString() };
          answer.tags();
          return result;
        });
        answer.tags();
        return results;
      });
      return errorCode === 0 ? each.flat() : [{ errorCode, said: null }];
    },
  };
}
