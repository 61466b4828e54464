// Kafka commands through Slack on a real broker, beside what Apache Kafka's own tools print of it.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { createKafka } from '../../pipeline/adapters/kafka/kafka.ts';
import { keepTimersQuiet } from '../../sandbox/kafka/quiet-timers.ts';
import { type Kafka, openKafka, uniqueName } from '../kafka/kafka.ts';
import { runTool } from '../kafka/tool.ts';
import { printed, type Sandbox, startSandbox, words } from './sandbox.ts';

let kafka: Kafka;
let sandbox: Sandbox;
const topic = uniqueName('orders');
const left = uniqueName('left');

beforeAll(async () => {
  kafka = await openKafka();
  await runTool(kafka, 'kafka-topics', [
    ...['--create', '--topic', topic, '--partitions', '3'],
    ...['--config', 'retention.ms=86400000', '--config', 'max.message.bytes=2000000'],
  ]);
  await runTool(kafka, 'kafka-console-producer', ['--topic', topic], 'one\ntwo\n');
  await runTool(kafka, 'kafka-console-consumer', [
    ...['--topic', topic, '--group', left, '--from-beginning', '--max-messages', '1'],
  ]);
  await runTool(kafka, 'kafka-console-producer', ['--topic', topic], 'three\nfour\n');
  sandbox = await startSandbox({ KAFKA_BROKERS: kafka.bootstrap });
}, 180_000);

afterAll(async () => {
  await sandbox?.stop();
  await kafka?.stop();
});

