// The real Kafka of the tests: the one that the test run shares, or one of this process's own. It touches no other.
import { randomBytes } from 'node:crypto';
import { findKafka, type Kafka, type KafkaOptions, startKafka } from '../../sandbox/kafka/kafka.ts';

export type { Kafka, KafkaBroker, KafkaOptions } from '../../sandbox/kafka/kafka.ts';

/** Names the running Kafka that every `openKafka()` shares; set by `npm test`. */
export const SHARED_KAFKA_VARIABLE = 'QM_TEST_KAFKA';

/**
 * A Kafka of one broker: the shared one of the test run when there is one, whose `stop` does nothing, otherwise a fresh one
 * that ends with this process. Topics and groups need names of their own: `uniqueName`.
 */
export async function openKafka(): Promise<Kafka> {
  const shared = process.env[SHARED_KAFKA_VARIABLE];
  if (!shared) return await startKafka();
  const kafka = await findKafka(shared);
  if (kafka === undefined) {
    throw new Error(
      `There is no running Kafka "${shared}". Start it with "npm run kafka -- start --name ${shared}".`,
    );
  }
  return { ...kafka, stop: async () => {} };
}

/** A Kafka that no other suite sees: with several brokers, with other settings, or to be broken. */
export async function startOwnKafka(options: Omit<KafkaOptions, 'name'>): Promise<Kafka> {
  return await startKafka(options);
}

export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString('hex')}`;
}
