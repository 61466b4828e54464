// Metadata: all topics there are, with their partitions. Version 12 is of Kafka 3.1.
import type { TopicState } from '../../../admin.ts';
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

export interface ListedTopic extends TopicState {
  readonly errorCode: number;
}

export function metadataRequest(topics: readonly string[] | null): Request<readonly ListedTopic[]> {
  const writer = createWriter();
  if (topics === null) writer.varint(0);
  else {
    writer.compactArray(topics, (topic) => {
      writer.uuid(NO_ID).compactString(topic).tags();
    });
  }
  writer
    .boolean(false) // no topic is to be made by asking for it
    .boolean(false) // no authorized operations
    .tags();
  return {
    name: 'Metadata',
    key: 3,
    version: 12,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      answer.compactArray(() => {
        answer.int32();
        answer.compactString(); // host
        answer.int32();
        answer.compactString(); // rack
        answer.tags();
      });
      answer.compactString(); // cluster id
      answer.int32(); // controller
      return answer.compactArray((): ListedTopic => {
        const errorCode = answer.int16();
        const name = answer.compactString() ?? '';
        const id = answer.uuid();
        const isInternal = answer.boolean();
        const partitions = answer.compactArray(() => {
          answer.int16(); // an error that the leader and the replicas in sync tell as well
          const partition = answer.int32();
          const leader = answer.int32();
          answer.int32(); // leader epoch
          const replicas = answer.compactArray(() => answer.int32());
          const isr = answer.compactArray(() => answer.int32());
          answer.compactArray(() => answer.int32()); // offline replicas
          answer.tags();
          return { partition, leader, replicas, isr, elr: undefined, lastKnownElr: undefined };
        });
        answer.int32(); // authorized operations
        answer.tags();
        return { errorCode, name, id, isInternal, partitions };
      });
    },
  };
}

/** By its name, and not by its id. */
const NO_ID = 'AAAAAAAAAAAAAAAAAAAAAA';
