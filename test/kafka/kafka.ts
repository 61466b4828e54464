// The real Kafka that all suites of a test run share. It touches no other. One of a suite's own is in own-kafka.ts.
import { findKafka, type Kafka, startKafka } from '../../sandbox/kafka/kafka.ts';

export type { Kafka } from '../../sandbox/kafka/kafka.ts';
export { uniqueName } from './unique-name.ts';

/** Names the running Kafka that every `openKafka()` shares; set by `npm test`. */
export const SHARED_KAFKA_VARIABLE = 'QM_TEST_KAFKA';

/**
 * A Kafka of one broker: the shared one of the test run when there is one, whose `stop` does nothing, otherwise a fresh one
 * that ends with this process. Topics and groups need names of their own: `uniqueName`.
 */
export async function openKafka(): Promise<Kafka> {
  const shared = process.env[SHARED_KAFKA_VARIABLE];
  if (!shared) return await startKafka({ startsQuickly: true });
  const kafka = await findKafka(shared);
  if (kafka === undefined) {
    throw new Error(
      `There is no running Kafka "${shared}". Start it with "npm run kafka -- start --name ${shared}".`,
    );
  }
  return { ...kafka, stop: async () => {} };
}
