// A Kafka of three brokers with topics and groups in the states that one meets, made with Apache Kafka's own tools.

import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Consumer } from 'kafkajs';
import { createAdmin } from '../../../pipeline/index.ts';
import { keepTimersQuiet } from '../../../sandbox/kafka/quiet-timers.ts';
import type { Kafka } from '../../kafka/kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { until } from '../../kafka/until.ts';
import { joinAsStatic } from './static-member.ts';

/** The times of the records are long ago: a broker deletes such half a minute after its start, and their readers wait without an end. */
const KEPT = ['--config', 'retention.ms=-1'];

/** Topics by name with how they are made. */
export const TOPICS: Readonly<Record<string, readonly string[]>> = {
  'shop.full': ['--partitions', '3', '--replication-factor', '3', ...KEPT],
  'shop.strict': [
    ...['--partitions', '2', '--replication-factor', '3'],
    ...['--config', 'min.insync.replicas=3', ...KEPT],
  ],
  'shop.pair': ['--partitions', '4', '--replication-factor', '2', ...KEPT],
  'shop.lone': ['--replica-assignment', '1,2,3,3', ...KEPT],
  'shop.compacted': [
    ...['--partitions', '1', '--replication-factor', '3', '--config', 'cleanup.policy=compact'],
    ...['--config', 'segment.bytes=1048576', '--config', 'max.message.bytes=2000000'],
  ],
  'shop.empty': ['--partitions', '1', '--replication-factor', '1'],
};

/** Stands in a topic that was deleted, and in one that is there. */
const LEFT_BEHIND = 'left-behind';
const DELETED_TOPIC = 'shop.deleted';
export const DEAD_GROUP = 'dead';

export const GROUPS = [
  ...['read-once', 'read-once-newer', 'reading', 'reading-newer', 'only-offsets', 'static'],
  LEFT_BEHIND,
];

/** As many as a company has, or as many as a test has time for. */
export const MANY = Number(process.env.QM_KAFKA_TOPICS ?? '100');
const MANY_PARTITIONS = 10;
const AT_ONCE = 50;
const CREATE_MS = 120_000;
const LEAVE_MS = 60_000;

export interface Readers {
  close(): Promise<void>;
}

export async function makeTopics(kafka: Kafka): Promise<void> {
  for (const [topic, how] of Object.entries(TOPICS)) {
    await runTool(kafka, 'kafka-topics', ['--create', '--topic', topic, ...how]);
  }
  const client = clientOf(kafka);
  const producer = client.producer();
  await producer.connect();
  for (const topic of Object.keys(TOPICS).filter((name) => name !== 'shop.empty')) {
    const messages = Array.from({ length: 20 }, (_, index) => ({
      key: `k${index}`,
      value: `v${index}`,
      timestamp: String(1_764_000_000_000 + index * 1000),
    }));
    await producer.send({ topic, messages });
  }
  await producer.disconnect();
}

/** Topics beyond counting, of a few partitions each. */
export async function makeManyTopics(kafka: Kafka): Promise<void> {
  const admin = clientOf(kafka, CREATE_MS).admin();
  await admin.connect();
  for (let from = 0; from < MANY; from += AT_ONCE) {
    const topics = Array.from({ length: Math.min(AT_ONCE, MANY - from) }, (_, index) => ({
      ...{ topic: manyName(from + index), numPartitions: MANY_PARTITIONS, replicationFactor: 1 },
    }));
    await admin.createTopics({ topics, waitForLeaders: false, timeout: CREATE_MS });
  }
  await admin.disconnect();
  await logsMade(kafka);
}

/** Brokers make the logs of a topic after it is made, one after another, and do little else meanwhile. */
async function logsMade(kafka: Kafka): Promise<void> {
  const admin = createAdmin({ brokers: kafka.bootstrap.split(','), clientId: 'conformance' });
  try {
    for (let index = MANY - 1; index >= 0; index -= AT_ONCE) {
      const topic = manyName(index);
      const all = Array.from({ length: MANY_PARTITIONS }, (_, partition) => ({ topic, partition }));
      await until(async () => {
        const found = await admin.offsets(all, 'latest');
        return found.every(({ error }) => error === 'NONE');
      });
    }
  } finally {
    await admin.close();
  }
}

export function manyName(index: number): string {
  return `many.${String(index).padStart(4, '0')}`;
}

