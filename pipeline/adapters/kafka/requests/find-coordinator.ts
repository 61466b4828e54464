// FindCoordinator: the broker that looks after a group or a transactional id. Version 1 is of Kafka 0.11.
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

const KINDS = { group: 0, transaction: 1 } as const;

export type CoordinatorKind = keyof typeof KINDS;

export function findCoordinatorRequest(
  kind: CoordinatorKind,
  key: string,
): Request<{ readonly errorCode: number; readonly said: string | null; readonly nodeId: number }> {
  return {
    name: 'FindCoordinator',
    key: 10,
    version: 1,
    isFlexible: false,
    body: createWriter().string(key).int8(KINDS[kind]).done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16();
      const said = answer.string();
      const nodeId = answer.int32();
      return { errorCode, said, nodeId };
    },
  };
}