describe('a kafka command typed in Slack', () => {
  test('lists topics as kafka-topics does', async () => {
    const said = await runTool(kafka, 'kafka-topics', ['--list']);
    const listed = said.split('\n').filter((name) => name === topic);
    expect(await answered(`/kafka topics ${topic}`)).toEqual(listed);
  });

  test('describes a topic as kafka-topics does, and says where its partitions end', async () => {
    const said = await runTool(kafka, 'kafka-topics', ['--describe', '--topic', topic]);
    const [described, ...rest] = (await answered(`/kafka topic ${topic}`)).join('\n').split('\n\n');
    expect(normalised(described ?? '')).toEqual(normalised(said));
    const ends = normalised(rest.join('\n')).slice(1);
    expect(ends.map((line) => line.split(' ')[0])).toEqual(['0', '1', '2']);
    const total = ends.reduce((sum, line) => sum + Number(line.split(' ')[3]), 0);
    expect(total).toBe(4);
  });

  test('lists groups as kafka-consumer-groups does', async () => {
    const group = uniqueName('group');
    await runTool(kafka, 'kafka-console-consumer', [
      ...['--topic', topic, '--group', group, '--from-beginning', '--max-messages', '1'],
    ]);
    const said = await runTool(kafka, 'kafka-consumer-groups', ['--list', '--type', '--state']);
    const wanted = normalised(said).filter((line) => line.startsWith(group));
    expect(wanted).toHaveLength(1);
    expect(normalised((await answered(`/kafka groups ${group}`)).slice(1).join('\n'))).toEqual(
      wanted,
    );
  });

  test('says of a group that nobody reads any more that it has stopped, and how far behind it is', async () => {
    let rows: readonly string[] = [];
    while (rows.length < 2) rows = await answered(`/kafka lag ${left}`); // until it was looked at
    expect(rows[1]).toMatch(new RegExp(`^STOP +${left} +Empty +[1-4] `, 'u'));
  }, 120_000);

  test('says of a group how far it is behind in time, by the times of the records', async () => {
    const timed = uniqueName('timed');
    const group = uniqueName('late');
    await runTool(kafka, 'kafka-topics', [
      ...['--create', '--topic', timed, '--partitions', '1'],
      ...['--config', 'retention.ms=-1'], // their times are long ago
    ]);
    const client = createClient(kafka.bootstrap);
    const producer = client.producer();
    await producer.connect();
    for (const [value, timestamp] of [
      ['a', 1_000],
      ['b', 61_000],
      ['c', 91_500],
    ] as const) {
      await producer.send({ topic: timed, messages: [{ value, timestamp: String(timestamp) }] });
    }
    await producer.disconnect();
    const admin = client.admin();
    await admin.connect();
    const commit = async (offset: number) =>
      await admin.setOffsets({
        ...{ groupId: group, topic: timed, partitions: [{ partition: 0, offset: String(offset) }] },
      });
    await commit(1);
    expect((await answered(`/kafka group ${group}`)).join('\n')).toMatch(
      new RegExp(`^${timed} +0 +2 +31 s `, 'mu'), // 30.5 s
    );
    await commit(3);
    expect((await answered(`/kafka group ${group}`)).join('\n')).not.toContain('BEHIND');
    await commit(0);
    await admin.deleteTopicRecords({ topic: timed, partitions: [{ partition: 0, offset: '2' }] });
    const message = await ask(`/kafka group ${group}`, /are gone and were never read/u);
    expect(words(message)).toContain(`${timed}-0: its records from 0 to 1 are gone`);
    await admin.disconnect();
  }, 120_000);

  test('shows records of a topic that is listed to the asker alone, without what is of persons', async () => {
    await runTool(kafka, 'kafka-topics', [
      '--create',
      '--if-not-exists',
      '--topic',
      'payments',
      '--partitions',
      '1',
    ]);
    const client = createClient(kafka.bootstrap);
    const producer = client.producer();
    await producer.connect();
    const event = { ce_specversion: '1.0', ce_type: 'paid', ce_source: '/shop', ce_id: 'e1' };
    const value = JSON.stringify({ id: 7, email: 'ann@example.com', note: 'from bob@example.com' });
    await producer.send({ topic: 'payments', messages: [{ key: 'k7', value, headers: event }] });
    await producer.disconnect();
    const aborted = createKafka({
      ...{ brokers: kafka.bootstrap.split(','), clientId: 'test', transactionTimeoutMs: 60_000 },
    }).openProducer(uniqueName('aborted'));
    await aborted.initialize();
    const batch = aborted.newBatch();
    batch.append('no', 'never happened', Date.now());
    await aborted.send({ topic: 'payments', partition: 0 }, batch);
    await aborted.abort();
    await aborted.close();
    const message = await ask('/kafka peek payments -p 0 -o end-3', /k7/u, 'bob');
    expect(message.ephemeral_to).toBe('U0BOB');
    const shown = words(message);
    expect(shown).toContain('CloudEvent specversion=1.0 type=paid source=/shop id=e1');
    expect(shown).toContain('"email": "[hidden]"');
    expect(shown).toContain('"note": "from [hidden]"');
    expect(shown).not.toContain('never happened');
    const refused = await ask(`/kafka peek ${topic}`, /may not/u, 'bob');
    expect(words(refused)).toContain('peeking-is-at-listed-topics');
    await ask('/kafka peek payments', /may not/u, 'carol');
  }, 120_000);

  test('about a topic that is not there is told so', async () => {
    const message = await ask(`/kafka topic ${topic}-gone`, /There is no topic/u);
    expect(words(message)).toContain('"kafka topics" lists those that there are.');
  });

  test('of a person in no group is refused, and that is theirs alone', async () => {
    const message = await ask(`/kafka topics`, /You may not run "kafka topics"/u, 'mallory');
    expect(message.ephemeral_to).toBe('U0MALLORY');
  });

  test('for a Kafka that there is not is told which there are', async () => {
    const message = await ask('/kafka topics --kafka nowhere', /no Kafka "nowhere"/u);
    expect(words(message)).toContain('for you: staging');
  });

  test('is explained by qm why, in the words of Kafka’s ACLs', async () => {
    const message = await ask(`/qm why kafka topic ${topic}`, /DECISION/u);
    expect(words(message)).toMatch(
      new RegExp(`allow +DescribeConfigs Topic ${topic} +viewers`, 'u'),
    );
  });

  test('has its line in qm doctor', async () => {
    const message = await ask('/qm doctor', /Kafka staging/u, 'alice');
    expect(words(message)).toMatch(/ok +Kafka staging/u);
  });
});

function createClient(bootstrap: string) {
  keepTimersQuiet();
  const brokers = bootstrap.split(',');
  return new kafkajs.Kafka({ clientId: 'test', brokers, logLevel: kafkajs.logLevel.NOTHING });
}

async function ask(text: string, matches: RegExp, user = 'carol') {
  return await sandbox.answer({ user, channel: '#shop-ops', text }, matches);
}

/** The lines that the command printed. */
async function answered(text: string): Promise<readonly string[]> {
  const message = await ask(text, /^Succeeded/u);
  return printed(message).join('\n').trimEnd().split('\n');
}

/** Lines with one blank where there were several, or a tab; empty ones are left out. */
function normalised(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/gu, ' '))
    .filter(Boolean);
}
