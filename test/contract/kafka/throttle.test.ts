// Moves of replicas that are held back, on three real brokers: what is set is told by Apache Kafka's own tool, and nothing of it stays.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OperatorError } from '../../../bot/errors.ts';
import { setThrottle, throttleOf } from '../../../bot/kafka/throttle.ts';
import { removeThrottle } from '../../../bot/kafka/throttle-end.ts';
import { UnknownOutcomeError } from '../../../bot/unknown-outcome.ts';
import { createAdmin, type OpenAdmin } from '../../../pipeline/index.ts';
import { type Changer, createChanger } from '../../kafka/changes.ts';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { uniqueName } from '../../kafka/unique-name.ts';
import { until } from '../../kafka/until.ts';

const MINUTES = 60_000;
/** Records of a thousand bytes: minutes at 50,000 bytes a second. */
const LONG = 20_000;

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
      await untilThrottles(topic, (set) => set === '');
      expect(await throttles(topic)).toBe('');
    },
    5 * MINUTES,
  );

  test(
    'is held back while it goes on, and to cancel it takes the throttle away',
    async () => {
      const topic = await filledTopic('1:2', LONG);
      const text = `kafka reassign ${topic}:0 --to 2,3 --throttle 50000`;
      const { substance } = await changer.preview(text);
      const running = changer.run(text, substance);
      await until(async () => (await admin.reassignments()).length > 0);
      const set = await throttles(topic);
      expect(set).toContain('leader.replication.throttled.replicas=0:1,0:2');
      expect(set).toContain('follower.replication.throttled.replicas=0:3');
      expect(set.match(/leader\.replication\.throttled\.rate=50000/gu)).toHaveLength(3);
      expect(set.match(/follower\.replication\.throttled\.rate=50000/gu)).toHaveLength(3);
      const cancel = await changer.preview(`kafka cancel reassignment ${topic}`);
      expect(cancel.summary).toContain('and take away what is left of its throttle');
      const cancelled = await changer.run(`kafka cancel reassignment ${topic}`, cancel.substance);
      expect(cancelled.stderr).toContain('The throttle is taken away.\n');
      expect(await replicasOf(topic)).toMatch(/^(?:1,2|2,1)$/u); // Kafka keeps the order of what was wished
      await untilThrottles(topic, (set) => set === '');
      await running;
    },
    5 * MINUTES,
  );

  test(
    'that somebody cancels is not told as moved to who watches it',
    async () => {
      const topic = await filledTopic('1:2', LONG);
      const text = `kafka reassign ${topic}:0 --to 2,3 --throttle 50000`;
      const { substance } = await changer.preview(text);
      const running = changer.run(text, substance);
      await until(async () => (await admin.reassignments()).length > 0);
      await changer.done(`kafka cancel reassignment ${topic}`);
      const { stderr } = await running;
      expect(stderr).not.toContain('All replicas are moved.');
      expect(stderr).toMatch(
        new RegExp(`not all lies where it was wanted: ${topic}-0 on (?:1,2|2,1)\\.`, 'u'),
      );
      expect(stderr).toContain('The throttle is taken away.\n');
    },
    5 * MINUTES,
  );

  test(
    'is cancelled while one of its brokers is down, and what is left there is taken away when it is back',
    async () => {
      const topic = await filledTopic('1:2', LONG);
      const text = `kafka reassign ${topic}:0 --to 2,3 --throttle 50000`;
      const { substance } = await changer.preview(text);
      const running = changer.run(text, substance);
      await until(async () => (await admin.reassignments()).length > 0);
      await kafka.brokers[2]?.stop();
      const cancel = `kafka cancel reassignment ${topic}`;
      const preview = await until(async () => await previewed(cancel));
      expect(preview.diff).toContain('throttled.rate of broker 2');
      expect(preview.warnings.join('\n')).toContain('The rate of broker 3 is not known');
      const cancelled = await changer.run(cancel, preview.substance);
      const left = `The throttle of ${topic} could not be taken away from broker 3.`;
      expect(cancelled.stdout).toContain('Successfully cancelled partition reassignment');
      expect(cancelled.stderr).toContain(left);
      expect(await admin.reassignments()).toEqual([]);
      expect((await running).stderr).toContain(left);
      // The lists stay, by which it is found again.
      await untilThrottles(
        topic,
        (set) => set.includes('throttled.replicas=') && !set.includes('throttled.rate='),
        ['1', '2'],
      );
      await kafka.brokers[2]?.start();
      const again = await until(async () => {
        const found = await previewed(cancel);
        return found?.warnings.length === 0 && found;
      });
      const output = await changer.run(cancel, again.substance);
      expect(output.stdout).toBe(`Took away the throttle of ${topic}.\n`);
      await untilThrottles(topic, (set) => set === '');
    },
    5 * MINUTES,
  );

  test(
    'leaves to the move of another topic, when it is cancelled, the rates that hold that back too',
    async () => {
      const topic = await filledTopic('1:2', LONG);
      const text = `kafka reassign ${topic}:0 --to 2,3 --throttle 50000`;
      const { substance } = await changer.preview(text);
      const running = changer.run(text, substance);
      await until(async () => (await admin.reassignments()).length > 0);
      const other = await movedByAnother();
      const cancel = `kafka cancel reassignment ${topic}`;
      const preview = await changer.preview(cancel);
      expect(preview.diff).not.toMatch(/of broker [23]/u);
      const stays = `The rate of broker 2 stays: it holds back the move of topic ${other} too.`;
      expect(preview.warnings.join('\n')).toContain(stays);
      const { stderr } = await changer.run(cancel, preview.substance);
      expect(stderr).toContain(`The throttle is taken away. ${stays}`);
      expect((await running).stderr).toContain(stays);
      await untilThrottles(topic, (set) => set === '', ['1']);
      expect((await throttles(other)).match(/throttled\.rate=50000/gu)).toHaveLength(4);
      await changer.done(`kafka cancel reassignment ${other}`);
      await untilThrottles(other, (set) => set === '');
    },
    5 * MINUTES,
  );

  test(
    'that is ended before its answer says that its throttle stays, and what takes it away',
    async () => {
      const topic = await filledTopic('1:2', 10);
      const controller = new AbortController();
      const placeReplicas = async () => {
        controller.abort(new Error('stopped'));
        throw controller.signal.reason;
      };
      const stopped = createChanger(
        { ...admin, changes: { ...admin.changes, placeReplicas } },
        undefined,
        controller.signal,
      );
      const error: unknown = await stopped
        .done(`kafka reassign ${topic}:0 --to 2,3 --throttle 60000`)
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UnknownOutcomeError);
      expect(String(error)).toContain(
        `What is set of the throttle stays; once no move goes on, "kafka cancel reassignment ${topic}" takes it away.`,
      );
      expect(String(error)).toContain(`Undo: kafka reassign ${topic}:0 --to 1,2`);
      await untilThrottles(topic, (set) => isWhole(set, 60_000));
      await changer.done(`kafka cancel reassignment ${topic}`);
      await untilThrottles(topic, (set) => set === '');
    },
    5 * MINUTES,
  );

  test(
    'whose throttle was left behind, as when the bot ends, is rid of it by the same command',
    async () => {
      const topic = await filledTopic('1:2', 10);
      const placed = [{ topic, partition: 0, replicas: [1, 2], moving: undefined }];
      await setThrottle(throttleOf(topic, 70_000, { placed, to: [2, 3] }), handles());
      await untilThrottles(topic, (set) => isWhole(set, 70_000));
      await expect(
        changer.preview(`kafka reassign ${topic}:0 --to 2,3 --throttle 100000`),
      ).rejects.toThrow(/something is throttled already/u);
      const output = await changer.done(`kafka cancel reassignment ${topic}`);
      expect(output.stdout).toBe(`Took away the throttle of ${topic}.\n`);
      expect(output.stderr).not.toContain('Undo:');
      await untilThrottles(topic, (set) => set === '');
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
      await untilThrottles(topic, (set) => set.includes('rate=9999'));
      const text = `kafka reassign ${topic}:0 --to 2,3 --throttle 100000`;
      await expect(changer.preview(text)).rejects.toThrow(/throttled\.rate of broker 3/u);
      await removeThrottle({ topic, brokers: [3] }, handles());
      await untilThrottles(topic, (set) => set === '');
      await changer.preview(text);
    },
    5 * MINUTES,
  );
});

