// The transactional producer: one id, one transaction at a time, over our own requests. It resends what is safe to resend
// (questions to coordinators, EndTxn) and no records: whoever calls it starts over by `initialize`.
import assert from 'node:assert/strict';
import { hasCode, KafkaError } from '../../kafka-error.ts';
import type { Batch, TransactionalProducer } from '../../ports.ts';
import { type BatchBuilder, createBatchBuilder } from './batch-builder.ts';
import type { Codec } from './compression.ts';
import type { Connections } from './connections.ts';
import { errorName, throwOnError } from './error-codes.ts';
import { nameOf, type TopicPartition } from './request.ts';
import { addOffsetsToTxnRequest } from './requests/add-offsets-to-txn.ts';
import { addPartitionsToTxnRequest } from './requests/add-partitions-to-txn.ts';
import { endTxnRequest } from './requests/end-txn.ts';
import { initProducerIdRequest, type ProducerIdentity } from './requests/init-producer-id.ts';
import { type ProducedBatch, produceRequest } from './requests/produce.ts';
import { txnOffsetCommitRequest } from './requests/txn-offset-commit.ts';
import { retrying } from './retry.ts';

export interface ProducerOptions {
  readonly connections: Connections;
  readonly transactionalId: string;
  /** After that long without an end the coordinator aborts the transaction. */
  readonly transactionTimeoutMs: number;
  readonly codec?: Codec;
}

/** What is known of the transaction that is open. */
interface Open {
  readonly identity: ProducerIdentity;
  /** Partitions that the coordinator knows of, or is being told of. */
  readonly partitions: Map<string, Promise<void>>;
  readonly groups: Map<string, Promise<void>>;
}

interface Waiting extends TopicPartition {
  readonly batch: BatchBuilder;
  readonly resolve: (baseOffset: number) => void;
  readonly reject: (error: unknown) => void;
}

const INITIALIZE_MS = 60_000;
const COORDINATOR_MS = 10_000;
const PRODUCE_MS = 10_000;

