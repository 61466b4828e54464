// Produce: appends sealed record batches to partitions that one broker leads, and waits for all replicas in sync.
import { byTopic, type Request, type TopicPartition } from '../request.ts';
import { createWriter } from '../wire.ts';

export interface ProducedBatch extends TopicPartition {
  /** A sealed batch. */
  readonly batch: Buffer;
}

export interface Produced extends TopicPartition {
  readonly errorCode: number;
  readonly baseOffset: number;
  readonly message: string | null;
}

const ALL_IN_SYNC = -1;

export function produceRequest(options: {
  readonly transactionalId: string | null;
  readonly timeoutMs: number;
  readonly batches: readonly ProducedBatch[];
}): Request<readonly Produced[]> {
  const writer = createWriter();
  writer
    .string(options.transactionalId)
    .int16(ALL_IN_SYNC)
    .int32(options.timeoutMs)
    .array(byTopic(options.batches), ([topic, batches]) => {
      writer.string(topic).array(batches, ({ partition, batch }) => {
        writer.int32(partition).bytes(batch);
      });
    });
  return {
    name: 'Produce',
    key: 0,
    version: 8,
    isFlexible: false,
    body: writer.done(),
    read: (answer) =>
      answer
        .array(() => {
          const topic = answer.string() ?? '';
          return answer.array(() => {
            const partition = answer.int32();
            const errorCode = answer.int16();
            const baseOffset = answer.int64();
            answer.int64(); // append time
            answer.int64(); // log start
            answer.array(() => [answer.int32(), answer.string()]); // errors of single records
            return { topic, partition, errorCode, baseOffset, message: answer.string() };
          });
        })
        .flat(),
  };
}
