// Changes of members, topics and replicas on three real brokers: what is made is looked at with Apache Kafka's own tools.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OperatorError } from '../../../bot/errors.ts';
import { createAdmin, type OpenAdmin } from '../../../pipeline/index.ts';
import { type Changer, createChanger, undoOf } from '../../kafka/changes.ts';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { uniqueName } from '../../kafka/unique-name.ts';
import { until } from '../../kafka/until.ts';

const MINUTES = 60_000;

let kafka: Kafka;
let admin: OpenAdmin;
let changer: Changer;

beforeAll(async () => {
  kafka = await startOwnKafka({ brokers: 3 });
  admin = createAdmin({ brokers: kafka.bootstrap.split(','), clientId: 'layout' });
  changer = createChanger(admin);
}, 5 * MINUTES);

afterAll(async () => {
  await admin?.close();
  await kafka?.stop();
}, 2 * MINUTES);

describe('a topic', () => {
  test(
    'is made as it was asked for, and not twice',
    async () => {
      const name = uniqueName('made');
      const text = `kafka create topic ${name} --partitions 3 --replication-factor 2 --config retention.ms=60000`;
      expect((await changer.preview(text)).diff).toMatch(/replication\.factor +2/u);
      expect(await runTool(kafka, 'kafka-topics', ['--list'])).not.toContain(name);
      expect((await changer.done(text)).stdout).toBe(`Created topic ${name}.\n`);
      const described = await runTool(kafka, 'kafka-topics', ['--describe', '--topic', name]);
      expect(described).toMatch(/PartitionCount: 3\s+ReplicationFactor: 2.*retention\.ms=60000/u);
      await expect(changer.preview(text)).rejects.toThrow(/is there already/u);
    },
    2 * MINUTES,
  );

  test('that Kafka itself would not have is refused in its words before any click', async () => {
    const wrong =
      'kafka create topic a --partitions 3 --replication-factor 2 --config retention.ms=x';
    await expect(changer.preview(wrong)).rejects.toThrow(/Invalid value x/u);
    const large = 'kafka create topic a --partitions 3 --replication-factor 9';
    await expect(changer.preview(large)).rejects.toThrow(/INVALID_REPLICATION_FACTOR/u);
  });

  test(
    'gets more partitions, unless its records are found by their keys',
    async () => {
      const name = await newTopic('plain');
      const text = `kafka add partitions ${name} --partitions 5`;
      expect((await changer.preview(text)).diff).toMatch(new RegExp(`${name} +2 +5`, 'u'));
      await changer.done(text);
      expect(await runTool(kafka, 'kafka-topics', ['--describe', '--topic', name])).toMatch(
        /Count: 5/u,
      );
      await expect(changer.preview(text)).rejects.toThrow(/It has 5 already/u);
      const keyed = await newTopic('keyed');
      await expect(changer.preview(`kafka add partitions ${keyed} --partitions 5`)).rejects.toThrow(
        /keyedTopics/u,
      );
      const compacted = await newTopic('compacted', '--config', 'cleanup.policy=compact');
      await expect(
        changer.preview(`kafka add partitions ${compacted} --partitions 5`),
      ).rejects.toThrow(/compacted/u);
    },
    3 * MINUTES,
  );
});

