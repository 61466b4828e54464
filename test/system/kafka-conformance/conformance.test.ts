// Kafka commands through Slack beside Apache Kafka's own tools on the same brokers in the same state: same rows, same columns.
// One broker of three is stopped half-way.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { ask } from '../conformance/ask.ts';
import { printed, type Sandbox, startSandbox } from '../sandbox.ts';
import { clientsAlike, manyAlike, topicsAlike } from './alike.ts';
import { makeClients } from './clients.ts';
import { createComparisons } from './comparison.ts';
import {
  DEAD_GROUP,
  GROUPS,
  makeGroups,
  makeLeftBehind,
  makeManyTopics,
  makeTopics,
  type Readers,
  TOPICS,
} from './states.ts';
import { rowsOf } from './tools.ts';
import { HANGING_TOPIC, OPEN_ID, openTransactions, type Transactions } from './transactions.ts';

const NAMES = Object.keys(TOPICS);
const MINUTES = 60_000;
const LINES_MIN = 80;

let kafka: Kafka;
let sandbox: Sandbox;
let readers: Readers;
let transactions: Transactions;
const comparisons = createComparisons(() => sandbox);
const { holds, differs } = comparisons;

beforeAll(async () => {
  kafka = await startOwnKafka({
    brokers: 3,
    settings: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
      'log.index.size.max.bytes': '4096', // a log takes room for its index as soon as it is made
      // Without it nobody could leave a transaction that hangs (KIP-890).
      'transaction.partition.verification.enable': 'false',
    },
  });
  await makeTopics(kafka);
  readers = await makeGroups(kafka);
  await makeLeftBehind(kafka);
  await makeManyTopics(kafka);
  transactions = await openTransactions(kafka);
  await makeClients(kafka);
  sandbox = await startSandbox({ KAFKA_BROKERS: kafka.bootstrap });
  await sandbox.post('/sim/settings', { rate_limits: false });
}, 10 * MINUTES);

afterAll(async () => {
  process.stdout.write(comparisons.print());
  await transactions?.close();
  await sandbox?.stop();
  await kafka?.stop();
}, 2 * MINUTES);

