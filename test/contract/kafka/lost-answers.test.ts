// Changes of three real brokers whose answer gets lost on its way, or which never arrive: nothing is sent twice, what is there is read back,
// and the answer says which of the two it was. (Those of settings, topics, offsets and quotas: test/system/kafka-changes.test.ts.)

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import kafkajs, { type Consumer } from 'kafkajs';
import { OperatorError } from '../../../bot/errors.ts';
import { UnknownOutcomeError } from '../../../bot/unknown-outcome.ts';
import { createAdmin, type OpenAdmin } from '../../../pipeline/index.ts';
import { keepTimersQuiet } from '../../../sandbox/kafka/quiet-timers.ts';
import { type BrokerProxy, startBrokerProxy } from '../../chaos/pipeline/proxy.ts';
import { type Changer, createChanger } from '../../kafka/changes.ts';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { uniqueName } from '../../kafka/unique-name.ts';
import { until } from '../../kafka/until.ts';

const MINUTES = 60_000;
const ELECT_LEADERS = 43;
const ALTER_REASSIGNMENTS = 45;
const LEAVE_GROUP = 13;
const CREATE_TOPICS = 19;
const CREATE_PARTITIONS = 37;
const ALTER_CONFIGS = 44;
const ALTER_QUOTAS = 49;

let kafka: Kafka;
let proxies: readonly BrokerProxy[];
/** Through the proxies, and past them. */
let admin: OpenAdmin;
let direct: OpenAdmin;
let changer: Changer;
let client: InstanceType<typeof kafkajs.Kafka>;

beforeAll(async () => {
  keepTimersQuiet();
  kafka = await startOwnKafka({ brokers: 3 });
  const brokers = kafka.bootstrap.split(',');
  const ports = brokers.map((address) => Number(address.split(':')[1]));
  proxies = await Promise.all(ports.map((port) => startBrokerProxy('127.0.0.1', port)));
  const route = ({ host, port }: { readonly host: string; readonly port: number }) => ({
    host,
    port: proxies[ports.indexOf(port)]?.port ?? 0,
  });
  admin = createAdmin({ brokers, clientId: 'lost-answers', route });
  direct = createAdmin({ brokers, clientId: 'past-the-proxies' });
  changer = createChanger(admin);
  client = new kafkajs.Kafka({
    ...{ clientId: 'reader', brokers, logLevel: kafkajs.logLevel.NOTHING },
  });
}, 5 * MINUTES);

afterEach(() => {
  for (const proxy of proxies) proxy.disarm();
});

afterAll(async () => {
  await Promise.all([admin?.close(), direct?.close()]);
  await kafka?.stop();
  await Promise.all((proxies ?? []).map((proxy) => proxy.close()));
}, 2 * MINUTES);

/** What is changed: the command, the key of its request, how it is now, and how it shall be. */
interface Situation {
  readonly text: string;
  readonly key: number;
  look(): Promise<string>;
  readonly wanted: string;
  end?(): Promise<void>;
}

const SITUATIONS: Readonly<Record<string, () => Promise<Situation>>> = {
  'kafka elect leaders': ledByAnother,
  'kafka reassign': atItsPlace,
  'kafka cancel reassignment': onTheMove,
  'kafka remove member': readByAMember,
};

describe.each(Object.entries(SITUATIONS))('%s', (_command, prepare) => {
  test(
    'whose answer is lost is read back, and told to be made',
    async () => {
      const situation = await prepare();
      try {
        const { substance } = await changer.preview(situation.text);
        const dropped = droppedSoFar();
        for (const proxy of proxies) proxy.dropNextAnswer(situation.key);
        const output = await changer.run(situation.text, substance);
        expect(output.stderr).toMatch(/no answer came.*the change was made/su);
        expect(droppedSoFar()).toBe(dropped + 1); // it was not sent again
        expect(await situation.look()).toBe(situation.wanted);
      } finally {
        await situation.end?.();
      }
    },
    3 * MINUTES,
  );

  test(
    'that never arrives is read back, and told to be as it was',
    async () => {
      const situation = await prepare();
      try {
        const before = await situation.look();
        const { substance } = await changer.preview(situation.text);
        const dropped = droppedSoFar();
        for (const proxy of proxies) proxy.dropRequest(situation.key, () => true);
        const end = await changer.run(situation.text, substance).catch((error: unknown) => error);
        expect(end).toBeInstanceOf(UnknownOutcomeError);
        expect(end).toMatchObject({
          what: 'It is not known whether Kafka test made the change.',
          why: expect.stringContaining('all is as it was before'),
          fix: expect.stringContaining('send the command again'),
        });
        expect(droppedSoFar()).toBe(dropped + 1);
        expect(await situation.look()).toBe(before);
      } finally {
        await situation.end?.();
      }
    },
    3 * MINUTES,
  );
});

