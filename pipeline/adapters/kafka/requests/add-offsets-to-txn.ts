// AddOffsetsToTxn: tells the transaction coordinator that the transaction will hold offsets of this consumer group.
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';
import type { ProducerIdentity } from './init-producer-id.ts';

export function addOffsetsToTxnRequest(
  options: ProducerIdentity & { readonly transactionalId: string; readonly groupId: string },
): Request<{ readonly errorCode: number }> {
  return {
    name: 'AddOffsetsToTxn',
    key: 25,
    version: 2,
    isFlexible: false,
    body: createWriter()
      .string(options.transactionalId)
      .int64(options.producerId)
      .int16(options.producerEpoch)
      .string(options.groupId)
      .done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return { errorCode: answer.int16() };
    },
  };
}