export function createTransactionalProducer(options: ProducerOptions): TransactionalProducer {
  const { connections, transactionalId } = options;
  const sequences = new Map<string, number>();
  let identity: ProducerIdentity | undefined;
  let open: Open | undefined;
  let coordinator: Promise<number> | undefined;
  let groupCoordinator: Promise<number> | undefined;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> = Promise.resolve();

  const askCoordinator = async <T>(ask: (nodeId: number) => Promise<T>, withinMs: number) =>
    await retrying(
      async () => {
        coordinator ??= connections.coordinatorOf('transaction', transactionalId);
        return await ask(await coordinator);
      },
      {
        withinMs,
        lookAgain: async () => {
          coordinator = undefined;
        },
      },
    );
  const begin = (): Open => {
    if (identity === undefined)
      throw new KafkaError('INVALID_TXN_STATE', 'write before initialize');
    open ??= { identity, partitions: new Map(), groups: new Map() };
    return open;
  };
  const addPartitions = (transaction: Open, partitions: readonly TopicPartition[]) => {
    const unknown = partitions.filter((each) => !transaction.partitions.has(nameOf(each)));
    if (unknown.length > 0) {
      const added = askCoordinator(async (nodeId) => {
        const request = { ...transaction.identity, transactionalId, partitions: unknown };
        const results = await connections.send(nodeId, addPartitionsToTxnRequest(request));
        // One partition's refusal makes the coordinator skip the others.
        const codes = results.map(({ errorCode }) => errorCode);
        const first = codes.find(
          (code) => code !== 0 && errorName(code) !== 'OPERATION_NOT_ATTEMPTED',
        );
        throwOnError(
          first ?? codes.find((code) => code !== 0) ?? 0,
          'add partitions to a transaction',
        );
      }, COORDINATOR_MS);
      added.catch(() => {}); // whoever sends to one of them awaits it
      for (const each of unknown) transaction.partitions.set(nameOf(each), added);
    }
    return Promise.all(partitions.map((each) => transaction.partitions.get(nameOf(each))));
  };
  /** A broker takes one batch of each partition in a request, and keeps the last where there are two: the others wait. */
  const takeOnePerPartition = (): readonly Waiting[] => {
    const taken = new Map<string, Waiting>();
    const left: Waiting[] = [];
    for (const each of waiting) {
      const name = nameOf(each);
      if (taken.has(name)) left.push(each);
      else taken.set(name, each);
    }
    waiting = left;
    if (left.length > 0) flushing = flushing.then(flush);
    return [...taken.values()];
  };
  /** Sends what waits, one request to each leader. Returns when they are on their way, not when they are answered. */
  const flush = async () => {
    const batches = takeOnePerPartition();
    const transaction = begin();
    try {
      await addPartitions(transaction, batches);
      const leaders = await Promise.all(batches.map((each) => connections.leaderOf(each)));
      const byLeader = Map.groupBy(batches, (each) => leaders[batches.indexOf(each)] ?? -1);
      for (const [leader, group] of byLeader) {
        sendToLeader(transaction, leader, group).catch((error: unknown) => {
          for (const each of group) each.reject(error);
        });
      }
    } catch (error) {
      for (const each of batches) each.reject(error);
    }
  };
  const sendToLeader = async (transaction: Open, leader: number, batches: readonly Waiting[]) => {
    const sealed = batches.map(({ topic, partition, batch }): ProducedBatch => {
      const name = nameOf({ topic, partition });
      const baseSequence = sequences.get(name) ?? 0;
      sequences.set(name, (baseSequence + batch.count) % 2 ** 31);
      const { codec = 'none' } = options;
      const bytes = batch.seal({
        ...transaction.identity,
        baseSequence,
        isTransactional: true,
        codec,
      });
      return { topic, partition, batch: bytes };
    });
    const request = produceRequest({ transactionalId, timeoutMs: PRODUCE_MS, batches: sealed });
    const results = await connections.send(leader, request, PRODUCE_MS);
    for (const each of batches) {
      const result = results.find(
        ({ topic, partition }) => topic === each.topic && partition === each.partition,
      );
      const code = result?.errorCode ?? -1;
      if (code === 0) each.resolve(result?.baseOffset ?? -1);
      else each.reject(new KafkaError(errorName(code), `produce to ${nameOf(each)}`));
    }
  };
  const end = async (outcome: 'commit' | 'abort') => {
    assert.equal(waiting.length, 0, 'a transaction ends while records wait to be sent');
    const transaction = open;
    open = undefined;
    if (transaction === undefined) return;
    if (transaction.partitions.size + transaction.groups.size === 0) return;
    await Promise.all([...transaction.partitions.values(), ...transaction.groups.values()]);
    // The same EndTxn twice comes to the same end: the coordinator knows the epoch and what it was told.
    await askCoordinator(async (nodeId) => {
      const request = endTxnRequest({ ...transaction.identity, transactionalId, outcome });
      const { errorCode } = await connections.send(nodeId, request);
      throwOnError(errorCode, `${outcome} a transaction of ${transactionalId}`);
    }, COORDINATOR_MS);
  };
  const poisonedBy = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      identity = undefined;
      throw error;
    }
  };
  return {
    initialize: async () => {
      open = undefined;
      waiting = [];
      sequences.clear();
      identity = undefined;
      coordinator = undefined;
      groupCoordinator = undefined;
      // Whatever failed may have failed because a leader has moved: nobody else looks for it again.
      await connections.refresh();
      const { transactionTimeoutMs } = options;
      identity = await askCoordinator(async (nodeId) => {
        const request = initProducerIdRequest({ transactionalId, transactionTimeoutMs });
        const { errorCode, ...given } = await connections.send(nodeId, request);
        throwOnError(errorCode, `initialize the producer ${transactionalId}`);
        return given;
      }, INITIALIZE_MS);
    },
    newBatch: () => createBatchBuilder(),
    send: (partition, batch: Batch) =>
      new Promise<number>((resolve, reject) => {
        begin();
        // All that is sent in one turn goes in one request.
        if (waiting.length === 0) flushing = flushing.then(flush);
        const { topic, partition: number } = partition;
        waiting.push({ topic, partition: number, batch: batch as BatchBuilder, resolve, reject });
      }).catch((error: unknown) => {
        identity = undefined;
        throw error;
      }),
    sendOffsets: (membership, offsets) =>
      poisonedBy(async () => {
        const transaction = begin();
        const { groupId } = membership;
        const added =
          transaction.groups.get(groupId) ??
          askCoordinator(async (nodeId) => {
            const request = { ...transaction.identity, transactionalId, groupId };
            const { errorCode } = await connections.send(nodeId, addOffsetsToTxnRequest(request));
            throwOnError(errorCode, `add offsets of ${groupId} to a transaction`);
          }, COORDINATOR_MS);
        transaction.groups.set(groupId, added);
        await added;
        await retrying(
          async () => {
            groupCoordinator ??= connections.coordinatorOf('group', groupId);
            const request = { ...transaction.identity, ...membership, transactionalId, offsets };
            const results = await connections.send(
              await groupCoordinator,
              txnOffsetCommitRequest(request),
            );
            const code = results.map(({ errorCode }) => errorCode).find((each) => each !== 0) ?? 0;
            throwOnError(code, `commit offsets of ${groupId}`);
          },
          {
            withinMs: COORDINATOR_MS,
            lookAgain: async () => {
              groupCoordinator = undefined;
            },
            mayRetry: (error) => hasCode(error, ...MAY_COMMIT_AGAIN),
          },
        );
      }),
    commit: () => poisonedBy(() => end('commit')),
    abort: () => poisonedBy(() => end('abort')),
    close: () => connections.close(),
  };
}

/** The same offsets of the same transaction, twice, are the same as once. */
const MAY_COMMIT_AGAIN = [
  'NO_ANSWER',
  'NOT_COORDINATOR',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'REQUEST_TIMED_OUT',
  'CONCURRENT_TRANSACTIONS',
  'NETWORK_EXCEPTION',
];
