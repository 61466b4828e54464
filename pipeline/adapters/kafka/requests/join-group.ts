// JoinGroup: enters a consumer group, or stays in it through a rebalance. The broker answers when all members have joined; the
// answer to the leader lists them.
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

export interface JoinedMember {
  readonly memberId: string;
  readonly metadata: Buffer;
}

export interface JoinAnswer {
  readonly errorCode: number;
  readonly generationId: number;
  readonly leaderId: string;
  readonly memberId: string;
  /** For the leader alone. */
  readonly members: readonly JoinedMember[];
}

export function joinGroupRequest(options: {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** Empty at first. */
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly protocolName: string;
  readonly metadata: Buffer;
}): Request<JoinAnswer> {
  const writer = createWriter();
  writer
    .string(options.groupId)
    .int32(options.sessionTimeoutMs)
    .int32(options.rebalanceTimeoutMs)
    .string(options.memberId)
    .string(options.groupInstanceId)
    .string('consumer')
    .array([options.metadata], (metadata) => writer.string(options.protocolName).bytes(metadata));
  return {
    name: 'JoinGroup',
    key: 11,
    version: 5,
    isFlexible: false,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16();
      const generationId = answer.int32();
      answer.string(); // protocol
      const leaderId = answer.string() ?? '';
      const memberId = answer.string() ?? '';
      const members = answer.array((): JoinedMember => {
        const member = answer.string() ?? '';
        answer.string(); // instance
        return { memberId: member, metadata: answer.bytes() ?? Buffer.alloc(0) };
      });
      return { errorCode, generationId, leaderId, memberId, members };
    },
  };
}
