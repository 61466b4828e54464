// Kafka commands through Slack beside Apache Kafka's own tools on the same brokers in the same state: same rows, same columns.
// One broker of three is stopped half-way.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Kafka, startOwnKafka } from '../../kafka/kafka.ts';
import { printed, type Sandbox, startSandbox } from '../sandbox.ts';
import { makeClients } from './clients.ts';
import { GROUPS, makeGroups, makeTopics, type Readers, TOPICS } from './states.ts';
import { rowsOf, run } from './tools.ts';
import { HANGING_TOPIC, OPEN_ID, openTransactions, type Transactions } from './transactions.ts';

const NAMES = Object.keys(TOPICS);
const MINUTES = 60_000;
const FILTERS: Readonly<Record<string, string>> = {
  '--under-replicated': '--under-replicated-partitions',
  '--under-min-isr': '--under-min-isr-partitions',
  '--at-min-isr': '--at-min-isr-partitions',
  '--unavailable': '--unavailable-partitions',
};

let kafka: Kafka;
let sandbox: Sandbox;
let readers: Readers;
let transactions: Transactions;
const table: string[] = [];

beforeAll(async () => {
  kafka = await startOwnKafka({
    brokers: 3,
    settings: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
      // Without it nobody could leave a transaction that hangs (KIP-890).
      'transaction.partition.verification.enable': 'false',
    },
  });
  await makeTopics(kafka);
  readers = await makeGroups(kafka);
  transactions = await openTransactions(kafka);
  await makeClients(kafka);
  sandbox = await startSandbox({ KAFKA_BROKERS: kafka.bootstrap });
  await sandbox.post('/sim/settings', { rate_limits: false });
}, 10 * MINUTES);

afterAll(async () => {
  process.stdout.write(`\n${table.length} lines held to Apache Kafka:\n${table.join('\n')}\n`);
  await transactions?.close();
  await sandbox?.stop();
  await kafka?.stop();
}, 2 * MINUTES);

describe('with three brokers', () => {
  test(
    'groups are listed and described alike',
    async () => {
      const listed = await run(kafka, 'kafka-consumer-groups', ['--list', '--type', '--state']);
      await holds('kafka groups', rowsOf(listed));
      for (const state of ['Stable', 'Empty']) {
        const some = rowsOf(listed).filter((row) => row.endsWith(` ${state}`));
        await holds(`kafka groups --state ${state.toLowerCase()}`, some, { title: /^GROUP/u });
      }
      for (const view of ['', ' --members', ' --state']) {
        const args = ['--describe', '--all-groups', ...view.trim().split(' ').filter(Boolean)];
        const said = rowsOf(await run(kafka, 'kafka-consumer-groups', args));
        for (const group of GROUPS) {
          const own = said.filter((row) => row.startsWith(`${group} `));
          const only = new RegExp(`^${group} `, 'u'); // how far it is behind in time stands below
          await holds(`kafka group ${group}${view}`, own, { only });
        }
      }
    },
    5 * MINUTES,
  );

  test('topics are listed and described alike', topicsAlike, 5 * MINUTES);

  test(
    'offsets are found alike',
    async () => {
      for (const time of ['latest', 'earliest', 'max-timestamp', '1764000007000']) {
        const said = rowsOf(
          await run(kafka, 'kafka-get-offsets', ['--topic', 'shop.*', '--time', time]),
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
      const said = await run(kafka, 'kafka-configs', ['--describe', '--entity-type', 'topics']);
      const sections = said.split(/(?=^Dynamic configs for topic )/mu);
      for (const topic of NAMES) {
        const own = sections.find((each) => each.startsWith(`Dynamic configs for topic ${topic} `));
        await holds(`kafka configs topic ${topic}`, rowsOf(own ?? ''));
      }
      const ofBroker = ['--describe', '--entity-type', 'brokers', '--entity-name', '1'];
      await holds('kafka configs broker 1', rowsOf(await run(kafka, 'kafka-configs', ofBroker)));
    },
    5 * MINUTES,
  );

  test(
    'transactions are listed, described and found to hang alike',
    async () => {
      const said = rowsOf(await run(kafka, 'kafka-transactions', ['list']));
      await holds('kafka transactions', said);
      const ofId = ['describe', '--transactional-id', OPEN_ID];
      await holds(
        `kafka transactions ${OPEN_ID}`,
        rowsOf(await run(kafka, 'kafka-transactions', ofId)),
        { compared: withoutDuration },
      );
      const ofTopic = ['find-hanging', '--topic', HANGING_TOPIC];
      await holds(
        'kafka transactions --hanging',
        rowsOf(await run(kafka, 'kafka-transactions', ofTopic)),
        { compared: (row) => row.replace(/ \d+$/u, '') },
      );
    },
    5 * MINUTES,
  );

  test('ACLs and quotas are listed alike', clientsAlike, 5 * MINUTES);

  test(
    'what is being moved, and who leads the controllers, is told alike',
    async () => {
      await holds(
        'kafka reassignments',
        rowsOf(await run(kafka, 'kafka-reassign-partitions', ['--list'])),
      );
      const status = await run(kafka, 'kafka-metadata-quorum', ['describe', '--status']);
      const leader = rowsOf(status).filter((row) => row.startsWith('Leader'));
      await holds('kafka quorum', leader, { only: /^Leader(?:Id|Epoch):/u });
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
      const said = await run(kafka, 'kafka-topics', ['--describe', '--unavailable-partitions']);
      if (rowsOf(said).length >= 2) break;
      await delay(500);
    }
  }, 5 * MINUTES);

  test('topics are listed and described alike', topicsAlike, 5 * MINUTES);

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
      const message = await sandbox.answer(
        { user: 'carol', channel: '#shop-ops', text: '/kafka impact 1' },
        /While broker 1/u,
      );
      const text = printed(message).join('\n');
      expect(text).toMatch(/acks=all fail, below min\.insync\.replicas: [1-9]\d* partitions/u);
      expect(text).toContain('  shop.full-0');
      expect(text).toMatch(/Unavailable, with no other replica in sync: [1-9]/u);
      expect(text).toContain('  shop.lone-0');
    },
    2 * MINUTES,
  );
});

