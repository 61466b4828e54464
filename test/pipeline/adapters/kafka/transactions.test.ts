// Transactions, fencing and group membership as a real broker sees them.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createConnections } from '../../../../pipeline/adapters/kafka/connections.ts';
import { createKafka } from '../../../../pipeline/adapters/kafka/kafka.ts';
import { leaveGroupRequest } from '../../../../pipeline/adapters/kafka/requests/leave-group.ts';
import type {
  GroupMember,
  Kafka,
  LogReader,
  TransactionalProducer,
} from '../../../../pipeline/ports.ts';
import { openKafka, type Kafka as TestKafka, uniqueName } from '../../../kafka/kafka.ts';

const LIMITS = { maxWaitMs: 200, maxBytesPerPartition: 1_000_000 };
let server: TestKafka;
let kafka: Kafka;
let reader: LogReader;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await openKafka();
  kafka = createKafka({
    ...{ brokers: server.bootstrap.split(','), clientId: 'test', transactionTimeoutMs: 10_000 },
  });
  reader = kafka.openReader();
}, 120_000);

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

afterAll(async () => {
  await reader.close();
  await server.stop();
});

describe('a transaction', () => {
  test('shows all of its records when it is committed, and none before', async () => {
    const topic = await newTopic(2);
    const producer = await newProducer();
    await Promise.all([
      sendTo(producer, topic, 0, ['a', 'b']),
      sendTo(producer, topic, 1, ['c']),
      sendTo(producer, topic, 0, ['d']),
    ]);
    expect(await readNow(topic, 0)).toEqual([]);
    await producer.commit();
    expect(await readDecided(topic, 0)).toEqual(['a', 'b', 'd']);
    expect(await readDecided(topic, 1)).toEqual(['c']);
  });

  test('shows nothing when it is aborted, and the next one goes on', async () => {
    const topic = await newTopic(1);
    const producer = await newProducer();
    await sendTo(producer, topic, 0, ['no']);
    await producer.abort();
    await sendTo(producer, topic, 0, ['yes']);
    await producer.commit();
    expect(await readDecided(topic, 0)).toEqual(['yes']);
  });

  test('many in a row, each right after the one before', async () => {
    const topic = await newTopic(1);
    const producer = await newProducer();
    const texts = Array.from({ length: 30 }, (_, index) => `t${index}`);
    for (const text of texts) {
      await sendTo(producer, topic, 0, [text]);
      await producer.commit();
    }
    expect(await readDecided(topic, 0)).toEqual(texts);
  });

  test('ends with whoever takes over its id, and its first owner is refused from then on', async () => {
    const topic = await newTopic(1);
    const id = uniqueName('id');
    const first = await newProducer(id);
    await sendTo(first, topic, 0, ['left open']);
    const second = await newProducer(id);
    await expect(sendTo(first, topic, 0, ['late'])).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:PRODUCER_FENCED|INVALID_PRODUCER_EPOCH)$/u),
    });
    await expect(first.commit()).rejects.toThrow();
    await sendTo(second, topic, 0, ['new']);
    await second.commit();
    expect(await readDecided(topic, 0)).toEqual(['new']);
  });

  test('is read alike by the Java consumer', async () => {
    const topic = await newTopic(1);
    const producer = await newProducer();
    await sendTo(producer, topic, 0, ['no']);
    await producer.abort();
    await sendTo(producer, topic, 0, ['yes']);
    await producer.commit();
    const { stdout } = await server.tool('kafka-console-consumer', {
      args: [
        ...['--bootstrap-server', server.bootstrap, '--topic', topic, '--from-beginning'],
        ...['--isolation-level', 'read_committed', '--max-messages', '1'],
      ],
    });
    expect(stdout).toBe('yes\n');
  });
});

describe('offsets in a transaction', () => {
  test('are committed with it, as the Java tool sees them', async () => {
    const topic = await newTopic(1);
    const { member, groupId } = newMember(topic);
    const { membership, partitions } = await member.join();
    expect(partitions).toEqual([0]);
    expect(await member.committed([{ topic, partition: 0 }])).toEqual([
      { offset: undefined, metadata: '' },
    ]);
    const producer = await newProducer();
    await producer.sendOffsets(membership, [{ topic, partition: 0, offset: 5, metadata: 'm' }]);
    await producer.commit();
    expect(await member.committed([{ topic, partition: 0 }])).toEqual([
      { offset: 5, metadata: 'm' },
    ]);
    const { stdout } = await server.tool('kafka-consumer-groups', {
      args: ['--bootstrap-server', server.bootstrap, '--describe', '--group', groupId],
    });
    expect(stdout).toMatch(new RegExp(`${groupId} +${topic} +0 +5 +0 `, 'u'));
  });

  test('are waited for while the transaction that holds them is open', async () => {
    const topic = await newTopic(1);
    const { member } = newMember(topic);
    const { membership } = await member.join();
    const producer = await newProducer();
    await producer.sendOffsets(membership, [{ topic, partition: 0, offset: 7, metadata: '' }]);
    const asked = member.committed([{ topic, partition: 0 }]);
    const first = await Promise.race([
      asked.then(() => 'answered'),
      producer.commit().then(() => 'committed'),
    ]);
    expect(first).toBe('committed');
    expect(await asked).toEqual([{ offset: 7, metadata: '' }]);
  });

  test('of a member whose generation is over are refused', async () => {
    const topic = await newTopic(2);
    const { member: first, groupId } = newMember(topic);
    const { membership } = await first.join();
    const { member: second } = newMember(topic, groupId);
    const joining = second.join();
    await first.changed();
    expect(first.state).toBe('rebalancing');
    const [again, other] = await Promise.all([first.join(), joining]);
    expect(again.isContinuous).toBe(true);
    expect([...again.partitions, ...other.partitions].sort()).toEqual([0, 1]);
    const producer = await newProducer();
    const offsets = [{ topic, partition: 0, offset: 1, metadata: '' }];
    await expect(producer.sendOffsets(membership, offsets)).rejects.toMatchObject({
      code: 'ILLEGAL_GENERATION',
    });
  });
});

