// DescribeTransactions (KIP-664): what the coordinator knows of one transactional id.
import type { TransactionState } from '../../../admin-transactions.ts';
import type { Request } from '../request.ts';
import { createWriter } from '../wire.ts';

export interface DescribedTransaction extends Omit<TransactionState, 'coordinator'> {
  readonly errorCode: number;
}

export function describeTransactionsRequest(
  transactionalIds: readonly string[],
): Request<readonly DescribedTransaction[]> {
  const writer = createWriter();
  writer.compactArray(transactionalIds, (each) => writer.compactString(each)).tags();
  return {
    name: 'DescribeTransactions',
    key: 65,
    version: 0,
    isFlexible: true,
    body: writer.done(),
    read: (answer) => {
      answer.int32(); // throttle time
      return answer.compactArray((): DescribedTransaction => {
        const errorCode = answer.int16();
        const transactionalId = answer.compactString() ?? '';
        const state = answer.compactString() ?? '';
        const timeoutMs = answer.int32();
        const startedAtMs = answer.int64();
        const producerId = answer.bigint64();
        const producerEpoch = answer.int16();
        const partitions = answer.compactArray(() => {
          const topic = answer.compactString() ?? '';
          const numbers = answer.compactArray(() => answer.int32());
          answer.tags();
          return numbers.map((partition) => ({ topic, partition }));
        });
        answer.tags();
        return {
          ...{ errorCode, transactionalId, state, timeoutMs, startedAtMs },
          ...{ producerId, producerEpoch, partitions: partitions.flat() },
        };
      });
    },
  };
}
