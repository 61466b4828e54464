// Heartbeat: says that the member lives, and learns whether the group still counts on it.
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';
import type { GroupMembership } from './txn-offset-commit.ts';

export function heartbeatRequest(member: GroupMembership): Request<{ readonly errorCode: number }> {
  return {
    name: 'Heartbeat',
    key: 12,
    version: 3,
    isFlexible: false,
    body: createWriter()
      .string(member.groupId)
      .int32(member.generationId)
      .string(member.memberId)
      .string(member.groupInstanceId)
      .done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return { errorCode: answer.int16() };
    },
  };
}
