// Fetch: record batches from partitions that one broker leads. Without a fetch session, so that each request says all.
import type { AbortedTransaction } from '../record-cursor.ts';
import { byTopic, type Request, type TopicPartition } from '../request.ts';
import { createWriter } from '../wire.ts';

export type Isolation = 'read_committed' | 'read_uncommitted';

export interface FetchPosition extends TopicPartition {
  readonly offset: number;
  readonly maxBytes: number;
}

export interface FetchOptions {
  readonly isolation: Isolation;
  /** How long the broker waits for `minBytes`. */
  readonly maxWaitMs: number;
  readonly minBytes: number;
  /** Of the whole answer; one batch is sent even when it is larger. */
  readonly maxBytes: number;
  readonly positions: readonly FetchPosition[];
}

export interface Fetched extends TopicPartition {
  readonly errorCode: number;
  /** The offset after the last record that all replicas in sync have. */
  readonly highWatermark: number;
  /** No transaction that began before it is open. */
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  /** Whole record batches, and perhaps the beginning of one more. A view of the answer. */
  readonly records: Buffer;
}

export interface FetchAnswer {
  readonly errorCode: number;
  readonly partitions: readonly Fetched[];
}

const NO_RECORDS = Buffer.alloc(0);

export function fetchRequest(options: FetchOptions): Request<FetchAnswer> {
  const writer = createWriter();
  writer
    .int32(-1) // no replica
    .int32(options.maxWaitMs)
    .int32(options.minBytes)
    .int32(options.maxBytes)
    .int8(isolationLevel(options.isolation))
    .int32(0) // no session
    .int32(-1)
    .array(byTopic(options.positions), ([topic, positions]) => {
      writer.string(topic).array(positions, ({ partition, offset, maxBytes }) => {
        writer.int32(partition).int32(-1).int64(offset).int64(-1).int32(maxBytes);
      });
    })
    .array([], () => {}) // nothing to forget
    .string(''); // no rack
  return {
    name: 'Fetch',
    key: 1,
    version: 11,
    isFlexible: false,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16();
      answer.int32(); // session
      const topics = answer.array(() => {
        const topic = answer.string() ?? '';
        return answer.array((): Fetched => {
          const partition = answer.int32();
          const partitionError = answer.int16();
          const highWatermark = answer.int64();
          const lastStableOffset = answer.int64();
          const logStartOffset = answer.int64();
          const aborted = answer.array(() => ({
            producerId: answer.int64(),
            firstOffset: answer.int64(),
          }));
          answer.int32(); // preferred replica
          const records = answer.bytes() ?? NO_RECORDS;
          return {
            ...{ topic, partition, errorCode: partitionError },
            ...{ highWatermark, lastStableOffset, logStartOffset, aborted, records },
          };
        });
      });
      return { errorCode, partitions: topics.flat() };
    },
  };
}

export function isolationLevel(isolation: Isolation): number {
  return isolation === 'read_committed' ? 1 : 0;
}
