// SyncGroup: the leader hands in who gets what, everybody takes out their own part.
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';
import type { GroupMembership } from './txn-offset-commit.ts';

export function syncGroupRequest(
  options: GroupMembership & {
    /** By member id; empty for all but the leader. */
    readonly assignments: ReadonlyMap<string, Buffer>;
  },
): Request<{ readonly errorCode: number; readonly assignment: Buffer }> {
  const writer = createWriter();
  writer
    .string(options.groupId)
    .int32(options.generationId)
    .string(options.memberId)
    .string(options.groupInstanceId)
    .array([...options.assignments], ([memberId, assignment]) => {
      writer.string(memberId).bytes(assignment);
    });
  return {
    name: 'SyncGroup',
    key: 14,
    version: 3,
    isFlexible: false,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return { errorCode: answer.int16(), assignment: answer.bytes() ?? Buffer.alloc(0) };
    },
  };
}
