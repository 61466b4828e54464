// Changes of a Kafka through Slack beside Apache Kafka's own tools: two topics or groups in the same state, one changed by each; the
// same is printed, and the same is there afterwards.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { createAdmin, type OpenAdmin } from '../../../pipeline/index.ts';
import { keepTimersQuiet } from '../../../sandbox/kafka/quiet-timers.ts';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { printed, type Sandbox, startSandbox, words } from '../sandbox.ts';
import { rowsOf } from './tools.ts';

const MINUTES = 60_000;
const FIRST_MS = 1_764_000_000_000;
const channel = '#shop-ops';
const TOPIC = 'shop.read';

/** As the tool takes it, and as it is typed here where that is not the same. */
const RESETS: readonly (readonly [tool: string, typed?: string])[] = [
  ['--topic shop.read --to-earliest'],
  ['--topic shop.read --to-latest'],
  ['--topic shop.read --to-offset 3'],
  ['--topic shop.read --to-offset 99'],
  ['--topic shop.read --to-offset 0'],
  ['--topic shop.read:0,2 --to-earliest'],
  ['--topic shop.read:1 --to-latest'],
  ['--all-topics --to-earliest'],
  ['--topic shop.read:0,1 --shift-by 2'],
  ['--topic shop.read:0,1 --shift-by 99'],
  ['--topic shop.read:0,1 --shift-by -1', '--topic shop.read:0,1 --shift-back-by 1'],
  ['--topic shop.read:0,1 --shift-by -99', '--topic shop.read:0,1 --shift-back-by 99'],
  ['--topic shop.read --to-datetime 2025-11-24T16:00:02.000'],
  ['--topic shop.read --to-datetime 2025-11-24T16:00:02.500Z'],
  ['--topic shop.read --to-datetime 2030-01-01T00:00:00.000'],
  ['--topic shop.read --to-datetime 2025-11-25T01:00:03.000+09:00'],
  ['--topic shop.read --by-duration PT0S'],
  ['--topic shop.read --by-duration P20000D'],
  ['--topic shop.read --to-current'],
];

let kafka: Kafka;
let admin: OpenAdmin;
let sandbox: Sandbox;
const table: string[] = [];

beforeAll(async () => {
  keepTimersQuiet();
  kafka = await startOwnKafka({ brokers: 1 });
  const brokers = kafka.bootstrap.split(',');
  admin = createAdmin({ brokers, clientId: 'conformance' });
  await runTool(kafka, 'kafka-topics', [
    ...['--create', '--topic', TOPIC, '--partitions', '3'],
    ...['--config', 'retention.ms=-1'], // their times are long ago
  ]);
  const client = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  const producer = client.producer();
  await producer.connect();
  for (const [partition, count] of [5, 4, 0].entries()) {
    const messages = Array.from({ length: count }, (_, index) => ({
      ...{ partition, value: 'x', timestamp: String(FIRST_MS + index * 1000) },
    }));
    if (count > 0) await producer.send({ topic: TOPIC, messages });
  }
  await producer.disconnect();
  for (const index of RESETS.keys()) {
    for (const group of [`theirs-${index}`, `ours-${index}`]) {
      // Of the last partition there is no offset.
      const offsets = [2, 1].map((offset, partition) => ({ topic: TOPIC, partition, offset }));
      await admin.changes.commitOffsets(group, offsets);
    }
  }
  sandbox = await startSandbox({ KAFKA_BROKERS: kafka.bootstrap });
  await sandbox.post('/sim/settings', { rate_limits: false });
}, 5 * MINUTES);

afterAll(async () => {
  process.stdout.write(`\n${table.length} changes held to Apache Kafka:\n${table.join('\n')}\n`);
  await sandbox?.stop();
  await admin?.close();
  await kafka?.stop();
}, 2 * MINUTES);

describe('a reset of offsets', () => {
  test.each(RESETS.map((reset, index) => [reset[0], reset[1] ?? reset[0], index] as const))(
    '%s prints and leaves what the tool does',
    async (args, typed, index) => {
      const said = rowsOf(
        await runTool(kafka, 'kafka-consumer-groups', [
          ...['--reset-offsets', '--execute', '--group', `theirs-${index}`, ...args.split(' ')],
        ]),
      );
      const end = await done(`kafka reset offsets ours-${index} ${typed}`);
      const asTheirs = rowsOf(end)
        .map((row) => row.replace(`ours-${index}`, `theirs-${index}`).split(' ').slice(0, 4))
        .map((cells) => cells.join(' '));
      holds(`kafka reset offsets ${typed}`, asTheirs, said);
      const theirs = await admin.committed(`theirs-${index}`);
      expect(inOrder(await admin.committed(`ours-${index}`))).toEqual(inOrder(theirs));
    },
    2 * MINUTES,
  );
});

