// A switch with the brokers of a Kafka in one of its tiers, on the real API server and a real Kafka of three brokers: nothing is switched off
// while that is not as it should be.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createKafkas } from '../../../bot/adapters/kafka.ts';
import { readSettings } from '../../../bot/config.ts';
import { LIMITS } from '../../../bot/limits.ts';
import { createAdmin, type OpenAdmin } from '../../../pipeline/index.ts';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { uniqueName } from '../../kafka/unique-name.ts';
import { until } from '../../kafka/until.ts';
import { findTarget } from '../adapter/oracle.ts';
import { ask } from './asking.ts';
import { deployment, type Nights, openNights, SWITCH } from './nights.ts';

const target = await findTarget('a switch with brokers');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;
const topic = uniqueName('orders');

let kafka: Kafka | undefined;
let admin: OpenAdmin;
let kafkas: ReturnType<typeof createKafkas>;
let nights: Nights | undefined;

beforeAll(async () => {
  if (target === undefined) return;
  kafka = await startOwnKafka({ brokers: 3 });
  const brokers = kafka.bootstrap.split(',');
  admin = createAdmin({ brokers, clientId: 'switched' });
  const settings = readSettings(
    { clusters: {}, kafkas: { main: { environment: 'staging', brokers } } },
    'the test',
  );
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  kafkas = createKafkas({ kafkas: settings.kafkas, limits: LIMITS, log });
  await runTool(kafka, 'kafka-topics', [
    ...['--create', '--topic', topic, '--replica-assignment', '1:2:3'],
  ]);
}, LONG_MS);

afterEach(async () => {
  await nights?.close();
  nights = undefined;
}, LONG_MS);

afterAll(async () => {
  await Promise.all([admin?.close(), kafkas?.close()]);
  await kafka?.stop();
}, LONG_MS);

async function open(): Promise<Nights> {
  if (target === undefined || kafka === undefined) throw new Error('there is no cluster');
  nights = await openNights(target, {
    kafkas,
    more: { kafkas: { main: { environment: 'staging', brokers: kafka.bootstrap.split(',') } } },
    tiers: (namespace) => [
      { name: 'brokers', workloads: [{ namespace, selector: 'app=kafka' }], kafka: 'main' },
      { name: 'consumers', workloads: [{ namespace, selector: 'app=web' }] },
    ],
  });
  await nights.kubectl('create -f -', deployment('web', 1));
  await nights.kubectl('create -f -', deployment('kafka', 1));
  await nights.at('2031-03-05T12:00:00Z');
  return nights;
}

async function replicas(opened: Nights) {
  return [await opened.replicas('deployment/kafka'), await opened.replicas('deployment/web')];
}

async function inSync(): Promise<number> {
  return (await admin.topic(topic))?.partitions[0]?.isr.length ?? 0;
}

suite('a switch with the brokers of a Kafka', () => {
  test(
    'is not switched off while a partition is under-replicated, neither consumers nor brokers, and then is',
    async () => {
      const opened = await open();
      await kafka?.brokers[2]?.stop();
      await until(async () => (await inSync()) === 2);
      await opened.at('2031-03-05T20:00:30Z');
      await opened.at('2031-03-05T20:01:30Z');
      expect(await replicas(opened)).toEqual([1, 1]);
      const told = (await opened.told()).filter((text) => text.includes('is not switched'));
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(/of the Kafka main \d+ partitions? (?:is|are) under-replicated/u);
      expect(await opened.store.switchRuns(SWITCH, 10)).toEqual([]);
      await expect(ask(opened, `cluster off ${SWITCH} --for 2h`)).rejects.toMatchObject({
        what: `${SWITCH} is not switched off now.`,
        why: expect.stringContaining('under-replicated'),
      });
      await kafka?.brokers[2]?.start();
      await until(async () => (await inSync()) === 3);
      await until(async () => {
        await opened.at('2031-03-05T20:05:30Z');
        return (await opened.replicas('deployment/web')) === 0;
      });
      expect(await replicas(opened)).toEqual([0, 0]);
    },
    LONG_MS,
  );

  test(
    'is not switched off while a partition is on its way to another broker',
    async () => {
      const opened = await open();
      const moved = uniqueName('moved');
      if (kafka === undefined) throw new Error('there is no Kafka');
      await runTool(kafka, 'kafka-topics', [
        ...['--create', '--topic', moved, '--replica-assignment', '1:2'],
      ]);
      // To a broker that is down: it stays on its way.
      await kafka.brokers[2]?.stop();
      await admin.changes.placeReplicas([{ topic: moved, partition: 0, replicas: [2, 3] }]);
      await until(async () => (await admin.reassignments()).length > 0);
      await expect(ask(opened, `cluster off ${SWITCH} --for 2h`)).rejects.toMatchObject({
        why: expect.stringContaining('of the Kafka main 1 partition is on the way'),
      });
      await kafka.brokers[2]?.start();
    },
    LONG_MS,
  );
});
