// EndTxn: commits or aborts the transaction. Once it has been sent, only its answer, or taking over with InitProducerId, says
// which of the two it came to.
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';
import type { ProducerIdentity } from './init-producer-id.ts';

export function endTxnRequest(
  options: ProducerIdentity & {
    readonly transactionalId: string;
    readonly outcome: 'commit' | 'abort';
  },
): Request<{ readonly errorCode: number }> {
  return {
    name: 'EndTxn',
    key: 26,
    version: 2,
    isFlexible: false,
    body: createWriter()
      .string(options.transactionalId)
      .int64(options.producerId)
      .int16(options.producerEpoch)
      .boolean(options.outcome === 'commit')
      .done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return { errorCode: answer.int16() };
    },
  };
}
