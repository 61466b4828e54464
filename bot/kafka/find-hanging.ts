// Looks through every partition for transactions that hang, as kafka-transactions find-hanging does.

import type { KafkaAdmin, PartitionProducer } from '../../pipeline/index.ts';
import { OperatorError } from '../errors.ts';
import { hangingOf, isCandidate } from './hanging.ts';

export interface FoundHanging {
  readonly hanging: readonly PartitionProducer[];
  /** Partitions that could not be looked at. */
  readonly unknown: Awaited<ReturnType<KafkaAdmin['producers']>>['unknown'];
  /** When it was looked. */
  readonly nowMs: number;
}

/** @param mostMs the longest that a transaction may be open. @throws OperatorError when coordinators give no answer. */
export async function findHanging(
  admin: Pick<KafkaAdmin, 'topics' | 'producers' | 'transactions' | 'transaction'>,
  mostMs: number,
  nowMs: () => number,
): Promise<FoundHanging> {
  const topics = await admin.topics();
  const partitions = topics.flatMap(({ name, partitions: all }) =>
    all.map(({ partition }) => ({ topic: name, partition })),
  );
  const { found, unknown } = await admin.producers(partitions);
  const now = nowMs();
  const candidates = found.filter((producer) => isCandidate(producer, now, mostMs));
  const hanging = candidates.length === 0 ? [] : await withoutOwners(candidates, admin);
  return { hanging, unknown, nowMs: now };
}

async function withoutOwners(
  candidates: readonly PartitionProducer[],
  admin: Pick<KafkaAdmin, 'transactions' | 'transaction'>,
): Promise<readonly PartitionProducer[]> {
  const { found, silent } = await admin.transactions();
  if (silent.length > 0) {
    throw new OperatorError({
      what: 'Nobody can say which transactions hang now.',
      why: `Brokers ${silent.map(({ broker }) => broker).join(', ')} gave no answer, and they may coordinate them.`,
      fix: 'Look at these brokers first; "kafka brokers" lists them.',
    });
  }
  const producers = new Set(candidates.map(({ producerId }) => producerId));
  const listed = found.filter(({ producerId }) => producers.has(producerId));
  const states = await Promise.all(
    listed.map(({ transactionalId }) => admin.transaction(transactionalId)),
  );
  return hangingOf(
    candidates,
    listed,
    states.filter((state) => state !== undefined),
  );
}
