// DescribeCluster: the brokers and which of them stands for the controller. Version 0 is of Kafka 2.8.
import type { ClusterState } from '../../../admin.ts';
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

export function describeClusterRequest(): Request<ClusterState & { readonly errorCode: number }> {
  return {
    name: 'DescribeCluster',
    key: 60,
    version: 0,
    isFlexible: true,
    body: createWriter().boolean(false).tags().done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16();
      answer.compactString(); // the error in words
      const clusterId = answer.compactString() ?? '';
      const controller = answer.int32();
      const brokers = answer.compactArray(() => {
        const id = answer.int32();
        const host = answer.compactString() ?? '';
        const port = answer.int32();
        const rack = answer.compactString();
        answer.tags();
        return { id, host, port, rack };
      });
      return { errorCode, clusterId, controller, brokers };
    },
  };
}
