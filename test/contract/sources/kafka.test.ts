// The source of a Kafka on three real brokers: a broker that goes and comes back, and a group that nobody reads for.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kafka as Client, logLevel } from 'kafkajs';
import { createKafkas } from '../../../bot/adapters/kafka.ts';
import { systemClock } from '../../../bot/clock.ts';
import { readSettings } from '../../../bot/config.ts';
import { createLagWatch } from '../../../bot/kafka/lag-watch.ts';
import { LIMITS } from '../../../bot/limits.ts';
import { createKafkaSource } from '../../../bot/sources/kafka.ts';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { uniqueName } from '../../kafka/unique-name.ts';
import { until } from '../../kafka/until.ts';
import { createRecorder } from './recorder.ts';

const LONG_MS = 300_000;
/** What is waited for in minutes comes in parts of a second. */
const FASTER = 600;
const [kept, solo, group] = [uniqueName('kept'), uniqueName('solo'), uniqueName('billing')];

const startedMs = Date.now();
const clock = {
  ...systemClock,
  nowMs: () => startedMs + (Date.now() - startedMs) * FASTER,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 300), signal),
};
const log = { info: () => {}, warn: () => {}, error: () => {} };
const ending = new AbortController();
const recorder = createRecorder();

let kafka: Kafka;
let client: Client;
let stop: () => Promise<void>;

beforeAll(async () => {
  kafka = await startOwnKafka({ brokers: 3 });
  const brokers = kafka.bootstrap.split(',');
  client = new Client({ brokers, clientId: 'source-test', logLevel: logLevel.NOTHING });
  await runTool(kafka, 'kafka-topics', [
    '--create',
    '--topic',
    kept,
    '--replica-assignment',
    '1:2:3',
  ]);
  await runTool(kafka, 'kafka-topics', ['--create', '--topic', solo, '--replica-assignment', '3']);
  const settings = readSettings(
    { clusters: {}, kafkas: { events: { environment: 'staging', brokers } } },
    'the test',
  );
  const kafkas = createKafkas({ kafkas: settings.kafkas, limits: LIMITS, log });
  const limits = { ...LIMITS, kafkaLagEveryMs: 300 };
  const lagWatch = createLagWatch({ kafkas: () => kafkas, clock: systemClock, log, limits });
  lagWatch.start();
  const source = createKafkaSource({
    ...{ where: { name: 'events', environment: 'staging' }, hasConnect: false, log },
    ...{ kafkas: () => kafkas, lagHistory: lagWatch.history },
  });
  const running = source.run({ ...recorder.parts, clock, signal: ending.signal });
  stop = async () => {
    ending.abort(new Error('stopped'));
    await Promise.all([running, lagWatch.stop()]);
    await kafkas.close();
  };
  await until(async () => source.seenAtMs() !== undefined);
}, LONG_MS);

afterAll(async () => {
  await stop?.();
  await kafka?.stop();
}, LONG_MS);

const told = (begin: string) =>
  [...recorder.standing.values()].filter(({ key }) => key.startsWith(begin));

test(
  'a group that nobody reads for is told, and its end when it has caught up',
  async () => {
    const producer = client.producer();
    await producer.connect();
    await producer.send({
      topic: kept,
      messages: Array.from({ length: 10 }, () => ({ value: 'x' })),
    });
    await producer.disconnect();
    const admin = client.admin();
    await admin.connect();
    const commit = (offset: string) =>
      admin.setOffsets({ groupId: group, topic: kept, partitions: [{ partition: 0, offset }] });
    await commit('3');
    const key = `ConsumerLag/group/${group}`;
    // Whoever commits is in the group for a moment.
    await until(async () => told(key)[0]?.labels.lag === 'STOP');
    expect(told(key)[0]).toMatchObject({
      ...{ severity: 'warning', labels: { group, lag: 'STOP', topic: kept, kafka: 'events' } },
      lines: ['STOP: 7 records in 1 of 1 partitions', `${kept}-0: 7 (STOP)`],
    });
    await commit('10');
    await admin.disconnect();
    await until(async () => told(key).length === 0);
  },
  LONG_MS,
);

test(
  'a broker that is gone is told by what it leaves without a leader and without a copy, and its return',
  async () => {
    expect(told('OfflinePartitions').concat(told('UnderReplicated'))).toEqual([]);
    await kafka.brokers[2]?.stop();
    await until(
      async () => told('OfflinePartitions').length + told('UnderReplicated').length === 2,
    );
    expect(told('OfflinePartitions')[0]).toMatchObject({ severity: 'critical' });
    expect(told('OfflinePartitions')[0]?.lines.join()).toContain(solo);
    expect(told('UnderReplicated')[0]?.lines[0]).toMatch(
      /^Broker 3 is not in sync with \d+ of them\.$/u,
    );
    await kafka.brokers[2]?.start();
    await until(
      async () => told('OfflinePartitions').length + told('UnderReplicated').length === 0,
    );
  },
  LONG_MS,
);