function handles() {
  return { admin, changes: admin.changes, signal: new AbortController().signal };
}

/** Each of the three brokers tells both rates, and the topic both lists: what comes later would be a change to a preview. */
function isWhole(set: string, rate: number): boolean {
  const rates = set.match(new RegExp(`throttled\\.rate=${rate}`, 'gu')) ?? [];
  return rates.length === 6 && (set.match(/throttled\.replicas=/gu) ?? []).length === 2;
}

/** By other means than ours: held back from broker 2 to 3 by the rates that are set there. @returns its topic */
async function movedByAnother(): Promise<string> {
  const topic = await filledTopic('1:2', LONG);
  const lists = [
    { name: 'leader.replication.throttled.replicas', value: '0:2' },
    { name: 'follower.replication.throttled.replicas', value: '0:3' },
  ];
  await admin.changes.alterConfigs({ type: 'topic', name: topic }, lists, false);
  await untilThrottles(topic, (set) => set.includes('0:3'), []);
  await admin.changes.placeReplicas([{ topic, partition: 0, replicas: [1, 3] }]);
  await until(async () => (await admin.reassignments()).some((each) => each.topic === topic));
  return topic;
}

/** undefined while brokers are asked for what they cannot tell yet. */
async function previewed(text: string) {
  try {
    return await changer.preview(text);
  } catch (error) {
    if (error instanceof OperatorError) return undefined;
    throw error;
  }
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

/** Each broker learns of it in its own time. */
async function untilThrottles(
  topic: string,
  matches: (set: string) => boolean,
  brokers = ['1', '2', '3'],
): Promise<void> {
  await until(async () => {
    const resources = [
      { type: 'topic', name: topic } as const,
      ...brokers.map((name) => ({ type: 'broker', name }) as const),
    ];
    const entries = await Promise.all(resources.map(async (each) => await admin.configs([each])));
    const set = entries
      .flat(2)
      .filter(({ name, source }) => name.includes('throttled.') && source.startsWith('DYNAMIC_'))
      .map(({ name, value }) => `${name}=${value}`);
    return matches(set.join('\n'));
  });
}

/** What of throttles Kafka's own tool tells of the topic and of brokers: one line each. */
async function throttles(topic: string, brokers = ['1', '2', '3']): Promise<string> {
  const about = [['topics', topic], ...brokers.map((id) => ['brokers', id])];
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
