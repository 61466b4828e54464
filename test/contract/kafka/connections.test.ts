// A thousand questions to a real broker while answers get lost on their way, with their connections: each question comes to an end,
// and no connection is left behind.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAdmin, KafkaError, NO_ANSWER, type OpenAdmin } from '../../../pipeline/index.ts';
import { type BrokerProxy, startBrokerProxy } from '../../chaos/pipeline/proxy.ts';
import { type Kafka, openKafka } from '../../kafka/kafka.ts';

const QUESTIONS = 1_000;
const LANES = 8;
const LOST_EVERY = 50;
/** Of one broker: what was said of the others at the start, questions, and records. */
const MOST_CONNECTIONS = 3;
const METADATA = 3;

let kafka: Kafka;
let proxy: BrokerProxy;
let admin: OpenAdmin;

beforeAll(async () => {
  kafka = await openKafka();
  const [host = '', port = ''] = kafka.bootstrap.split(':');
  proxy = await startBrokerProxy(host, Number(port));
  const there = { host: '127.0.0.1', port: proxy.port };
  admin = createAdmin({
    ...{ brokers: [`${there.host}:${there.port}`], clientId: 'test', requestTimeoutMs: 20_000 },
    route: () => there,
  });
}, 180_000);

afterAll(async () => {
  await admin?.close();
  await proxy?.close();
  await kafka?.stop();
});

test('a thousand questions, some of them cut off before the answer, leave no connection behind', async () => {
  const ends: string[] = [];
  let asked = 0;
  const lane = async () => {
    while (asked < QUESTIONS) {
      asked += 1;
      if (asked % LOST_EVERY === 0) proxy.dropNextAnswer(METADATA);
      ends.push(await endOf(asked % 3 === 0 ? admin.cluster() : admin.topics()));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  expect(ends).toHaveLength(QUESTIONS);
  expect(new Set(ends)).toEqual(new Set(['answered', NO_ANSWER]));
  expect(proxy.dropped).toBeGreaterThan(0);
  proxy.disarm();
  // The connection of the last lost answer may be closing yet.
  while ((await endOf(admin.topics())) !== 'answered') await delay(20);
  while (proxy.connections > MOST_CONNECTIONS) await delay(20); // those that were cut are closing
  await admin.close();
  while (proxy.connections > 0) await delay(20);
}, 300_000);

async function endOf(question: Promise<unknown>): Promise<string> {
  try {
    await question;
    return 'answered';
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return error.code;
  }
}
