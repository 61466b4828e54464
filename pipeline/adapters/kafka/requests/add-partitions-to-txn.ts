// AddPartitionsToTxn: tells the transaction coordinator which partitions the transaction will write to, before it does.
import { byTopic, type Request, type TopicPartition } from '../request.ts';
import { createWriter } from '../wire.ts';
import type { ProducerIdentity } from './init-producer-id.ts';

export function addPartitionsToTxnRequest(
  options: ProducerIdentity & {
    readonly transactionalId: string;
    readonly partitions: readonly TopicPartition[];
  },
): Request<readonly (TopicPartition & { readonly errorCode: number })[]> {
  const writer = createWriter();
  writer
    .string(options.transactionalId)
    .int64(options.producerId)
    .int16(options.producerEpoch)
    .array(byTopic(options.partitions), ([topic, partitions]) => {
      writer.string(topic).array(partitions, ({ partition }) => writer.int32(partition));
    });
  return {
    name: 'AddPartitionsToTxn',
    key: 24,
    version: 2,
    isFlexible: false,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer
        .array(() => {
          const topic = answer.string() ?? '';
          return answer.array(() => ({
            topic,
            partition: answer.int32(),
            errorCode: answer.int16(),
          }));
        })
        .flat();
    },
  };
}
