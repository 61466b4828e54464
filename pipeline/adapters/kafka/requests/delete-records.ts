// DeleteRecords: cuts off the beginning of logs that one broker leads. What is cut off is gone for everybody.
import { byTopic, type Request, type TopicPartition } from '../request.ts';
import { createWriter } from '../wire.ts';

export interface CutOff extends TopicPartition {
  /** The first offset that stays. */
  readonly offset: number;
}

export function deleteRecordsRequest(options: {
  readonly timeoutMs: number;
  readonly partitions: readonly CutOff[];
}): Request<readonly (TopicPartition & { readonly errorCode: number })[]> {
  const writer = createWriter();
  writer
    .array(byTopic(options.partitions), ([topic, partitions]) => {
      writer.string(topic).array(partitions, ({ partition, offset }) => {
        writer.int32(partition).int64(offset);
      });
    })
    .int32(options.timeoutMs);
  return {
    name: 'DeleteRecords',
    key: 21,
    version: 1,
    isFlexible: false,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer
        .array(() => {
          const topic = answer.string() ?? '';
          return answer.array(() => {
            const partition = answer.int32();
            answer.int64(); // where the log begins now
            return { topic, partition, errorCode: answer.int16() };
          });
        })
        .flat();
    },
  };
}
