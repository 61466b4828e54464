// A topic with one copy, on a real Kafka: while its broker is gone nobody leads its partition, and that is told.

import type { Kafka, KafkaBroker } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { until } from '../../world/world.ts';
import type { Expected } from './sender.ts';

const TOPIC = 'single';
const TOLD_MS = 600_000;

export const OFFLINE: Expected = { key: 'kafka main OfflinePartitions/', firing: 0, all: 1 };

/** @returns the broker that has the only copy */
export async function makeTopic(kafka: Kafka): Promise<KafkaBroker> {
  const [, broker] = kafka.brokers;
  if (broker === undefined) throw new Error('There is no second broker.');
  await runTool(kafka, 'kafka-topics', [
    ...['--create', '--topic', TOPIC, '--replica-assignment', String(broker.id)],
  ]);
  return broker;
}

/** Kills it until that is told, and starts it again. @throws Error when it is not told. */
export async function goOffline(
  broker: KafkaBroker,
  isTold: () => Promise<boolean>,
): Promise<void> {
  await broker.signal('SIGKILL');
  const missing = async () => ((await isTold()) ? undefined : 'a partition without a leader');
  await until(missing, TOLD_MS);
  await broker.start();
}