describe('a group', () => {
  test(
    'forgets where it stands in one topic, and undo brings it back',
    async () => {
      const [one, other] = [await newTopic('one'), await newTopic('other')];
      const group = uniqueName('group');
      const at = (topic: string, partition: number) => ({
        ...{ topic, partition, offset: 7 + partition, leaderEpoch: -1, metadata: 'here' },
      });
      const all = [at(one, 0), at(one, 1), at(other, 0)];
      await admin.changes.commitOffsets(group, all);
      const output = await changer.done(`kafka delete offsets ${group} --topic ${one}`);
      expect(await admin.committed(group)).toEqual([at(other, 0)]);
      await changer.done(undoOf(output));
      const committed = await admin.committed(group);
      expect(committed).toHaveLength(3);
      expect(committed).toEqual(expect.arrayContaining(all));
      await expect(
        changer.preview(`kafka delete offsets ${group} --topic ${one}:9`),
      ).rejects.toThrow(/nothing to delete/u);
    },
    2 * MINUTES,
  );

  test(
    'loses a static member that is gone, and the others have its partitions',
    async () => {
      const topic = await newTopic('read');
      const group = uniqueName('static');
      const gone = kafka.tool('kafka-console-consumer', {
        args: [
          ...['--bootstrap-server', kafka.bootstrap, '--topic', topic, '--group', group],
          ...['--command-property', 'group.instance.id=reader-1'],
          ...['--command-property', 'session.timeout.ms=300000', '--timeout-ms', '20000'],
        ],
      });
      const member = await until(async () => {
        const found = await admin.group(group);
        return found?.state === 'Stable' ? found.members[0] : undefined;
      });
      expect(member.instanceId).toBe('reader-1');
      await gone; // its time is up; a static member does not say that it leaves
      expect((await admin.group(group))?.members).toHaveLength(1);
      const preview = await changer.preview(`kafka remove member ${group} reader-1`);
      expect(preview.warnings.join(' ')).toContain('It is the only one');
      await changer.run(`kafka remove member ${group} reader-1`, preview.substance);
      await until(async () =>
        (await admin.group(group))?.members.length === 0 ? true : undefined,
      );
      await expect(changer.preview(`kafka remove member ${group} reader-1`)).rejects.toThrow(
        /There is no member "reader-1"/u,
      );
    },
    3 * MINUTES,
  );
});

describe('a group of the newer protocol (KIP-848)', () => {
  test(
    'is reset while nobody is in it, refused while somebody is, and loses a static member',
    async () => {
      const topic = await newTopic('newer');
      await kafka.tool('kafka-console-producer', {
        args: ['--bootstrap-server', kafka.bootstrap, '--topic', topic],
        input: 'one\ntwo\n',
      });
      const group = uniqueName('newer');
      const reading = kafka.tool('kafka-console-consumer', {
        args: [
          ...['--bootstrap-server', kafka.bootstrap, '--topic', topic, '--group', group],
          ...['--from-beginning', '--timeout-ms', '20000'],
          ...['--command-property', 'group.protocol=consumer'],
          ...['--command-property', 'group.instance.id=reader-1'],
        ],
      });
      await until(async () => {
        const found = await admin.group(group);
        return found?.members.some(({ assignment }) => assignment.length === 2) ? true : undefined;
      });
      const reset = `kafka reset offsets ${group} --topic ${topic} --to-offset 0`;
      await expect(changer.preview(reset)).rejects.toThrow(/cannot be changed now/u);
      const offsets = [{ topic, partition: 0, offset: 0 }];
      await expect(admin.changes.commitOffsets(group, offsets)).rejects.toMatchObject({
        code: 'UNKNOWN_MEMBER_ID',
      });
      await reading; // a static member that ends keeps its place for a while
      const remove = `kafka remove member ${group} reader-1`;
      await changer.done(remove);
      await until(async () =>
        (await admin.group(group))?.members.length === 0 ? true : undefined,
      );
      const before = await admin.committed(group);
      const output = await changer.done(reset);
      expect((await admin.committed(group)).map(({ offset }) => offset)).toEqual([0, 0]);
      await changer.done(undoOf(output));
      const after = await admin.committed(group);
      expect(after).toHaveLength(before.length);
      expect(after).toEqual(expect.arrayContaining([...before]));
    },
    3 * MINUTES,
  );
});

