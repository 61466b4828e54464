// DescribeLogDirs: how large the replicas on one broker are, and where they lie. Version 4 is of Kafka 3.3.
import type { Request, TopicPartition } from '../request.ts';
import { createWriter } from '../wire.ts';

export interface DescribedLogDir {
  readonly errorCode: number;
  readonly directory: string;
  /** Of the disk that it lies on; -1 where the broker does not tell. */
  readonly totalBytes: number;
  readonly usableBytes: number;
  readonly replicas: readonly (TopicPartition & {
    readonly bytes: number;
    readonly offsetLag: number;
    readonly isFuture: boolean;
  })[];
}

/** @param partitions null for all of them */
export function describeLogDirsRequest(
  topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[] | null,
): Request<readonly DescribedLogDir[]> {
  const writer = createWriter();
  if (topics === null) writer.varint(0);
  else {
    writer.compactArray(topics, ({ topic, partitions }) => {
      writer
        .compactString(topic)
        .compactArray(partitions, (partition) => writer.int32(partition))
        .tags();
    });
  }
  return {
    name: 'DescribeLogDirs',
    key: 35,
    version: 4,
    isFlexible: true,
    body: writer.tags().done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const overall = answer.int16();
      const found = answer.compactArray((): DescribedLogDir => {
        const errorCode = answer.int16();
        const directory = answer.compactString() ?? '';
        const topicsThere = answer.compactArray(() => {
          const topic = answer.compactString() ?? '';
          const replicas = answer.compactArray(() => {
            const partition = answer.int32();
            const bytes = answer.int64();
            const offsetLag = answer.int64();
            const isFuture = answer.boolean();
            answer.tags();
            return { topic, partition, bytes, offsetLag, isFuture };
          });
          answer.tags();
          return replicas;
        });
        const totalBytes = answer.int64();
        const usableBytes = answer.int64();
        answer.tags();
        return { errorCode, directory, totalBytes, usableBytes, replicas: topicsThere.flat() };
      });
      return overall === 0
        ? found
        : [{ errorCode: overall, directory: '', totalBytes: -1, usableBytes: -1, replicas: [] }];
    },
  };
}
