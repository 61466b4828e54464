// Changes of a Kafka through Slack, on a real broker: what is shown is what is made, others' settings stay, and a lost answer is told.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { uniqueName } from '../kafka/unique-name.ts';
import { type ChangeWorld, startChangeWorld } from './kafka-changes.ts';
import { words } from './sandbox.ts';

const ALTER_CONFIGS = 44;
const OFFSET_COMMIT = 8;
const MINUTES = 60_000;

let world: ChangeWorld;

beforeAll(async () => {
  world = await startChangeWorld();
}, 5 * MINUTES);

afterEach(() => world?.proxy.disarm());
afterAll(async () => await world?.close(), MINUTES);

describe('kafka alter topic', () => {
  test(
    'changes what is named, leaves every other setting, and its undo line brings all back',
    async () => {
      const topic = await newTopic('retention.ms=86400000', 'max.message.bytes=2000000');
      const before = await settingsOf(topic);
      const text = `/kafka alter topic ${topic} --add-config retention.ms=172800000,segment.bytes=1048576`;
      const message = await world.asked(text);
      expect(words(message)).toMatch(/retention\.ms +86400000 +172800000/u);
      expect(await settingsOf(topic)).toEqual(before);
      const end = await world.confirmed(message);
      expect(end).toContain(`Completed updating config for topic ${topic}.`);
      expect(await settingsOf(topic)).toEqual([
        'max.message.bytes=2000000',
        'retention.ms=172800000',
        'segment.bytes=1048576',
      ]);
      await world.done(`/${undoOf(end)}`);
      expect(await settingsOf(topic)).toEqual(before);
    },
    3 * MINUTES,
  );

  test(
    'takes away what is named, and says what is in force then',
    async () => {
      const topic = await newTopic('retention.ms=86400000', 'cleanup.policy=compact');
      const message = await world.asked(`/kafka alter topic ${topic} --delete-config retention.ms`);
      expect(words(message)).toMatch(/retention\.ms +86400000 +\(as other topics\)/u);
      await world.confirmed(message);
      expect(await settingsOf(topic)).toEqual(['cleanup.policy=compact']);
    },
    3 * MINUTES,
  );

  test('warns of a retention that becomes shorter', async () => {
    const topic = await newTopic('retention.ms=86400000');
    const message = await world.asked(`/kafka alter topic ${topic} --add-config retention.ms=1000`);
    expect(words(message)).toContain('retention.ms becomes lower');
  });

  test('of a value that Kafka does not take is refused in its words, before any click', async () => {
    const topic = await newTopic();
    const command = `/kafka alter topic ${topic} --add-config retention.ms=soon`;
    expect(await world.told(command, /Invalid value soon/u)).toContain('refused it');
  });

  test(
    'that somebody else was faster with is refused at the click',
    async () => {
      const topic = await newTopic('retention.ms=86400000');
      const message = await world.asked(`/kafka alter topic ${topic} --add-config retention.ms=1`);
      await world.tool('kafka-configs', [
        ...['--alter', '--entity-type', 'topics', '--entity-name', topic],
        ...['--add-config', 'retention.ms=7200000'],
      ]);
      expect(await world.confirmed(message)).toContain('not what it was in the preview');
      expect(await settingsOf(topic)).toEqual(['retention.ms=7200000']);
    },
    3 * MINUTES,
  );

  test('of what nobody changes is refused, whoever asks', async () => {
    for (const topic of ['__consumer_offsets', 'settlement-budgets-changelog', 'ad.deductions']) {
      const command = `/kafka alter topic ${topic} --add-config retention.ms=1000`;
      expect(await world.told(command, /protected/u, 'alice')).toContain('nothing was changed');
    }
    const command = '/kafka alter topic x --add-config unclean.leader.election.enable=true';
    expect(await world.told(command, /never changed here/u, 'alice')).toContain('would be lost');
  });

  test(
    'whose answer is lost is read back, and told to be made',
    async () => {
      const topic = await newTopic('retention.ms=86400000');
      const message = await world.asked(
        `/kafka alter topic ${topic} --add-config retention.ms=5000`,
      );
      world.proxy.dropAnswerTo(ALTER_CONFIGS, isInEarnest);
      const end = await world.confirmed(message);
      expect(end).toMatch(/no answer came.*the change was made/su);
      expect(end).toContain('Succeeded');
      expect(await settingsOf(topic)).toEqual(['retention.ms=5000']);
    },
    3 * MINUTES,
  );

  test(
    'that never reached the broker is read back, and told to be as it was',
    async () => {
      const topic = await newTopic('retention.ms=86400000');
      const message = await world.asked(
        `/kafka alter topic ${topic} --add-config retention.ms=5000`,
      );
      const dropped = world.proxy.dropped;
      world.proxy.dropRequest(ALTER_CONFIGS, isInEarnest);
      const end = await world.confirmed(message);
      expect(end).toContain('It is not known whether');
      expect(end).toContain('all is as it was before');
      expect(world.proxy.dropped).toBe(dropped + 1); // it was not sent again
      expect(await settingsOf(topic)).toEqual(['retention.ms=86400000']);
    },
    3 * MINUTES,
  );
});