describe('a quota', () => {
  test(
    'is set beside the others of exactly that entity, as kafka-configs tells it, and undo takes it back',
    async () => {
      const user = uniqueName('loader');
      const quotasOf = async () =>
        await runTool(kafka, 'kafka-configs', [
          ...['--describe', '--entity-type', 'users', '--entity-name', user],
        ]);
      const known = async (...texts: readonly string[]) =>
        await until(async () => {
          const said = await quotasOf();
          return texts.every((text) => said.includes(text)) ? said : undefined;
        });
      await changer.done(`kafka set quota --user ${user} --add-config consumer_byte_rate=2048`);
      await known('consumer_byte_rate=2048.0');
      const text = `kafka set quota --user ${user} --add-config producer_byte_rate=1024,request_percentage=12.5`;
      const output = await changer.done(text);
      expect(output.stdout).toBe(`Completed updating config for user ${user}.\n`);
      await known('consumer_byte_rate=2048.0', 'producer_byte_rate=1024.0', 'percentage=12.5');
      const other = `kafka set quota --user ${user} --client-id c --delete-config producer_byte_rate`;
      await expect(changer.preview(other)).rejects.toThrow(/not set for exactly that entity/u);
      await changer.done(undoOf(output));
      await until(async () => ((await quotasOf()).includes('producer') ? undefined : true));
      await known('consumer_byte_rate=2048.0');
    },
    3 * MINUTES,
  );
});

describe('replicas', () => {
  test(
    'are moved, which is watched to its end, and undo moves them back',
    async () => {
      const topic = await newTopic('moved', '--replica-assignment', '1:2,2:3');
      const text = `kafka reassign ${topic}:0 --to 3,2`;
      expect((await changer.preview(text)).diff).toMatch(/ 1,2 +3,2/u);
      const output = await changer.done(text);
      expect(output.stderr).toContain('All replicas are moved.');
      expect(await replicasOf(topic)).toEqual(['3,2', '2,3']);
      await changer.done(undoOf(output));
      expect(await replicasOf(topic)).toEqual(['1,2', '2,3']);
      await expect(changer.preview(`kafka reassign ${topic}:0 --to 1,9`)).rejects.toThrow(
        /Broker 9 is not there/u,
      );
    },
    3 * MINUTES,
  );

  test(
    'lead again where they are the preferred ones and in sync',
    async () => {
      const topic = await newTopic('led', '--replica-assignment', '3:1,1:3');
      await kafka.brokers[2]?.stop();
      await until(async () => ((await leadersOf(topic)).join() === '1,1' ? true : undefined));
      await expect(
        changer.preview(`kafka elect leaders --preferred --topic ${topic}`),
      ).rejects.toThrow(/not in sync/u);
      await kafka.brokers[2]?.start();
      const text = `kafka elect leaders --preferred --topic ${topic}`;
      const preview = await until(async () => {
        try {
          return await changer.preview(text);
        } catch (error) {
          if (error instanceof OperatorError) return undefined; // not in sync yet
          throw error;
        }
      });
      expect(preview.diff).toMatch(new RegExp(`${topic} +0 +1 +3`, 'u'));
      await changer.run(text, preview.substance);
      await until(async () => ((await leadersOf(topic)).join() === '3,1' ? true : undefined));
      await expect(changer.preview(text)).rejects.toThrow(/nothing to elect/u);
    },
    5 * MINUTES,
  );
});

async function newTopic(prefix: string, ...how: readonly string[]): Promise<string> {
  const topic = uniqueName(prefix);
  const size = how.includes('--replica-assignment')
    ? []
    : ['--partitions', '2', '--replication-factor', '2'];
  await runTool(kafka, 'kafka-topics', ['--create', '--topic', topic, ...size, ...how]);
  await until(async () => await admin.topic(topic));
  return topic;
}

async function replicasOf(topic: string): Promise<readonly string[]> {
  const said = await runTool(kafka, 'kafka-topics', ['--describe', '--topic', topic]);
  return [...said.matchAll(/Replicas: (\S+)/gu)].map(([, replicas = '']) => replicas);
}

async function leadersOf(topic: string): Promise<readonly number[]> {
  return ((await admin.topic(topic))?.partitions ?? []).map(({ leader }) => leader);
}
