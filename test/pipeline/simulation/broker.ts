// A Kafka in memory, as far as exactly-once depends on it: logs, transactions with epochs and markers that take their time, the
// last stable offset, committed offsets. The rules are those of KIP-98, KIP-360 and KIP-447.
import { KafkaError } from '../../../pipeline/kafka-error.ts';
import type { Bytes, Header, OffsetToCommit, TopicPartition } from '../../../pipeline/ports.ts';
import type { World } from './world.ts';

export interface SimRecord {
  readonly key: Bytes;
  readonly value: Bytes;
  readonly timestamp: number;
  readonly headers: readonly Header[];
}

export interface Entry extends SimRecord {
  readonly offset: number;
  readonly transaction: Transaction | undefined;
  readonly isMarker: boolean;
}

export interface SimLog {
  readonly name: string;
  readonly entries: Entry[];
  start: number;
  end: number;
  /** Transactions without a marker here yet, by where they began. */
  readonly open: Map<Transaction, number>;
  /** By producer id and epoch. */
  readonly sequences: Map<string, number>;
}

export interface Transaction {
  readonly identity: Identity;
  outcome: 'commit' | 'abort' | undefined;
  isComplete: boolean;
  readonly logs: Set<SimLog>;
  readonly offsets: Map<string, { readonly groupId: string; readonly committed: OffsetToCommit }>;
}

export interface Identity {
  readonly transactionalId: string;
  readonly epoch: number;
}

interface Producer {
  epoch: number;
  transaction: Transaction | undefined;
}

export interface Broker {
  readonly logs: ReadonlyMap<string, SimLog>;
  log(partition: TopicPartition): SimLog;
  /** Outside of transactions. */
  append(partition: TopicPartition, record: SimRecord): void;
  /** An offset that no reader ever sees, as a marker of the input's own producers leaves it. */
  leaveGap(partition: TopicPartition): void;
  initialize(transactionalId: string): Promise<Identity>;
  /** Returns the offset of the first record. */
  produce(write: SimWrite): number;
  addOffsets(identity: Identity, groupId: string, offsets: readonly OffsetToCommit[]): void;
  end(identity: Identity, outcome: 'commit' | 'abort'): Promise<void>;
  committedOffset(groupId: string, partition: TopicPartition): OffsetToCommit | undefined;
  commitOffset(groupId: string, offset: OffsetToCommit): void;
  isUnstable(groupId: string, partition: TopicPartition): boolean;
  lastStable(log: SimLog): number;
}

export interface SimWrite {
  readonly identity: Identity;
  readonly partition: TopicPartition;
  readonly sequence: number;
  readonly records: readonly SimRecord[];
}

const TRANSACTION_TIMEOUT_MS = 10_000;
const MARKER_MS = 30;
const LOOK_AGAIN_MS = 10;