describe('settings, topics and offsets', () => {
  test.each([
    ['--add-config retention.ms=1000'],
    ['--add-config retention.ms=1000,segment.bytes=1048576'],
    ['--add-config cleanup.policy=[compact,delete]'],
    ['--delete-config max.message.bytes'],
    ['--add-config retention.ms=5 --delete-config max.message.bytes'],
  ])(
    'alter topic %s leaves what kafka-configs does',
    async (args) => {
      const [theirs, ours] = await twoTopics(['--config', 'max.message.bytes=2000000']);
      const entity = ['--alter', '--entity-type', 'topics', '--entity-name', theirs];
      const said = await runTool(kafka, 'kafka-configs', [...entity, ...args.split(' ')]);
      const end = await done(`kafka alter topic ${ours} ${args}`, 'alice');
      holds(`kafka alter topic ${args}`, rowsOf(end.replaceAll(ours, theirs)), rowsOf(said));
      await alike(theirs, ours);
    },
    2 * MINUTES,
  );

  test(
    'create topic and add partitions make what kafka-topics makes',
    async () => {
      const size = ['--partitions', '2', '--replication-factor', '1'];
      const settings = ['--config', 'retention.ms=60000'];
      const said = await runTool(kafka, 'kafka-topics', [
        ...['--create', '--topic', 'made.theirs', ...size, ...settings],
      ]);
      const command = `kafka create topic made.ours ${[...size, ...settings].join(' ')}`;
      const end = await done(command);
      holds(command, rowsOf(end.replaceAll('made.ours', 'made.theirs')), rowsOf(said));
      await alike('made.theirs', 'made.ours');
      const more = ['--partitions', '4'];
      await runTool(kafka, 'kafka-topics', ['--alter', '--topic', 'made.theirs', ...more]);
      await done(`kafka add partitions made.ours ${more.join(' ')}`, 'alice');
      await alike('made.theirs', 'made.ours');
      table.push('same    2 topics  kafka add partitions --partitions 4');
    },
    3 * MINUTES,
  );

  test(
    'delete offsets prints and leaves what kafka-consumer-groups does',
    async () => {
      for (const group of ['forget-theirs', 'forget-ours']) {
        const offsets = [2, 1].map((offset, partition) => ({ topic: TOPIC, partition, offset }));
        await admin.changes.commitOffsets(group, offsets);
      }
      const scope = ['--topic', `${TOPIC}:0`];
      const said = await runTool(kafka, 'kafka-consumer-groups', [
        ...['--delete-offsets', '--group', 'forget-theirs', ...scope],
      ]);
      const end = await done(`kafka delete offsets forget-ours ${scope.join(' ')}`);
      const rows = (text: string) => rowsOf(text).filter((row) => /^(?:TOPIC|shop)/u.test(row));
      holds(`kafka delete offsets ${scope.join(' ')}`, rows(end), rows(said));
      expect(inOrder(await admin.committed('forget-ours'))).toEqual(
        inOrder(await admin.committed('forget-theirs')),
      );
    },
    2 * MINUTES,
  );
});

let topics = 0;

async function twoTopics(how: readonly string[]): Promise<readonly [string, string]> {
  topics += 1;
  const names = [`set-${topics}.theirs`, `set-${topics}.ours`] as const;
  for (const name of names) {
    await runTool(kafka, 'kafka-topics', [
      '--create',
      '--topic',
      name,
      '--partitions',
      '1',
      ...how,
    ]);
  }
  return names;
}

/** As kafka-topics describes both, but for their names and ids. */
async function alike(theirs: string, ours: string): Promise<void> {
  const described = async (topic: string) =>
    rowsOf(await runTool(kafka, 'kafka-topics', ['--describe', '--topic', topic])).map((row) =>
      row.replaceAll(topic, 'TOPIC').replace(/TopicId: \S+/u, ''),
    );
  expect(await described(ours)).toEqual(await described(theirs));
}

function inOrder(offsets: Awaited<ReturnType<OpenAdmin['committed']>>) {
  return offsets
    .map(({ topic, partition, offset, metadata }) => `${topic} ${partition} ${offset} ${metadata}`)
    .sort();
}

/** From the words to the end, with the click between. @returns what was printed */
async function done(text: string, user = 'bob'): Promise<string> {
  const message = await sandbox.answer({ user, channel, text: `/${text}` }, /Confirm before/u);
  await sandbox.post('/sim/click', { user, channel, ts: message.ts, action_id: 'confirm' });
  const end = await sandbox.until(
    channel,
    (one) => one.ts === message.ts && /^(?:Succeeded|Failed|Refused|Outcome)/u.test(one.text),
  );
  if (!end.text.startsWith('Succeeded')) throw new Error(words(end));
  return printed(end)[0] ?? '';
}

/** What the tool only warns of is said in the preview here, where there is something to be said. */
function holds(command: string, rows: readonly string[], wanted: readonly string[]): void {
  const theirs = wanted.filter((row) => !/^Warn(?:ing)?:/iu.test(row));
  const isAlike = JSON.stringify(rows) === JSON.stringify(theirs);
  table.push(
    `${isAlike ? 'same' : 'DIFFERENT'}  ${String(theirs.length).padStart(3)} rows  ${command}`,
  );
  expect({ command, rows }).toEqual({ command, rows: theirs });
}
