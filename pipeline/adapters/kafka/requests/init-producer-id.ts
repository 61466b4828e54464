// InitProducerId: who asks with a transactional id gets its producer id with the next epoch. That fences whoever had it
// before, and ends the transaction that was left open.
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

export interface ProducerIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

export function initProducerIdRequest(options: {
  readonly transactionalId: string;
  readonly transactionTimeoutMs: number;
}): Request<ProducerIdentity & { readonly errorCode: number }> {
  return {
    name: 'InitProducerId',
    key: 22,
    version: 4,
    isFlexible: true,
    body: createWriter()
      .compactString(options.transactionalId)
      .int32(options.transactionTimeoutMs)
      .int64(-1) // no id that is expected: whatever it was, we take over
      .int16(-1)
      .tags()
      .done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16();
      return { errorCode, producerId: answer.bigint64(), producerEpoch: answer.int16() };
    },
  };
}