export function createBroker(world: World): Broker {
  const logs = new Map<string, SimLog>();
  const producers = new Map<string, Producer>();
  const offsets = new Map<string, OffsetToCommit>();
  const transactions = new Set<Transaction>();

  const log = ({ topic, partition }: TopicPartition): SimLog => {
    const name = `${topic}-${partition}`;
    const found = logs.get(name) ?? {
      ...{ name, entries: [], start: 0, end: 0, open: new Map(), sequences: new Map() },
    };
    logs.set(name, found);
    return found;
  };
  const put = (to: SimLog, record: SimRecord, transaction?: Transaction, isMarker = false) => {
    to.entries.push({ ...record, offset: to.end, transaction, isMarker });
    to.end += 1;
  };
  const producerOf = ({ transactionalId, epoch }: Identity): Producer => {
    const producer = producers.get(transactionalId);
    if (producer === undefined || producer.epoch !== epoch) {
      throw new KafkaError('INVALID_PRODUCER_EPOCH', `write as ${transactionalId}`);
    }
    return producer;
  };
  const ongoing = (identity: Identity): Transaction => {
    const producer = producerOf(identity);
    const { transaction } = producer;
    if (transaction !== undefined && !transaction.isComplete) {
      if (transaction.outcome === undefined) return transaction;
      throw new KafkaError('CONCURRENT_TRANSACTIONS', 'begin while the one before ends');
    }
    const begun: Transaction = {
      ...{ identity, outcome: undefined, isComplete: false, logs: new Set(), offsets: new Map() },
    };
    producer.transaction = begun;
    transactions.add(begun);
    world.schedule(TRANSACTION_TIMEOUT_MS, () => {
      if (begun.outcome !== undefined) return;
      world.note(`${identity.transactionalId} timed out`);
      producer.epoch += 1;
      finish(begun, 'abort');
    });
    return begun;
  };
  /** Decided now; the markers come one after another. */
  const finish = (transaction: Transaction, outcome: 'commit' | 'abort') => {
    transaction.outcome = outcome;
    let left = transaction.logs.size + 1;
    const done = () => {
      left -= 1;
      if (left > 0) return;
      transaction.isComplete = true;
      transactions.delete(transaction);
    };
    for (const each of transaction.logs) {
      world.schedule(world.random(MARKER_MS), () => {
        put(each, { key: null, value: null, timestamp: 0, headers: [] }, transaction, true);
        each.open.delete(transaction);
        done();
      });
    }
    world.schedule(world.random(MARKER_MS), () => {
      if (outcome === 'commit') {
        for (const [name, { committed }] of transaction.offsets) offsets.set(name, committed);
      }
      transaction.offsets.clear();
      done();
    });
  };
  const complete = async (transaction: Transaction) => {
    while (!transaction.isComplete) {
      await new Promise<void>((resolve) => world.schedule(LOOK_AGAIN_MS, resolve));
    }
  };
  const nameOf = (groupId: string, { topic, partition }: TopicPartition) =>
    `${groupId}/${topic}-${partition}`;
  return {
    logs,
    log,
    append: (partition, record) => put(log(partition), record),
    leaveGap: (partition) => {
      put(log(partition), { key: null, value: null, timestamp: 0, headers: [] }, undefined, true);
    },
    initialize: async (transactionalId) => {
      const producer = producers.get(transactionalId) ?? { epoch: -1, transaction: undefined };
      producers.set(transactionalId, producer);
      producer.epoch += 1;
      const { epoch, transaction } = producer;
      if (transaction !== undefined) {
        if (transaction.outcome === undefined) finish(transaction, 'abort');
        await complete(transaction);
      }
      return { transactionalId, epoch };
    },
    produce: ({ identity, partition, sequence, records }) => {
      const transaction = ongoing(identity);
      const to = log(partition);
      const name = `${identity.transactionalId}/${identity.epoch}`;
      if ((to.sequences.get(name) ?? 0) !== sequence) {
        throw new KafkaError('OUT_OF_ORDER_SEQUENCE_NUMBER', `produce to ${to.name}`);
      }
      to.sequences.set(name, sequence + records.length);
      transaction.logs.add(to);
      if (!to.open.has(transaction)) to.open.set(transaction, to.end);
      const baseOffset = to.end;
      for (const record of records) put(to, record, transaction);
      return baseOffset;
    },
    addOffsets: (identity, groupId, added) => {
      const transaction = ongoing(identity);
      for (const each of added) {
        transaction.offsets.set(nameOf(groupId, each), { groupId, committed: each });
      }
    },
    end: async (identity, outcome) => {
      const { transaction } = producerOf(identity);
      if (transaction === undefined) return;
      if (transaction.outcome === undefined) finish(transaction, outcome);
      if (transaction.outcome !== outcome) {
        throw new KafkaError('INVALID_TXN_STATE', `${outcome} what came to the other end`);
      }
      await complete(transaction);
    },
    committedOffset: (groupId, partition) => offsets.get(nameOf(groupId, partition)),
    commitOffset: (groupId, offset) => void offsets.set(nameOf(groupId, offset), offset),
    isUnstable: (groupId, partition) => {
      const name = nameOf(groupId, partition);
      return [...transactions].some((transaction) => transaction.offsets.has(name));
    },
    lastStable: (of) => Math.min(of.end, ...of.open.values()),
  };
}

export function isCommitted(entry: Entry): boolean {
  return !entry.isMarker && (entry.transaction?.outcome ?? 'commit') === 'commit';
}