describe('with three brokers', () => {
  test(
    'groups are listed and described alike',
    async () => {
      const listed = await runTool(kafka, 'kafka-consumer-groups', ['--list', '--type', '--state']);
      await holds('kafka groups', rowsOf(listed));
      for (const state of ['Stable', 'Empty']) {
        const some = rowsOf(listed).filter((row) => row.endsWith(` ${state}`));
        await holds(`kafka groups --state ${state.toLowerCase()}`, some, {
          ...{
            title: /^GROUP/u,
            leavesOut: 'the title, which the tool prints only without a state',
          },
        });
      }
      for (const view of ['', ' --members', ' --state']) {
        const args = ['--describe', '--all-groups', ...view.trim().split(' ').filter(Boolean)];
        const said = rowsOf(await runTool(kafka, 'kafka-consumer-groups', args));
        for (const group of GROUPS) {
          const own = said.filter((row) => row.startsWith(`${group} `));
          const only = new RegExp(`^${group} `, 'u');
          const leavesOut =
            'titles, and how far a group is behind in time, which the tool does not tell';
          await holds(`kafka group ${group}${view}`, own, { only, leavesOut });
        }
      }
    },
    5 * MINUTES,
  );

  test(
    'a group that is gone is told to be gone by both',
    async () => {
      const of = ['--bootstrap-server', kafka.bootstrap, '--describe', '--group', DEAD_GROUP];
      const { stdout, stderr } = await kafka.tool('kafka-consumer-groups', { args: of });
      await differs(`kafka group ${DEAD_GROUP}`, {
        ...{ theirs: `${stdout}${stderr}`, means: /does not exist|not found/iu },
        ours: /There is no consumer group "dead"/u,
        why: 'the answer says where to look',
      });
      const listed = ['--list', '--type', '--state', 'Dead'];
      const said = rowsOf(await runTool(kafka, 'kafka-consumer-groups', listed));
      await holds('kafka groups --state dead', said.filter(notTitle), {
        ...{ title: /^GROUP/u, leavesOut: 'the title of a list with nothing in it' },
      });
    },
    5 * MINUTES,
  );

  test('topics are listed and described alike', () => topicsAlike({ kafka, holds }), 5 * MINUTES);

  test(
    'many topics are listed and described alike',
    () => manyAlike({ kafka, holds }),
    5 * MINUTES,
  );

  test(
    'offsets are found alike',
    async () => {
      for (const time of ['latest', 'earliest', 'max-timestamp', '1764000007000']) {
        const said = rowsOf(
          await runTool(kafka, 'kafka-get-offsets', ['--topic', 'shop.*', '--time', time]),
        );
        for (const topic of NAMES) {
          const own = said.filter((row) => row.startsWith(`${topic}:`));
          await holds(`kafka offsets ${topic} --time ${time}`, own);
        }
      }
    },
    5 * MINUTES,
  );

  test(
    'settings are described alike',
    async () => {
      const said = await runTool(kafka, 'kafka-configs', ['--describe', '--entity-type', 'topics']);
      const sections = said.split(/(?=^Dynamic configs for topic )/mu);
      for (const topic of NAMES) {
        const own = sections.find((each) => each.startsWith(`Dynamic configs for topic ${topic} `));
        await holds(`kafka configs topic ${topic}`, rowsOf(own ?? ''));
      }
      const ofBroker = ['--describe', '--entity-type', 'brokers', '--entity-name', '1'];
      await holds(
        'kafka configs broker 1',
        rowsOf(await runTool(kafka, 'kafka-configs', ofBroker)),
      );
    },
    5 * MINUTES,
  );

  test(
    'transactions are listed, described and found to hang alike',
    async () => {
      const said = rowsOf(await runTool(kafka, 'kafka-transactions', ['list']));
      await holds('kafka transactions', said);
      const ofId = ['describe', '--transactional-id', OPEN_ID];
      await holds(
        `kafka transactions ${OPEN_ID}`,
        rowsOf(await runTool(kafka, 'kafka-transactions', ofId)),
        { compared: withoutDuration, leavesOut: 'how long it is open, which is more each time' },
      );
      const ofTopic = ['find-hanging', '--topic', HANGING_TOPIC];
      await holds(
        'kafka transactions --hanging',
        rowsOf(await runTool(kafka, 'kafka-transactions', ofTopic)),
        {
          compared: (row) => row.replace(/ \d+$/u, ''),
          leavesOut: 'how long it hangs, which is more each time',
        },
      );
    },
    5 * MINUTES,
  );

  test('ACLs and quotas are listed alike', () => clientsAlike({ kafka, holds }), 5 * MINUTES);

  test(
    'what is being moved, and who leads the controllers, is told alike',
    async () => {
      await holds(
        'kafka reassignments',
        rowsOf(await runTool(kafka, 'kafka-reassign-partitions', ['--list'])),
      );
      const status = await runTool(kafka, 'kafka-metadata-quorum', ['describe', '--status']);
      const leader = rowsOf(status).filter((row) => row.startsWith('Leader'));
      await holds('kafka quorum', leader, {
        ...{ only: /^Leader(?:Id|Epoch):/u },
        leavesOut: 'offsets of the voters, which move, and ids that are not shown',
      });
    },
    5 * MINUTES,
  );
});

describe('with one of three brokers stopped', () => {
  beforeAll(async () => {
    await transactions?.close();
    await readers?.close(); // it may be their coordinator
    await kafka.brokers[2]?.stop();
    // Until the others know.
    for (;;) {
      const said = await runTool(kafka, 'kafka-topics', ['--describe', '--unavailable-partitions']);
      if (rowsOf(said).length >= 2) break;
      await delay(500);
    }
  }, 5 * MINUTES);

  test('topics are listed and described alike', () => topicsAlike({ kafka, holds }), 5 * MINUTES);

  test(
    'many topics are listed and described alike',
    () => manyAlike({ kafka, holds }),
    5 * MINUTES,
  );

  test(
    'brokers tell who is missing',
    async () => {
      const message = await sandbox.answer(
        { user: 'carol', channel: '#shop-ops', text: '/kafka brokers' },
        /Broker 3 is not there; it should hold \d+ replicas/u,
      );
      expect(printed(message)[0]?.split('\n')).toHaveLength(3);
    },
    2 * MINUTES,
  );

  test(
    'what the end of another would do is foreseen',
    async () => {
      const carol = { user: 'carol', channel: '#shop-ops' };
      const { output } = await ask(sandbox, carol, '/kafka impact 1');
      const text = output.stdout;
      expect(text).toContain('While broker 1');
      expect(text).toMatch(/acks=all fail, below min\.insync\.replicas: [1-9]\d* partitions/u);
      expect(text).toContain('  shop.full-0');
      expect(text).toMatch(/Unavailable, with no other replica in sync: [1-9]/u);
      expect(text).toContain('  shop.lone-0');
    },
    2 * MINUTES,
  );
});

test('no fewer than eighty lines were compared', () => {
  expect(comparisons.count).toBeGreaterThanOrEqual(LINES_MIN);
});

/** How long it has been open is another number each time. */
function withoutDuration(row: string): string {
  return row
    .split(' ')
    .filter((_, column) => column !== 7)
    .join(' ');
}

function notTitle(row: string): boolean {
  return !row.startsWith('GROUP');
}
