// Metadata: all topics there are, with their partitions, or their names alone. Version 12 is of Kafka 3.1.
import type { PartitionState, TopicState } from '../../../admin.ts';
import type { Request } from '../request.ts';
import { createWriter, type Reader } from '../wire.ts';

export interface ListedTopic extends TopicState {
  readonly errorCode: number;
}

/** @param topics null for all there are */
export function metadataRequest(topics: readonly string[] | null): Request<readonly ListedTopic[]> {
  return requestFor(topics, (answer): ListedTopic => {
    const errorCode = answer.int16();
    const name = answer.compactString() ?? '';
    const id = answer.uuid();
    const isInternal = answer.boolean();
    const partitions = answer.compactArray(() => readPartition(answer));
    return { errorCode, name, id, isInternal, partitions };
  });
}

/** Of all there are. Brokers send all of their partitions all the same: of these nothing is made. */
export function topicNamesRequest(): Request<readonly string[]> {
  return requestFor(null, (answer) => {
    answer.skip(2); // an error
    const name = answer.compactString() ?? '';
    answer.skip(16 + 1); // id, is internal
    for (let left = answer.varint() - 1; left > 0; left -= 1) skipPartition(answer);
    return name;
  });
}

function requestFor<T>(
  topics: readonly string[] | null,
  readTopic: (answer: Reader) => T,
): Request<readonly T[]> {
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
      return answer.compactArray((): T => {
        const topic = readTopic(answer);
        answer.int32(); // authorized operations
        answer.tags();
        return topic;
      });
    },
  };
}

function readPartition(answer: Reader): PartitionState {
  answer.int16(); // an error that the leader and the replicas in sync tell as well
  const partition = answer.int32();
  const leader = answer.int32();
  answer.int32(); // leader epoch
  const replicas = answer.compactArray(() => answer.int32());
  const isr = answer.compactArray(() => answer.int32());
  answer.compactArray(() => answer.int32()); // offline replicas
  answer.tags();
  return { partition, leader, replicas, isr, elr: undefined, lastKnownElr: undefined };
}

/** What readPartition reads: error, partition, leader, epoch, and three lists of brokers. */
function skipPartition(answer: Reader): void {
  answer.skip(2 + 4 + 4 + 4);
  for (let lists = 3; lists > 0; lists -= 1) answer.skip(4 * Math.max(0, answer.varint() - 1));
  answer.tags();
}

/** By its name, and not by its id. */
const NO_ID = 'AAAAAAAAAAAAAAAAAAAAAA';
