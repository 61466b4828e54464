// AlterPartitionReassignments (KIP-455): where replicas of partitions shall lie; null ends a move that is under way.
import type { ReplicaPlacement } from '../../../admin-changes.ts';
import { byTopic, type Request } from '../request.ts';
import { createWriter } from '../wire.ts';

export function alterReassignmentsRequest(
  placements: readonly ReplicaPlacement[],
  timeoutMs: number,
): Request<readonly { readonly errorCode: number; readonly said: string | null }[]> {
  const writer = createWriter();
  writer
    .int32(timeoutMs)
    .compactArray(byTopic(placements), ([topic, all]) => {
      writer
        .compactString(topic)
        .compactArray(all, ({ partition, replicas }) => {
          writer.int32(partition);
          if (replicas === null) writer.varint(0);
          else writer.compactArray(replicas, (broker) => writer.int32(broker));
          writer.tags();
        })
        .tags();
    })
    .tags();
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
      const each = answer.compactArray(() => {
        answer.compactString();
        const results = answer.compactArray(() => {
          answer.int32();
          const result = { errorCode: answer.int16(), said: answer.compactString() };
          answer.tags();
          return result;
        });
        answer.tags();
        return results;
      });
      return errorCode === 0 ? each.flat() : [{ errorCode, said }];
    },
  };
}