/** The last byte but one says whether it is only tried. */
function isInEarnest(request: Buffer): boolean {
  return request.at(-2) === 0;
}

describe('kafka reset offsets', () => {
  test(
    'commits at the click exactly what the preview showed, though the log has grown, and undo brings all back',
    async () => {
      const { topic, group } = await readGroup();
      const before = await offsetsOf(group);
      const message = await world.asked(
        `/kafka reset offsets ${group} --topic ${topic} --to-latest`,
      );
      expect(words(message)).toMatch(new RegExp(`${topic}-0 +2 +4 +\\+2`, 'u'));
      expect(words(message)).toContain('0 records will be read again, 2 records will be skipped');
      await produce(topic, 3);
      const end = await world.confirmed(message);
      expect(end).toMatch(new RegExp(`${group} +${topic} +0 +4 +2`, 'u'));
      expect(await offsetsOf(group)).toEqual([`${topic} 0 4`]);
      await world.done(`/${undoOf(end)}`);
      expect(await offsetsOf(group)).toEqual(before);
    },
    3 * MINUTES,
  );

  test(
    'whose answer is lost is read back, and told to be made',
    async () => {
      const { topic, group } = await readGroup();
      const message = await world.asked(
        `/kafka reset offsets ${group} --topic ${topic} --to-earliest`,
      );
      world.proxy.dropNextAnswer(OFFSET_COMMIT);
      const end = await world.confirmed(message);
      expect(end).toMatch(/no answer came.*the change was made/su);
      expect(await offsetsOf(group)).toEqual([`${topic} 0 0`]);
      await world.done(`/${undoOf(end)}`);
      expect(await offsetsOf(group)).toEqual([`${topic} 0 2`]);
    },
    3 * MINUTES,
  );

  test('of a group that a pipeline owns is refused, whoever asks', async () => {
    const command = '/kafka reset offsets settlement --all-topics --to-earliest';
    expect(await world.told(command, /protected/u, 'alice')).toContain('pipeline of Quartermaster');
  });
});

describe('whatever is changed', () => {
  test.each([
    ['create topic lost.made --partitions 2 --replication-factor 1', 19, isInEarnest],
    ['add partitions lost.wide --partitions 4', 37, isInEarnest],
    ['delete offsets lost.group --topic lost.wide', 47, () => true],
    ['set quota --user lost --add-config producer_byte_rate=1024', 49, isInEarnest],
  ] as const)(
    'a lost answer is read back: %s',
    async (command, key, isMeant) => {
      if (command.startsWith('add partitions')) await newTopicNamed('lost.wide');
      if (command.startsWith('delete offsets')) {
        await world.tool('kafka-consumer-groups', [
          ...['--reset-offsets', '--to-latest', '--execute'],
          ...['--group', 'lost.group', '--topic', 'lost.wide'],
        ]);
      }
      const message = await world.asked(`/kafka ${command}`, 'alice');
      const dropped = world.proxy.dropped;
      world.proxy.dropAnswerTo(key, isMeant);
      const end = await world.confirmed(message, 'alice');
      expect(world.proxy.dropped).toBe(dropped + 1);
      expect(end).toMatch(/no answer came.*the change was made/su);
      expect(end).toContain('Succeeded');
    },
    3 * MINUTES,
  );
});

