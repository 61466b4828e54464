// ConsumerGroupDescribe: members of a group of the newer protocol (KIP-848), which the classic request takes for dead.
import type { Request, TopicPartition } from '../request.ts';
import { createWriter, type Reader } from '../wire.ts';
import type { DescribedGroup, DescribedMember } from './describe-groups.ts';

export const CONSUMER_GROUP_DESCRIBE = { key: 69, version: 0 };

export function consumerGroupDescribeRequest(groupId: string): Request<readonly DescribedGroup[]> {
  const writer = createWriter();
  writer
    .compactArray([groupId], (each) => writer.compactString(each))
    .boolean(false)
    .tags();
  return {
    name: 'ConsumerGroupDescribe',
    ...CONSUMER_GROUP_DESCRIBE,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer.compactArray((): DescribedGroup => {
        const errorCode = answer.int16();
        answer.compactString(); // the error in words
        answer.compactString();
        const state = answer.compactString() ?? '';
        answer.int32(); // group epoch
        answer.int32(); // assignment epoch
        const assignor = answer.compactString() ?? '';
        const members = answer.compactArray(() => readMember(answer));
        answer.int32(); // authorized operations
        answer.tags();
        return { errorCode, state, protocolType: 'consumer', assignor, members };
      });
    },
  };
}

function readMember(answer: Reader): DescribedMember {
  const memberId = answer.compactString() ?? '';
  const instanceId = answer.compactString();
  answer.compactString(); // rack
  answer.int32(); // member epoch
  const clientId = answer.compactString() ?? '';
  const host = answer.compactString() ?? '';
  answer.compactArray(() => answer.compactString()); // topics
  answer.compactString(); // expression over topics
  const assignment = readAssignment(answer);
  readAssignment(answer); // what it is to have in the end
  answer.tags();
  return { memberId, instanceId, clientId, host, assignment };
}

function readAssignment(answer: Reader): readonly TopicPartition[] {
  const found = answer.compactArray(() => {
    answer.uuid();
    const topic = answer.compactString() ?? '';
    const partitions = answer.compactArray(() => ({ topic, partition: answer.int32() }));
    answer.tags();
    return partitions;
  });
  answer.tags();
  return found.flat();
}
