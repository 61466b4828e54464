// A Kafka with as much in it as a company's: many topics, and groups that have read some of them.

import { setTimeout as delay } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { createAdmin, KafkaError, type OpenAdmin } from '../../pipeline/index.ts';
import type { Kafka } from '../../sandbox/kafka/kafka.ts';

export const TOPICS = 1000;
export const PARTITIONS = 10;
export const GROUPS = 200;
/** Has read all of its topic; has left records unread in each partition of its own. */
export const READ_GROUP = 'group-7';
export const LATE_GROUP = 'group-8';

const TOPICS_AT_ONCE = 50;
const RECORDS = 20;
const READ_BY_LATE = 5;
const LOOK_MS = 500;
const SETTLE_MS = 10_000;

export async function fill(kafka: Kafka): Promise<void> {
  const brokers = kafka.bootstrap.split(',');
  const admin = createAdmin({ brokers, clientId: 'fill' });
  try {
    await makeTopics(brokers, admin);
    for (let index = 0; index < TOPICS; index += TOPICS_AT_ONCE - 1) {
      await made(admin, topicOf(index));
    }
    for (let index = 0; index < GROUPS; index += 1) await makeGroup(admin, index);
    await delay(SETTLE_MS);
  } finally {
    await admin.close();
  }
}

async function makeTopics(brokers: string[], ours: OpenAdmin): Promise<void> {
  const client = new kafkajs.Kafka({
    ...{ clientId: 'fill', brokers, requestTimeout: 120_000 },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const [admin, producer] = [client.admin(), client.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  const messages = Array.from({ length: PARTITIONS * RECORDS }, (_, index) => ({
    ...{ partition: index % PARTITIONS, value: `record ${index}` },
  }));
  for (let from = 0; from < TOPICS; from += TOPICS_AT_ONCE) {
    const topics = Array.from({ length: TOPICS_AT_ONCE }, (_, index) => ({
      topic: topicOf(from + index),
      numPartitions: PARTITIONS,
    }));
    await admin.createTopics({ topics, waitForLeaders: false, timeout: 120_000 });
    if (from > 0) continue;
    // Among the first are those that get records.
    for (const topic of [READ_GROUP, LATE_GROUP].map((group) => topicOf(numberOf(group)))) {
      await made(ours, topic);
      await producer.send({ topic, messages });
    }
  }
  await Promise.all([admin.disconnect(), producer.disconnect()]);
}

/** The broker makes the logs one after another, and of none that is not made does it say where it ends. */
async function made(admin: OpenAdmin, topic: string): Promise<void> {
  for (;;) {
    const found = await admin.offsets(partitionsOf(topic), 'latest');
    if (found.every(({ error }) => error === 'NONE')) return;
    await delay(LOOK_MS);
  }
}

/** By plain commits: nobody has to join. */
async function makeGroup(admin: OpenAdmin, index: number): Promise<void> {
  const groupId = `group-${index}`;
  const offset = groupId === READ_GROUP ? RECORDS : groupId === LATE_GROUP ? READ_BY_LATE : 0;
  const topic = topicOf(index);
  const offsets = partitionsOf(topic).map((each) => ({ ...each, offset }));
  for (;;) {
    try {
      return await admin.changes.commitOffsets(groupId, offsets);
    } catch (error) {
      // The first group waits for the topic that groups are kept in.
      if (!(error instanceof KafkaError) || error.code !== 'COORDINATOR_NOT_AVAILABLE') throw error;
      await delay(LOOK_MS);
    }
  }
}

function partitionsOf(topic: string) {
  return Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition }));
}

function topicOf(index: number): string {
  return `topic-${index}`;
}

function numberOf(group: string): number {
  return Number(group.split('-')[1]);
}