/** A group whose topic was deleted under it, and one that was deleted itself. */
export async function makeLeftBehind(kafka: Kafka): Promise<void> {
  await runTool(kafka, 'kafka-topics', [
    ...['--create', '--topic', DELETED_TOPIC, '--partitions', '2', '--replication-factor', '3'],
  ]);
  const admin = createAdmin({ brokers: kafka.bootstrap.split(','), clientId: 'conformance' });
  try {
    const at = (topic: string) => [0, 1].map((partition) => ({ topic, partition, offset: 0 }));
    await admin.changes.commitOffsets(LEFT_BEHIND, [...at(DELETED_TOPIC), ...at('shop.full')]);
    await admin.changes.commitOffsets(DEAD_GROUP, at('shop.full'));
  } finally {
    await admin.close();
  }
  await runTool(kafka, 'kafka-topics', ['--delete', '--topic', DELETED_TOPIC]);
  await runTool(kafka, 'kafka-consumer-groups', ['--delete', '--group', DEAD_GROUP]);
}

/** Groups that have read, groups that read, of both protocols, and one that has nothing but offsets. */
export async function makeGroups(kafka: Kafka): Promise<Readers> {
  const once = ['--topic', 'shop.full', '--from-beginning', '--max-messages', '5'];
  await runTool(kafka, 'kafka-console-consumer', [...once, '--group', 'read-once']);
  const newer = ['--command-property', 'group.protocol=consumer'];
  await runTool(kafka, 'kafka-console-consumer', [...once, ...newer, '--group', 'read-once-newer']);
  const client = clientOf(kafka);
  const admin = client.admin();
  await admin.connect();
  const offsets = [0, 1, 2].map((partition) => ({ partition, offset: '1' }));
  await admin.setOffsets({ groupId: 'only-offsets', topic: 'shop.full', partitions: offsets });
  await admin.disconnect();
  const consumers = await Promise.all([1, 2].map(() => read(client, 'reading')));
  const givenUp = new AbortController();
  const reading = kafka.tool('kafka-console-consumer', {
    args: [
      ...[
        '--bootstrap-server',
        kafka.bootstrap,
        '--topic',
        'shop.pair',
        '--group',
        'reading-newer',
      ],
      ...['--from-beginning', '--max-messages', '21', ...newer], // one more than there are
    ],
    ...{ timeoutMs: 600_000, signal: givenUp.signal },
  });
  reading.catch(() => {}); // it was given up
  await joinAsStatic(kafka, {
    ...{ groupId: 'static', instanceId: 'reader-1', topic: 'shop.pair', partitions: [0, 1, 2, 3] },
  });
  await settled(kafka, 'reading-newer');
  const leave = async () => {
    await Promise.all(consumers.map((consumer) => consumer.disconnect()));
    const producer = client.producer();
    await producer.connect();
    await producer.send({ topic: 'shop.pair', messages: [{ value: 'the last' }] });
    await producer.disconnect();
    await reading;
  };
  // What follows needs none of them to have left: a reader that does not come to its end is ended.
  return {
    close: async () => {
      const left = leave();
      left.catch(() => {});
      await Promise.race([left.catch(() => {}), delay(LEAVE_MS, undefined, { ref: false })]);
      givenUp.abort();
    },
  };
}

async function read(client: InstanceType<typeof kafkajs.Kafka>, groupId: string) {
  const consumer: Consumer = client.consumer({ groupId, sessionTimeout: 60_000 });
  await consumer.connect();
  await consumer.subscribe({ topics: ['shop.full', 'shop.pair'], fromBeginning: true });
  await consumer.run({ autoCommitThreshold: 1, eachMessage: async () => {} });
  return consumer;
}

/** Until it is stable and has read all that there is. */
async function settled(kafka: Kafka, group: string): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const said = await kafka.tool('kafka-consumer-groups', {
      args: ['--bootstrap-server', kafka.bootstrap, '--describe', '--group', group],
    });
    const lags = [...said.stdout.matchAll(/^\S+ +shop\.\S+ +\d+ +\S+ +\S+ +(\S+)/gmu)];
    if (lags.length > 0 && lags.every(([, lag]) => lag === '0')) return;
  }
  throw new Error(`the group ${group} did not come to rest`);
}

function clientOf(kafka: Kafka, requestTimeout = 30_000) {
  keepTimersQuiet();
  return new kafkajs.Kafka({
    ...{ clientId: 'conformance', requestTimeout },
    brokers: kafka.bootstrap.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  });
}
