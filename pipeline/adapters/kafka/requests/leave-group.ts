// LeaveGroup: gives the member's partitions to the others at once, not after the session timeout.
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';
import type { GroupMembership } from './txn-offset-commit.ts';

export function leaveGroupRequest(member: GroupMembership): Request<{
  readonly errorCode: number;
  /** Of each member that was named. */
  readonly members: readonly { readonly errorCode: number }[];
}> {
  const writer = createWriter();
  writer.string(member.groupId).array([member], ({ memberId, groupInstanceId }) => {
    writer.string(memberId).string(groupInstanceId);
  });
  return {
    name: 'LeaveGroup',
    key: 13,
    version: 3,
    isFlexible: false,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16();
      const members = answer.array(() => {
        answer.string();
        answer.string();
        return { errorCode: answer.int16() };
      });
      return { errorCode, members };
    },
  };
}
