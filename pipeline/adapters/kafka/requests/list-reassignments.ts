// ListPartitionReassignments (KIP-455): partitions whose replicas are being moved.
import type { Reassignment } from '../../../admin.ts';
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

const TIMEOUT_MS = 5_000;

export function listReassignmentsRequest(): Request<{
  readonly errorCode: number;
  readonly moving: readonly Reassignment[];
}> {
  return {
    name: 'ListPartitionReassignments',
    key: 46,
    version: 0,
    isFlexible: true,
    body: createWriter().int32(TIMEOUT_MS).varint(0).tags().done(), // of every topic
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16();
      answer.compactString(); // the error in words
      const topics = answer.compactArray(() => {
        const topic = answer.compactString() ?? '';
        const moving = answer.compactArray((): Reassignment => {
          const partition = answer.int32();
          const [replicas, adding, removing] = [0, 1, 2].map(() =>
            answer.compactArray(() => answer.int32()),
          );
          answer.tags();
          return {
            ...{ topic, partition },
            ...{ replicas: replicas ?? [], adding: adding ?? [], removing: removing ?? [] },
          };
        });
        answer.tags();
        return moving;
      });
      return { errorCode, moving: topics.flat() };
    },
  };
}
