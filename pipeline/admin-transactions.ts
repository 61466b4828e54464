// What may be asked of a Kafka about its transactions (KIP-664), in Kafka's own words. Types only.

import type { Gathered } from './admin.ts';
import type { TopicPartition } from './ports.ts';

export interface ListedTransaction {
  readonly transactionalId: string;
  /** The broker that coordinates it, and said so. */
  readonly coordinator: number;
  readonly producerId: bigint;
  /** As Kafka spells it: Empty, Ongoing, PrepareCommit, CompleteAbort ... */
  readonly state: string;
}

export interface TransactionState extends ListedTransaction {
  readonly producerEpoch: number;
  readonly timeoutMs: number;
  /** Milliseconds since 1970; -1 when none is open. */
  readonly startedAtMs: number;
  /** Those that it writes to; once it is decided, those that have not been told yet. */
  readonly partitions: readonly TopicPartition[];
}

/** What the leader of a partition knows of one producer that wrote to it. */
export interface PartitionProducer extends TopicPartition {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** -1 before the first end of a transaction. */
  readonly coordinatorEpoch: number;
  /** Of its last record, in milliseconds since 1970. */
  readonly lastTimestamp: number;
  /** Where its open transaction begins in this partition; -1 when none is open. */
  readonly startOffset: number;
}

export interface FoundProducers {
  readonly found: readonly PartitionProducer[];
  /** Partitions whose leader did not say, with Kafka's name of why. */
  readonly unknown: readonly (TopicPartition & { readonly code: string })[];
}

export interface TransactionAdmin {
  /** Of all coordinators, in the order of their ids. */
  transactions(): Promise<Gathered<ListedTransaction>>;
  /** undefined when its coordinator does not know the id. */
  transaction(transactionalId: string): Promise<TransactionState | undefined>;
  /** Whoever wrote to these partitions with a producer id, lately. */
  producers(partitions: readonly TopicPartition[]): Promise<FoundProducers>;
}
