// A real Kafka of a suite's own, which no other sees: with several brokers, with other settings, or to be broken. Importing this does not ask
// for the shared one.
import { type Kafka, type KafkaOptions, startKafka } from '../../sandbox/kafka/kafka.ts';

export type { Kafka, KafkaBroker, KafkaOptions } from '../../sandbox/kafka/kafka.ts';

/** It ends with this process. */
export async function startOwnKafka(options: Omit<KafkaOptions, 'name'>): Promise<Kafka> {
  return await startKafka({ startsQuickly: true, ...options });
}
