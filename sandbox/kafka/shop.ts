// What goes on in the sandbox's Kafka: a shop whose orders are billed at once, mailed too slowly, and no longer reported on. It is
// there so that topics have records, groups have members, and lag is something to look at.
import kafkajs, { type Admin, type Kafka as Client, type Consumer, type Producer } from 'kafkajs';
import { keepTimersQuiet } from './quiet-timers.ts';

export interface Shop {
  close(): Promise<void>;
}

const EVERY_MS = 2_000;
const ORDERS_AT_ONCE = 6;
/** The mailer takes less than what comes in. */
const MAIL_MS = 800;
const KNOWN_MS = 60_000;
const KNOWN_EVERY_MS = 200;
const NOT_YET: ReadonlySet<string> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
]);
const TOPICS = [
  { topic: 'orders', numPartitions: 6, settings: { 'retention.ms': '86400000' } },
  { topic: 'payments', numPartitions: 3, settings: {} },
  { topic: 'customers', numPartitions: 3, settings: { 'cleanup.policy': 'compact' } },
];

/** Makes the topics and begins to trade; returns as soon as they are there. */
export async function openShop(bootstrap: string): Promise<Shop> {
  keepTimersQuiet();
  const client = new kafkajs.Kafka({
    clientId: 'shop',
    brokers: bootstrap.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  await makeTopics(client);
  const producer = client.producer();
  await producer.connect();
  await leaveReports(client, producer);
  const billing = await consume(client, 'billing', async () => {});
  const mailer = await consume(client, 'mailer', () => rest(MAIL_MS));
  let count = 0;
  const trading = setInterval(() => {
    // A broker that is stopped for a look at what then happens is no end of the shop.
    trade(producer, count).catch(() => {});
    count += ORDERS_AT_ONCE;
  }, EVERY_MS);
  return {
    close: async () => {
      clearInterval(trading);
      await Promise.allSettled([producer, billing, mailer].map((each) => each.disconnect()));
    },
  };
}

async function makeTopics(client: Client): Promise<void> {
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: false, // it would give up at a topic that the broker does not know yet
    topics: TOPICS.map(({ settings, ...rest }) => ({
      ...rest,
      configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
    })),
  });
  await untilKnown(admin);
  await admin.disconnect();
}

/** On a busy machine a broker that is just up takes a while to know what it was told to make. */
async function untilKnown(admin: Admin): Promise<void> {
  const topics = TOPICS.map(({ topic }) => topic);
  for (const endMs = Date.now() + KNOWN_MS; ; await rest(KNOWN_EVERY_MS)) {
    try {
      await admin.fetchTopicMetadata({ topics });
      return;
    } catch (error) {
      const isEarly = error instanceof kafkajs.KafkaJSProtocolError && NOT_YET.has(error.type);
      if (!isEarly || Date.now() > endMs) throw error;
    }
  }
}

/** A group that read once, and whose readers are gone. */
async function leaveReports(client: Client, producer: Producer): Promise<void> {
  await trade(producer, 0);
  const admin = client.admin();
  await admin.connect();
  const partitions = Array.from({ length: 6 }, (_, partition) => ({ partition, offset: '0' }));
  await admin.setOffsets({ groupId: 'reports', topic: 'orders', partitions });
  await admin.disconnect();
}

async function consume(
  client: Client,
  groupId: string,
  work: () => Promise<unknown>,
): Promise<Consumer> {
  const consumer = client.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topics: ['orders'], fromBeginning: true });
  await consumer.run({ autoCommitInterval: 1_000, eachMessage: async () => void (await work()) });
  return consumer;
}

async function trade(producer: Producer, from: number): Promise<void> {
  const numbers = Array.from({ length: ORDERS_AT_ONCE }, (_, index) => from + index);
  const order = (number: number) => ({
    key: `order-${number}`,
    value: JSON.stringify({ order: number, customer: number % 40, cents: 100 + (number % 900) }),
  });
  await producer.sendBatch({
    topicMessages: [
      { topic: 'orders', messages: numbers.map(order) },
      { topic: 'payments', messages: numbers.filter((number) => number % 2 === 0).map(order) },
      {
        topic: 'customers',
        messages: numbers.map((number) => ({ key: `customer-${number % 40}`, value: '{}' })),
      },
    ],
  });
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
