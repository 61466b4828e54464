// ListOffsets: where the logs of partitions that one broker leads begin and end.
import { byTopic, type Request, type TopicPartition } from '../request.ts';
import { createWriter } from '../wire.ts';
import { type Isolation, isolationLevel } from './fetch.ts';

export interface ListedOffset extends TopicPartition {
  readonly errorCode: number;
  readonly offset: number;
}

/** Instead of a time. */
export const LOG_START = -2;
/** With read_committed the last stable offset, otherwise the high watermark. */
export const LOG_END = -1;

export function listOffsetsRequest(options: {
  readonly isolation: Isolation;
  /** Milliseconds since 1970, for the first record of that time or later; or LOG_START or LOG_END. */
  readonly at: number;
  readonly partitions: readonly TopicPartition[];
}): Request<readonly ListedOffset[]> {
  const writer = createWriter();
  writer
    .int32(-1) // no replica
    .int8(isolationLevel(options.isolation))
    .array(byTopic(options.partitions), ([topic, partitions]) => {
      writer.string(topic).array(partitions, ({ partition }) => {
        writer.int32(partition).int32(-1).int64(options.at);
      });
    });
  return {
    name: 'ListOffsets',
    key: 2,
    version: 5,
    isFlexible: false,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer
        .array(() => {
          const topic = answer.string() ?? '';
          return answer.array((): ListedOffset => {
            const partition = answer.int32();
            const errorCode = answer.int16();
            answer.int64(); // time
            const offset = answer.int64();
            answer.int32(); // leader epoch
            return { topic, partition, errorCode, offset };
          });
        })
        .flat();
    },
  };
}