describe('a reset that others have to approve', () => {
  test(
    'is approved and committed with the exact offsets that were shown, though the log has grown',
    async () => {
      const { topic, group } = await readGroup();
      await world.told('/qm freeze the sale --for 1h --on staging', /staging is frozen/u, 'alice');
      try {
        const { sandbox } = world;
        const text = `/kafka reset offsets ${group} --topic ${topic} --to-latest`;
        const wish = { user: 'bob', channel: '#shop-ops', text };
        const { ts } = await sandbox.answer(wish, /Approval needed/u);
        const click = { user: 'bob', channel: '#shop-ops', ts, action_id: 'ask_approval' };
        await sandbox.post('/sim/click', click);
        await produce(topic, 3);
        const reason = `the reader of ${group} cannot read them`;
        await sandbox.post('/sim/submit', {
          ...{ user: 'bob', view_id: await world.sandbox.modal('bob'), values: { reason } },
        });
        const asked = await sandbox.until('#approvals', (one) => words(one).includes(reason));
        expect(words(asked)).toMatch(new RegExp(`${topic}-0 +2 +4 +\\+2`, 'u'));
        await produce(topic, 2);
        await sandbox.post('/sim/click', {
          ...{ user: 'alice', channel: '#approvals', ts: asked.ts, action_id: 'approve' },
        });
        const end = await sandbox.until(
          '#shop-ops',
          (one) => one.ts === ts && /Succeeded|Refused|Failed/u.test(one.text),
        );
        expect(words(end)).toContain('approved by U0ALICE');
        expect(await offsetsOf(group)).toEqual([`${topic} 0 4`]);
      } finally {
        await world.told('/qm unfreeze --on staging', /unfreeze/u, 'alice');
      }
    },
    3 * MINUTES,
  );
});

/** A group that has read two of four records, and whose reader is gone. */
async function readGroup() {
  const topic = uniqueName('log');
  const group = uniqueName('reports');
  await world.tool('kafka-topics', ['--create', '--topic', topic, '--partitions', '1']);
  await produce(topic, 4);
  await world.tool('kafka-console-consumer', [
    ...['--topic', topic, '--group', group, '--from-beginning', '--max-messages', '2'],
  ]);
  return { topic, group };
}

async function produce(topic: string, count: number): Promise<void> {
  await world.tool('kafka-console-producer', ['--topic', topic], 'record\n'.repeat(count));
}

/** `TOPIC PARTITION OFFSET`, as Kafka's own tool tells it. */
async function offsetsOf(group: string): Promise<readonly string[]> {
  const said = await world.tool('kafka-consumer-groups', ['--describe', '--group', group]);
  return said
    .split('\n')
    .map((line) => line.trim().split(/\s+/u))
    .filter(([name]) => name === group)
    .map(([, topic, partition, offset]) => `${topic} ${partition} ${offset}`);
}

async function newTopic(...settings: readonly string[]): Promise<string> {
  return await newTopicNamed(uniqueName('orders'), ...settings);
}

async function newTopicNamed(topic: string, ...settings: readonly string[]): Promise<string> {
  await world.tool('kafka-topics', [
    ...['--create', '--topic', topic, '--partitions', '3'],
    ...settings.flatMap((setting) => ['--config', setting]),
  ]);
  return topic;
}

/** What is set for the topic itself, as Kafka's own tool tells it. */
async function settingsOf(topic: string): Promise<readonly string[]> {
  const said = await world.tool('kafka-configs', [
    ...['--describe', '--entity-type', 'topics', '--entity-name', topic],
  ]);
  return [...said.matchAll(/^ {2}(\S+=\S*) sensitive=/gmu)].map(([, each = '']) => each).sort();
}

function undoOf(text: string): string {
  return /Undo: (kafka .+)/u.exec(text)?.[1] ?? 'no undo line';
}