async function clientsAlike(): Promise<void> {
  const asked = ['', '--topic orders', '--topic orders --resource-pattern-type match'];
  for (const filter of [...asked, '--group billing', '--topic nothing']) {
    const args = ['--list', ...filter.split(' ').filter(Boolean)];
    const said = rowsOf(await run(kafka, 'kafka-acls', args));
    await holds(`kafka acls ${filter}`.trim(), said, { compared: withoutListOfNothing });
  }
  for (const types of ['users', 'clients', 'users,clients', 'ips']) {
    const args = types.split(',').flatMap((type) => ['--entity-type', type]);
    const said = rowsOf(await run(kafka, 'kafka-configs', ['--describe', ...args]));
    await holds(`kafka quotas --entity-type ${types}`, said);
  }
}

async function topicsAlike(): Promise<void> {
  const listed = rowsOf(await run(kafka, 'kafka-topics', ['--list']));
  await holds('kafka topics', listed);
  await holds(
    'kafka topics shop.*',
    listed.filter((name) => name.startsWith('shop.')),
  );
  const said = rowsOf(await run(kafka, 'kafka-topics', ['--describe']));
  for (const topic of NAMES) {
    const own = said.filter((row) => row.startsWith(`Topic: ${topic} `));
    await holds(`kafka topic ${topic}`, own, { only: /^Topic: /u });
  }
  for (const [filter, option] of Object.entries(FILTERS)) {
    const some = rowsOf(
      await run(kafka, 'kafka-topics', ['--describe', option, '--topic', 'shop.*']),
    );
    await holds(`kafka topics shop.* ${filter}`, some);
  }
}

interface Comparison {
  readonly title?: RegExp;
  readonly only?: RegExp;
  /** What of a row is compared; all of it unless said. */
  readonly compared?: (row: string) => string;
}

/** The rows of the answer, in one order, are these. A title stands for itself; with `only`, other lines are not looked at. */
async function holds(
  command: string,
  wanted: readonly string[],
  { title, only, compared = (row) => row }: Comparison = {},
): Promise<void> {
  const message = await sandbox.answer(
    { user: 'carol', channel: '#shop-ops', text: `/${command}` },
    /^(?:Succeeded|Failed|Refused|Not understood)/u,
  );
  const rows = rowsOf(printed(message)[0] ?? '').filter(
    (row) => title?.test(row) !== true && (only?.test(row) ?? true),
  );
  const sides = [rows, wanted].map((side) => side.map(compared).filter(Boolean));
  const isAlike = JSON.stringify(sides[0]) === JSON.stringify(sides[1]);
  table.push(
    `${isAlike ? 'same' : 'DIFFERENT'}  ${String(wanted.length).padStart(3)} rows  ${command}`,
  );
  expect({ command, rows: sides[0] }).toEqual({ command, rows: sides[1] });
}

/** How long it has been open is another number each time. */
function withoutDuration(row: string): string {
  return row
    .split(' ')
    .filter((_, column) => column !== 7)
    .join(' ');
}

/** Where there is nothing to list the tool says nothing, and the bot that there is nothing. */
function withoutListOfNothing(row: string): string {
  return row === 'There are none of that kind.' ? '' : row;
}