describe('what is only tried', () => {
  const tried: readonly (readonly [what: string, key: number, text: (topic: string) => string])[] =
    [
      [
        'creating a topic',
        CREATE_TOPICS,
        (topic) => `kafka create topic ${topic}-2 --partitions 1 --replication-factor 1`,
      ],
      [
        'more partitions',
        CREATE_PARTITIONS,
        (topic) => `kafka add partitions ${topic} --partitions 3`,
      ],
      [
        'settings',
        ALTER_CONFIGS,
        (topic) => `kafka alter topic ${topic} --add-config retention.ms=3600000`,
      ],
      [
        'quotas',
        ALTER_QUOTAS,
        (topic) => `kafka set quota --user ${topic} --add-config producer_byte_rate=1024`,
      ],
    ];

  test.each(tried)(
    'has changed nothing when its answer is lost, and is told so: %s',
    async (_what, key, text) => {
      const topic = await newTopic(['1', '2']);
      for (const proxy of proxies) proxy.dropNextAnswer(key);
      const end = await changer.preview(text(topic)).catch((error: unknown) => error);
      expect(end).toBeInstanceOf(OperatorError);
      expect(end).not.toBeInstanceOf(UnknownOutcomeError);
      expect(end).toMatchObject({ isOutage: true, what: 'Cannot ask Kafka test.' });
    },
    3 * MINUTES,
  );
});

/** A topic whose first replica is in sync and does not lead: they were put into another order. */
async function ledByAnother(): Promise<Situation> {
  const topic = await newTopic(['1', '2']);
  await direct.changes.placeReplicas([{ topic, partition: 0, replicas: [2, 1] }]);
  await untilBothSay(async (each) => (await placeOf(topic, each)).replicas.join() === '2,1');
  return {
    text: `kafka elect leaders --preferred --topic ${topic}`,
    key: ELECT_LEADERS,
    look: async () => String((await placeOf(topic)).leader),
    wanted: '2',
  };
}

async function atItsPlace(): Promise<Situation> {
  const topic = await newTopic(['1', '2']);
  return {
    text: `kafka reassign ${topic}:0 --to 3,2`,
    key: ALTER_REASSIGNMENTS,
    look: async () => {
      await until(async () => (await direct.reassignments()).length === 0);
      await until(async () => (await placeOf(topic)).replicas.length === 2); // known everywhere
      return (await placeOf(topic)).replicas.join();
    },
    wanted: '3,2',
  };
}

/** A move that comes to no end, because the broker that it goes to is stopped. */
async function onTheMove(): Promise<Situation> {
  const topic = await newTopic(['1', '2']);
  const gone = kafka.brokers[2];
  await gone?.stop();
  await direct.changes.placeReplicas([{ topic, partition: 0, replicas: [3, 2] }]);
  const isMoving = async (asked = direct) => (await asked.reassignments()).length > 0;
  await untilBothSay(isMoving);
  return {
    text: `kafka cancel reassignment ${topic}`,
    key: ALTER_REASSIGNMENTS,
    look: async () => ((await isMoving()) ? 'moving' : 'ended'),
    wanted: 'ended',
    end: async () => {
      await gone?.start();
      await until(async () => !(await isMoving()));
    },
  };
}

async function readByAMember(): Promise<Situation> {
  const topic = await newTopic(['1', '2']);
  const groupId = uniqueName('group');
  const consumer: Consumer = client.consumer({ groupId, sessionTimeout: 60_000 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await consumer.run({ eachMessage: async () => {} });
  let memberId = '';
  await until(async () => {
    const group = await direct.group(groupId);
    memberId = group?.members[0]?.memberId ?? '';
    return group?.state === 'Stable' && memberId !== '';
  });
  return {
    text: `kafka remove member ${groupId} ${memberId}`,
    key: LEAVE_GROUP,
    // If it has come back it has another id.
    look: async () => {
      const members = (await direct.group(groupId))?.members ?? [];
      return members.some((member) => member.memberId === memberId) ? 'there' : 'gone';
    },
    wanted: 'gone',
    end: () => consumer.disconnect(),
  };
}

async function newTopic(replicas: readonly string[]): Promise<string> {
  const topic = uniqueName('moved');
  await runTool(kafka, 'kafka-topics', [
    ...['--create', '--topic', topic, '--replica-assignment', replicas.join(':')],
  ]);
  await untilBothSay(async (each) => (await each.topic(topic))?.partitions[0]?.isr.length === 2);
  return topic;
}

/** They ask different brokers, which learn of things one after another. */
async function untilBothSay(isSo: (each: OpenAdmin) => Promise<boolean>): Promise<void> {
  await until(async () => (await isSo(direct)) && (await isSo(admin)));
}

async function placeOf(topic: string, asked = direct) {
  const place = (await asked.topic(topic))?.partitions[0];
  if (place === undefined) throw new Error(`no partition of ${topic}`);
  return place;
}

function droppedSoFar(): number {
  return proxies.reduce((sum, { dropped }) => sum + dropped, 0);
}
