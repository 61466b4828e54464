// DescribeGroups: members of a group of the classic protocol with what they were given. A group that there is not is Dead.
import type { Request, TopicPartition } from '../request.ts';
import { createReader, createWriter, type Reader } from '../wire.ts';

export interface DescribedMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  readonly assignment: readonly TopicPartition[];
}

export interface DescribedGroup {
  readonly errorCode: number;
  readonly state: string;
  readonly protocolType: string;
  readonly assignor: string;
  readonly members: readonly DescribedMember[];
}

export function describeGroupsRequest(groupId: string): Request<readonly DescribedGroup[]> {
  const writer = createWriter();
  writer
    .compactArray([groupId], (each) => writer.compactString(each))
    .boolean(false)
    .tags();
  return {
    name: 'DescribeGroups',
    key: 15,
    version: 5,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer.compactArray((): DescribedGroup => {
        const errorCode = answer.int16();
        answer.compactString();
        const state = answer.compactString() ?? '';
        const protocolType = answer.compactString() ?? '';
        const assignor = answer.compactString() ?? '';
        const members = answer.compactArray(() => readMember(answer, protocolType));
        answer.int32(); // authorized operations
        answer.tags();
        return { errorCode, state, protocolType, assignor, members };
      });
    },
  };
}

function readMember(answer: Reader, protocolType: string): DescribedMember {
  const memberId = answer.compactString() ?? '';
  const instanceId = answer.compactString();
  const clientId = answer.compactString() ?? '';
  const host = answer.compactString() ?? '';
  answer.compactBytes(); // what it subscribed to
  const given = answer.compactBytes();
  answer.tags();
  // Other protocols than that of consumers write what they like there.
  const assignment = protocolType === 'consumer' ? readAssignment(given) : [];
  return { memberId, instanceId, clientId, host, assignment };
}

/** ConsumerProtocolAssignment of any version: each adds at the end. */
function readAssignment(bytes: Buffer | null): readonly TopicPartition[] {
  if (bytes === null || bytes.length === 0) return [];
  const reader = createReader(bytes);
  reader.int16();
  return reader
    .array(() => {
      const topic = reader.string() ?? '';
      return reader.array(() => ({ topic, partition: reader.int32() }));
    })
    .flat();
}
