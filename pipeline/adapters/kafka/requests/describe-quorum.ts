// DescribeQuorum (KIP-595, KIP-836): who leads the controllers, and how far behind the others are. Version 1 is of Kafka 3.3.
import type { QuorumReplica, QuorumState } from '../../../admin.ts';
import type { Request } from '../request.ts';
import { createWriter, type Reader } from '../wire.ts';

export function describeQuorumRequest(): Request<QuorumState & { readonly errorCode: number }> {
  const writer = createWriter();
  writer
    .compactArray(['__cluster_metadata'], (topic) => {
      writer
        .compactString(topic)
        .compactArray([0], (partition) => writer.int32(partition).tags())
        .tags();
    })
    .tags();
  return {
    name: 'DescribeQuorum',
    key: 55,
    version: 1,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      const overall = answer.int16();
      const [found] = answer
        .compactArray(() => {
          answer.compactString();
          const partitions = answer.compactArray(() => readPartition(answer));
          answer.tags();
          return partitions;
        })
        .flat();
      return overall !== 0 || found === undefined ? { ...NOTHING, errorCode: overall } : found;
    },
  };
}

const NOTHING: QuorumState = {
  leader: -1,
  leaderEpoch: -1,
  highWatermark: -1,
  voters: [],
  observers: [],
};

function readPartition(answer: Reader) {
  answer.int32();
  const errorCode = answer.int16();
  const leader = answer.int32();
  const leaderEpoch = answer.int32();
  const highWatermark = answer.int64();
  const voters = answer.compactArray(() => readReplica(answer));
  const observers = answer.compactArray(() => readReplica(answer));
  answer.tags();
  return { errorCode, leader, leaderEpoch, highWatermark, voters, observers };
}

function readReplica(answer: Reader): QuorumReplica {
  const id = answer.int32();
  const logEndOffset = answer.int64();
  const lastFetchTimestamp = answer.int64();
  const lastCaughtUpTimestamp = answer.int64();
  answer.tags();
  return { id, logEndOffset, lastFetchTimestamp, lastCaughtUpTimestamp };
}
