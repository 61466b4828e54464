// What others may use of the data plane: the bot imports this file and nothing else of it.

export { createAdmin, type OpenAdmin } from './adapters/kafka/admin.ts';
export type { KafkaAddress } from './adapters/kafka/kafkajs-cluster.ts';
export type * from './admin.ts';
export { hasCode, KafkaError, NO_ANSWER } from './kafka-error.ts';
