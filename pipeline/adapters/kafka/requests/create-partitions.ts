// CreatePartitions: a topic gets more partitions, whose replicas the controller places. Records stay where they are.
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

export function createPartitionsRequest(options: {
  readonly topic: string;
  /** How many there shall be in all. */
  readonly count: number;
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
}): Request<readonly { readonly errorCode: number; readonly said: string | null }[]> {
  const { topic, count, timeoutMs, validateOnly } = options;
  const writer = createWriter();
  writer
    .compactArray([topic], (name) => {
      writer.compactString(name).int32(count).varint(0).tags(); // where they shall lie is not said
    })
    .int32(timeoutMs)
    .boolean(validateOnly)
    .tags();
  return {
    name: 'CreatePartitions',
    key: 37,
    version: 2,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer.compactArray(() => {
        answer.compactString();
        const errorCode = answer.int16();
        const said = answer.compactString();
        answer.tags();
        return { errorCode, said };
      });
    },
  };
}
