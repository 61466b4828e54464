// The port to Kafka over real brokers. Each part has connections of its own: a broker answers the requests of one connection one
// after another, and a long wait (a join, a fetch) must not hold up a commit.
import type { Kafka } from '../../ports.ts';
import type { Codec } from './compression.ts';
import { createConnections } from './connections.ts';
import { createGroupMember } from './group-member.ts';
import type { KafkaAddress } from './kafkajs-cluster.ts';
import { createLogReader } from './log-reader.ts';
import { createTopics } from './topics.ts';
import { createTransactionalProducer } from './transactional-producer.ts';

export interface KafkaOptions extends KafkaAddress {
  readonly transactionTimeoutMs: number;
  readonly codec?: Codec;
}

/** Connects to nothing yet. */
export function createKafka(options: KafkaOptions): Kafka {
  const open = () => createConnections(options);
  return {
    openMember: (group) => createGroupMember(open, group),
    openReader: () => createLogReader(open()),
    openProducer: (transactionalId) =>
      createTransactionalProducer({ ...options, connections: open(), transactionalId }),
    openTopics: () => createTopics(options),
  };
}
