// Which transactions hang: a partition has one open that its coordinator will never end, so that readers of committed records stand
// still there. By the rules of kafka-transactions find-hanging (TransactionsCommand.java). Pure.

import type {
  ListedTransaction,
  PartitionProducer,
  TransactionState,
} from '../../pipeline/index.ts';

/** Those with an open transaction whose last record is older than any transaction may be. */
export function isCandidate(producer: PartitionProducer, nowMs: number, mostMs: number): boolean {
  return producer.startOffset >= 0 && nowMs - producer.lastTimestamp > mostMs;
}

/**
 * @param listed what coordinators know of the candidates' producers
 * @param states of the listed ids; one that is not among them is not known any more
 */
export function hangingOf(
  candidates: readonly PartitionProducer[],
  listed: readonly ListedTransaction[],
  states: readonly TransactionState[],
): readonly PartitionProducer[] {
  const idOf = new Map(
    listed.map(({ producerId, transactionalId }) => [producerId, transactionalId]),
  );
  const stateOf = new Map(states.map((state) => [state.transactionalId, state]));
  return candidates.filter(({ producerId, topic, partition }) => {
    const state = stateOf.get(idOf.get(producerId) ?? '');
    return !state?.partitions.some(
      (each) => each.topic === topic && each.partition === partition, // then its end will come there
    );
  });
}
