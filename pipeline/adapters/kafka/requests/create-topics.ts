// CreateTopics of one topic, whose replicas the controller places. Version 5 is of Kafka 2.4.
import type { NewTopic } from '../../../admin-changes.ts';
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

export function createTopicsRequest(options: {
  readonly topic: NewTopic;
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
}): Request<readonly { readonly errorCode: number; readonly said: string | null }[]> {
  const { topic, timeoutMs, validateOnly } = options;
  const writer = createWriter();
  writer
    .compactArray([topic], ({ name, partitions, replicationFactor, settings }) => {
      writer
        .compactString(name)
        .int32(partitions)
        .int16(replicationFactor)
        .varint(1) // where the replicas shall lie is not said
        .compactArray(Object.entries(settings), ([key, value]) => {
          writer.compactString(key).compactString(value).tags();
        })
        .tags();
    })
    .int32(timeoutMs)
    .boolean(validateOnly)
    .tags();
  return {
    name: 'CreateTopics',
    key: 19,
    version: 5,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer.compactArray(() => {
        answer.compactString();
        const errorCode = answer.int16();
        const said = answer.compactString();
        answer.int32();
        answer.int16();
        answer.compactNullableArray(() => {
          answer.compactString();
          answer.compactString();
          answer.boolean();
          answer.int8();
          answer.boolean();
          answer.tags();
        });
        answer.tags();
        return { errorCode, said };
      });
    },
  };
}
