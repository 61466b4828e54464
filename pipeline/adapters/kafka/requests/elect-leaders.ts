// ElectLeaders (KIP-460) of the preferred kind: the first replica leads again, if it is in sync. The unclean kind is not here.
import type { Request, TopicPartition } from '../request.ts';
import { readByTopic, writeByTopic } from '../topic-arrays.ts';
import { createWriter } from '../wire.ts';

const PREFERRED = 0;

export function electLeadersRequest(
  partitions: readonly TopicPartition[],
  timeoutMs: number,
): Request<readonly { readonly errorCode: number; readonly said: string | null }[]> {
  const writer = createWriter();
  writeByTopic(writer.int8(PREFERRED), partitions, ({ partition }) => writer.int32(partition))
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
      const each = readByTopic(answer, () => {
        answer.int32();
        return { errorCode: answer.int16(), said: answer.compactString() };
      });
      return errorCode === 0 ? each : [{ errorCode, said: null }];
    },
  };
}
