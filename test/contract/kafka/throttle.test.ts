// Moves of replicas that are held back, on three real brokers: what is set is told by Apache Kafka's own tool, and nothing of it stays.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { removeThrottle, setThrottle, throttleOf } from '../../../bot/kafka/throttle.ts';
import { createAdmin, type OpenAdmin } from '../../../pipeline/index.ts';
import { type Changer, createChanger } from '../../kafka/changes.ts';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { uniqueName } from '../../kafka/unique-name.ts';

const MINUTES = 60_000;

let kafka: Kafka;
let admin: OpenAdmin;
let changer: Changer;

beforeAll(async () => {
  kafka = await startOwnKafka({ brokers: 3 });
  admin = createAdmin({ brokers: kafka.bootstrap.split(','), clientId: 'throttle' });
  changer = createChanger(admin);
}, 5 * MINUTES);

afterAll(async () => {
  await admin?.close();
  await kafka?.stop();
}, 2 * MINUTES);

describe('a throttled move', () => {
  test(
    'says in the preview what holds it back, is made, and leaves no throttle behind',
    async () => {
      const topic = await filledTopic('1:2', 100);
      const text = `kafka reassign ${topic}:0 --to 2,3 --throttle 500000000`;
      const preview = await changer.preview(text);
      expect(preview.warnings.join('\n')).toContain(
        'Throttled to 477 MiB a second on brokers 1, 2, 3',
      );
      expect(preview.warnings.join('\n')).toContain(
        `"kafka cancel reassignment ${topic}" takes it`,
      );
      const other = await changer.preview(
        `kafka reassign ${topic}:0 --to 2,3 --throttle 400000000`,
      );
      expect(other.substance).not.toBe(preview.substance);
      const output = await changer.run(text, preview.substance);
      expect(output.stderr).toContain('All replicas are moved.\nThe throttle is taken away.\n');
      expect(await replicasOf(topic)).toBe('2,3');
      await until(async () => ((await throttles(topic)) === '' ? true : undefined));
    },
    5 * MINUTES,
  );

  test(
    'is held back while it goes on, and to cancel it takes the throttle away',
    async () => {
      const topic = await filledTopic('1:2', 4_000); // 4 MB: more than a minute at that rate
      const text = `kafka reassign ${topic}:0 --to 2,3 --throttle 50000`;
      const { substance } = await changer.preview(text);
      const running = changer.run(text, substance);
      await until(async () => ((await admin.reassignments()).length > 0 ? true : undefined));
      const set = await throttles(topic);
      expect(set).toContain('leader.replication.throttled.replicas=0:1,0:2');
      expect(set).toContain('follower.replication.throttled.replicas=0:3');
      expect(set.match(/leader\.replication\.throttled\.rate=50000/gu)).toHaveLength(3);
      expect(set.match(/follower\.replication\.throttled\.rate=50000/gu)).toHaveLength(3);
      const cancel = await changer.preview(`kafka cancel reassignment ${topic}`);
      expect(cancel.summary).toContain('and take away what is left of its throttle');
      const cancelled = await changer.run(`kafka cancel reassignment ${topic}`, cancel.substance);
      expect(cancelled.stdout).toContain(`Took away the throttle of ${topic}.`);
      expect(await replicasOf(topic)).toMatch(/^(?:1,2|2,1)$/u); // Kafka keeps the order of what was wished
      await until(async () => ((await throttles(topic)) === '' ? true : undefined));
      await running;
    },
    5 * MINUTES,
  );

  test(
    'whose throttle was left behind, as when the bot ends, is rid of it by the same command',
    async () => {
      const topic = await filledTopic('1:2', 10);
      const placed = [{ topic, partition: 0, replicas: [1, 2], moving: undefined }];
      await setThrottle(throttleOf(topic, 70_000, { placed, to: [2, 3] }), handles());
      await until(async () => ((await throttles(topic)).includes('rate=70000') ? true : undefined));
      await expect(
        changer.preview(`kafka reassign ${topic}:0 --to 2,3 --throttle 100000`),
      ).rejects.toThrow(/something is throttled already/u);
      const output = await changer.done(`kafka cancel reassignment ${topic}`);
      expect(output.stdout).toBe(`Took away the throttle of ${topic}.\n`);
      expect(output.stderr).not.toContain('Undo:');
      await until(async () => ((await throttles(topic)) === '' ? true : undefined));
      await expect(changer.preview(`kafka cancel reassignment ${topic}`)).rejects.toThrow(
        /nothing to end/u,
      );
    },
    5 * MINUTES,
  );

  test(
    'is refused where somebody else throttles a broker that takes part',
    async () => {
      const topic = await filledTopic('1:2', 10);
      const rate = { name: 'leader.replication.throttled.rate', value: '9999' };
      await admin.changes.alterConfigs({ type: 'broker', name: '3' }, [rate], false);
      await until(async () => ((await throttles(topic)).includes('rate=9999') ? true : undefined));
      const text = `kafka reassign ${topic}:0 --to 2,3 --throttle 100000`;
      await expect(changer.preview(text)).rejects.toThrow(/throttled\.rate of broker 3/u);
      await removeThrottle({ topic, brokers: [3] }, handles());
      await until(async () => ((await throttles(topic)) === '' ? true : undefined));
      await changer.preview(text);
    },
    5 * MINUTES,
  );
});

function handles() {
  return { admin, changes: admin.changes };
}

/** One partition with these replicas, and so many records of a thousand bytes. */
async function filledTopic(replicas: string, records: number): Promise<string> {
  const topic = uniqueName('throttled');
  await runTool(kafka, 'kafka-topics', [
    '--create',
    '--topic',
    topic,
    '--replica-assignment',
    replicas,
  ]);
  await until(async () => await admin.topic(topic));
  const { exitCode, stderr } = await kafka.tool('kafka-producer-perf-test', {
    args: [
      ...['--topic', topic, '--num-records', String(records), '--record-size', '1000'],
      ...['--throughput', '-1', '--bootstrap-server', kafka.bootstrap],
    ],
  });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return topic;
}

/** What of throttles Kafka's own tool tells of the topic and of all brokers: one line each. */
async function throttles(topic: string): Promise<string> {
  const about = [['topics', topic], ...['1', '2', '3'].map((id) => ['brokers', id])];
  const said: string[] = [];
  for (const [type = '', name = ''] of about) {
    const text = await runTool(kafka, 'kafka-configs', [
      ...['--describe', '--entity-type', type, '--entity-name', name],
    ]);
    said.push(...[...text.matchAll(/\S*throttled\S*=\S+/gu)].map(([found]) => found));
  }
  return said.filter((each) => !each.includes('DYNAMIC_BROKER_CONFIG:')).join('\n');
}

async function replicasOf(topic: string): Promise<string | undefined> {
  const said = await runTool(kafka, 'kafka-topics', ['--describe', '--topic', topic]);
  return /Replicas: (\S+)/u.exec(said)?.[1];
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
