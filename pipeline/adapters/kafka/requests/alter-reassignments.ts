// AlterPartitionReassignments (KIP-455): where replicas of partitions shall lie; null ends a move that is under way.
import type { ReplicaPlacement } from '../../../admin-changes.ts';
import type { Request } from '../request.ts';
import { readByTopic, writeByTopic } from '../topic-arrays.ts';
import { createWriter } from '../wire.ts';

export function alterReassignmentsRequest(
  placements: readonly ReplicaPlacement[],
  timeoutMs: number,
): Request<readonly { readonly errorCode: number; readonly said: string | null }[]> {
  const writer = createWriter();
  writeByTopic(writer.int32(timeoutMs), placements, ({ partition, replicas }) => {
    writer.int32(partition);
    if (replicas === null) writer.varint(0);
    else writer.compactArray(replicas, (broker) => writer.int32(broker));
    writer.tags();
  }).tags();
  return {
    name: 'AlterPartitionReassignments',
    key: 45,
    version: 0,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16(); // of all together
      const said = answer.compactString();
      const each = readByTopic(answer, () => {
        answer.int32();
        return { errorCode: answer.int16(), said: answer.compactString() };
      });
      return errorCode === 0 ? each : [{ errorCode, said }];
    },
  };
}
