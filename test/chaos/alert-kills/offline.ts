// A topic with one copy, on a real Kafka: while its broker is gone nobody leads its partition, and that is told.

import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka, KafkaBroker } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import type { Expected } from './sender.ts';

const TOPIC = 'single';

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

/** Kills it until that is told, and starts it again. */
export async function goOffline(
  broker: KafkaBroker,
  isTold: () => Promise<boolean>,
): Promise<void> {
  await broker.signal('SIGKILL');
  while (!(await isTold())) await delay(1_000);
  await broker.start();
}
