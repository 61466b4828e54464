// The transactions of a worker, one after another: what its tasks fill goes out at once, and while one is committed the tasks go
// on filling the next. Outputs, changelogs, dead letters and offsets of all tasks are in one.
import type { GroupMembership, TransactionalProducer } from './ports.ts';
import type { Filled, Task, Written } from './task.ts';

export interface Transactions {
  /** Sends what the tasks have filled, unless the transaction before is being committed still: then it waits with them. */
  send(tasks: readonly Task[]): void;
  /** Seals the tasks and commits what they hold. There is none under way. */
  begin(membership: GroupMembership, tasks: readonly Task[]): void;
  /** The commit that is under way; it never rejects. */
  readonly committing: Promise<void> | undefined;
  /** How many were committed. */
  readonly count: number;
  takeTrouble(): unknown;
  /** Returns when nothing is under way any more, whatever came of it. */
  settle(): Promise<void>;
}

export interface TransactionsOptions {
  readonly producer: TransactionalProducer;
  readonly onCommitted: () => void;
  /** It may have been committed or not: what these tasks hold is worth nothing until the offsets have been read again. */
  readonly onUnknown: (tasks: readonly Task[]) => void;
}

export function createTransactions(options: TransactionsOptions): Transactions {
  const { producer } = options;
  let committing: Promise<void> | undefined;
  let count = 0;
  let trouble: { readonly error: unknown } | undefined;
  let sends: Promise<Written>[] = [];

  const fail = (error: unknown) => {
    trouble ??= { error };
  };
  const post = (filled: readonly Filled[]) => {
    for (const { batch, ...partition } of filled) {
      const sent = producer
        .send(partition, batch)
        .then((offset) => ({ ...partition, end: offset + batch.count }));
      sent.catch(fail);
      sends.push(sent);
    }
  };
  const commit = async (membership: GroupMembership, tasks: readonly Task[]) => {
    const sealed = tasks.map((task) => task.seal());
    post(sealed.flatMap(({ batches }) => batches));
    const offsets = sealed.flatMap((each) => each.offsets);
    const written = await Promise.all(sends);
    sends = [];
    await producer.sendOffsets(membership, offsets);
    try {
      await producer.commit();
    } catch (error) {
      options.onUnknown(tasks);
      throw error;
    }
    for (const task of tasks) task.commit(written);
    count += 1;
    options.onCommitted();
  };
  return {
    get committing() {
      return committing;
    },
    get count() {
      return count;
    },
    send: (tasks) => {
      if (committing === undefined) for (const task of tasks) post(task.takeBatches());
    },
    begin: (membership, tasks) => {
      committing = commit(membership, tasks)
        .catch(fail)
        .finally(() => {
          committing = undefined;
        });
    },
    takeTrouble: () => {
      const taken = trouble;
      trouble = undefined;
      return taken?.error;
    },
    settle: async () => {
      await committing;
      await Promise.allSettled(sends);
      sends = [];
    },
  };
}
