// ListTransactions (KIP-664): the transactional ids that one broker coordinates. Version 0 is of Kafka 3.0.
import type { ListedTransaction } from '../../../admin-transactions.ts';
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

export function listTransactionsRequest(): Request<{
  readonly errorCode: number;
  readonly transactions: readonly Omit<ListedTransaction, 'coordinator'>[];
}> {
  const writer = createWriter();
  writer.compactArray([], () => {}); // any state
  writer.compactArray([], () => {}); // any producer
  return {
    name: 'ListTransactions',
    key: 66,
    version: 0,
    isFlexible: true,
    body: writer.tags().done(),
    read: (answer) => {
      answer.int32(); // throttle time
      const errorCode = answer.int16();
      answer.compactArray(() => answer.compactString()); // states that it does not know: none were named
      const transactions = answer.compactArray(() => {
        const transactionalId = answer.compactString() ?? '';
        const producerId = answer.bigint64();
        const state = answer.compactString() ?? '';
        answer.tags();
        return { transactionalId, producerId, state };
      });
      return { errorCode, transactions };
    },
  };
}