describe('a group member', () => {
  test('gets the partitions of one that leaves, and keeps its own', async () => {
    const topic = await newTopic(4);
    const { member: first, groupId } = newMember(topic);
    await first.join();
    const { member: second } = newMember(topic, groupId);
    const joining = second.join();
    await first.changed();
    const [before] = await Promise.all([first.join(), joining]);
    expect(before.partitions).toHaveLength(2);
    await second.leave();
    await first.changed();
    const after = await first.join();
    expect(after.partitions).toEqual([0, 1, 2, 3]);
  });

  test('that slept through its session is told that it has lost its place', async () => {
    const topic = await newTopic(1);
    const { member, groupId } = newMember(topic);
    const { membership } = await member.join();
    // What the coordinator does when no heartbeat comes in time.
    const address = { brokers: server.bootstrap.split(','), clientId: 'remover' };
    const connections = createConnections(address);
    closing.push(() => connections.close());
    const coordinator = await connections.coordinatorOf('group', groupId);
    const left = await connections.send(coordinator, leaveGroupRequest(membership));
    expect(left).toEqual({ errorCode: 0, members: [{ errorCode: 0 }] });
    await member.changed();
    expect(member.state).toBe('lost');
    expect(await member.join()).toMatchObject({ partitions: [0], isContinuous: false });
  });
});

async function newTopic(partitions: number): Promise<string> {
  const topic = uniqueName('txn');
  const topics = kafka.openTopics();
  // Its records are from 1970: the broker would clear them away half a minute after its start.
  const settings = { 'retention.ms': '-1' };
  await topics.create(topic, { partitions, replicationFactor: 1, settings });
  await topics.close();
  // Answers once the broker leads the partitions: a moment after the topic is made it does not yet.
  const led = await server.tool('kafka-get-offsets', {
    args: ['--bootstrap-server', server.bootstrap, '--topic', topic],
  });
  expect(led.exitCode).toBe(0);
  return topic;
}

async function newProducer(id = uniqueName('id')): Promise<TransactionalProducer> {
  const producer = kafka.openProducer(id);
  closing.push(() => producer.close());
  await producer.initialize();
  return producer;
}

function newMember(topic: string, groupId = uniqueName('group')) {
  const member: GroupMember = kafka.openMember({
    ...{ groupId, topics: [topic], sessionTimeoutMs: 6_000, rebalanceTimeoutMs: 10_000 },
    ...{
      instanceId: 'test',
      endpoint: '',
      isPaused: () => false,
      pausedFor: () => '',
      copies: () => [],
      standbys: 0,
    },
  });
  closing.push(() => member.leave());
  return { member, groupId };
}

async function sendTo(
  producer: TransactionalProducer,
  topic: string,
  partition: number,
  texts: readonly string[],
): Promise<void> {
  const batch = producer.newBatch();
  for (const text of texts) batch.append(null, text, 1);
  await producer.send({ topic, partition }, batch);
}

/** The committed records, up to the end of the log as it is now. */
async function readNow(topic: string, partition: number): Promise<readonly (string | null)[]> {
  const found = [];
  for (let offset = 0; ; ) {
    const [fetched] = await reader.fetch([{ topic, partition, offset }], LIMITS);
    if (fetched === undefined) continue;
    while (fetched.records.next()) found.push(fetched.records.valueText());
    if (fetched.records.position === offset) return found;
    offset = fetched.records.position;
  }
}

/** The committed records, once it is decided what became of each that the log has now: a commit is answered before its markers. */
async function readDecided(topic: string, partition: number): Promise<readonly (string | null)[]> {
  const [end = 0] = await reader.logEnd([{ topic, partition }]);
  const found = [];
  for (let offset = 0; offset < end; ) {
    const [fetched] = await reader.fetch([{ topic, partition, offset }], LIMITS);
    if (fetched === undefined) continue;
    while (fetched.records.next()) found.push(fetched.records.valueText());
    offset = fetched.records.position;
  }
  return found;
}
