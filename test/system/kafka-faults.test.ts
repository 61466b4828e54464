// Three real brokers, the whole product before them, and trouble: one broker that says nothing for a while, the active controller killed in
// the middle of a change. Whoever asks gets an answer that says what, why and what to do; what is said of a change is what is there.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKafkas } from '../../bot/adapters/kafka.ts';
import { LIMITS } from '../../bot/limits.ts';
import { createAdmin, type OpenAdmin } from '../../pipeline/index.ts';
import { type Kafka, type KafkaBroker, startOwnKafka } from '../kafka/own-kafka.ts';
import { settingsFor } from '../kafka/secured.ts';
import { runTool } from '../kafka/tool.ts';
import { uniqueName } from '../kafka/unique-name.ts';
import { until } from '../kafka/until.ts';
import { type Sandbox, type StoredMessage, startSandbox, words } from './sandbox.ts';

const MINUTES = 60_000;
const MAY_ASK = [
  { operation: 'Describe', resourceType: 'Topic' },
  { operation: 'Describe', resourceType: 'Cluster' },
  { operation: 'Describe', resourceType: 'Group' },
] as const;
const channel = '#shop-ops';
const END = /^(?:Succeeded|Failed|Refused|Timed out|Outcome unknown|Cancelled)/u;

let kafka: Kafka;
let admin: OpenAdmin;
let sandbox: Sandbox;
const topic = uniqueName('orders');
const group = uniqueName('reports');

beforeAll(async () => {
  kafka = await startOwnKafka({ brokers: 3 });
  admin = createAdmin({ brokers: kafka.bootstrap.split(','), clientId: 'faults' });
  await runTool(kafka, 'kafka-topics', [
    ...['--create', '--topic', topic, '--partitions', '6', '--replication-factor', '3'],
  ]);
  await runTool(kafka, 'kafka-console-producer', ['--topic', topic], 'one\ntwo\nthree\n');
  await runTool(kafka, 'kafka-console-consumer', [
    ...['--topic', topic, '--group', group, '--from-beginning', '--max-messages', '2'],
  ]);
  sandbox = await startSandbox({ KAFKA_BROKERS: kafka.bootstrap });
  await sandbox.post('/sim/settings', { rate_limits: false });
}, 5 * MINUTES);

afterAll(async () => {
  await sandbox?.stop();
  await admin?.close();
  await kafka?.stop();
}, 2 * MINUTES);

const QUESTIONS = [
  'kafka topics',
  `kafka topic ${topic}`,
  'kafka topics --under-replicated',
  'kafka groups',
  `kafka group ${group}`,
  `kafka lag ${group}`,
  `kafka offsets ${topic}`,
  `kafka configs topic ${topic}`,
  'kafka brokers',
  'kafka quorum',
  'kafka log-dirs',
  'kafka reassignments',
  'kafka transactions',
  'kafka impact 1',
];

describe('while one of three brokers says nothing', () => {
  test.each(['the active controller', 'another'])(
    'everybody is answered, and all is as before when it goes on: %s',
    async (which) => {
      const { leader, voters } = await admin.quorum();
      const other = voters.find(({ id }) => id !== leader)?.id ?? 0;
      const broker = brokerOf(which === 'another' ? other : leader);
      await broker.signal('SIGSTOP');
      try {
        // At once, as when something has happened: each of them has to wait for that broker in its own way.
        const answers = await Promise.all(QUESTIONS.map((each) => told(each)));
        for (const [index, question] of QUESTIONS.entries()) {
          const said = answers[index] ?? '';
          expect({ question, said }).toEqual({ question, said: expect.not.stringMatching(BAD) });
          if (said.startsWith('Failed')) expect(said).toMatch(/g[ai]ves? no answer|is no broker/u);
        }
      } finally {
        await broker.signal('SIGCONT');
      }
      for (const question of QUESTIONS.filter((each) => !isLookedAtNowAndThen(each))) {
        while (!isWhole(await told(question))) await delay(500);
      }
    },
    5 * MINUTES,
  );

  test(
    'who only begins to ask is answered by another, and no connection is left behind',
    async () => {
      const broker = brokerOf(1);
      const before = connections();
      const log = { warn() {} };
      const settings = { ...settingsFor(''), brokers: kafka.bootstrap.split(',') };
      await broker.signal('SIGSTOP');
      try {
        const kafkas = createKafkas({
          ...{ kafkas: { one: settings }, limits: LIMITS, log },
        });
        const signal = new AbortController().signal;
        expect(await kafkas.check('one', signal)).toBeUndefined();
        const open = kafkas.open('one', MAY_ASK, signal);
        for (let round = 0; round < 3; round += 1) {
          expect((await open.groups()).silent.map((each) => each.broker)).toEqual([1]);
        }
        expect(connections() - before).toBeLessThanOrEqual(kafka.brokers.length);
        await kafkas.close();
        while (connections() > before) await delay(20); // those that were cut are closing
      } finally {
        await broker.signal('SIGCONT');
      }
    },
    3 * MINUTES,
  );
});

describe('a change during which the active controller is killed', () => {
  test.each([
    [
      'create topic',
      (name: string) => `kafka create topic ${name} --partitions 2 --replication-factor 2`,
      async (name: string) => (await admin.topic(name)) !== undefined,
    ],
    [
      'alter topic',
      (name: string) => `kafka alter topic ${topic} --add-config retention.ms=${numberOf(name)}`,
      async (name: string) => (await retentionOf(topic)) === numberOf(name),
    ],
    [
      'set quota',
      (name: string) => `kafka set quota --user ${name} --add-config producer_byte_rate=1024`,
      async (name: string) =>
        (await runTool(kafka, 'kafka-configs', usersOf(name))).includes('1024'),
    ],
  ] as const)(
    'ends, and what is said of it is so: %s',
    async (_kind, textOf, isMade) => {
      const name = uniqueName('killed');
      const wish = { user: 'alice', channel, text: `/${textOf(name)}` };
      const ts = await previewOf(wish);
      const controller = brokerOf((await admin.quorum()).leader);
      const click = { user: 'alice', channel, ts, action_id: 'confirm' };
      const before = await timestamps();
      try {
        await Promise.all([sandbox.post('/sim/click', click), controller.signal('SIGKILL')]);
        const end = await endOf(ts, before);
        expect(words(end)).not.toMatch(BAD);
        // Brokers hear of it one after another.
        if (end.text.startsWith('Succeeded')) await until(async () => await isMade(name));
        else if (!/unknown/u.test(end.text)) expect(await isMade(name)).toBe(false);
      } finally {
        await until(async () => (await controller.processId()) === undefined);
        await controller.start();
        await until(async () => (await admin.cluster()).brokers.length === kafka.brokers.length);
      }
    },
    5 * MINUTES,
  );

  test(
    'that cannot be looked at again at the click is not made, and the button stays',
    async () => {
      const name = uniqueName('later');
      const text = `/kafka create topic ${name} --partitions 2 --replication-factor 2`;
      const ts = await previewOf({ user: 'alice', channel, text });
      const click = { user: 'alice', channel, ts, action_id: 'confirm' };
      const before = await timestamps();
      const silent = kafka.brokers.slice(1); // one of three elects nobody
      for (const broker of silent) await broker.signal('SIGSTOP');
      try {
        await sandbox.post('/sim/click', click);
        const end = await endOf(ts, before);
        expect(words(end)).toMatch(
          /^Failed.*Nothing was changed: it could not be looked at again\./u,
        );
        expect(words(end)).toMatch(/its button can be pressed again/u);
      } finally {
        for (const broker of silent) await broker.signal('SIGCONT');
      }
      await until(async () => (await admin.cluster()).brokers.length === kafka.brokers.length);
      expect(await admin.topic(name)).toBeUndefined();
      await sandbox.post('/sim/click', click);
      const end = await sandbox.until(channel, (one) => one.ts === ts && END.test(one.text));
      expect(end.text).toMatch(/^Succeeded/u);
    },
    5 * MINUTES,
  );
});

/** An answer to nobody: a fault of the bot, a command that ran out of its time, or words that are no answer. */
const BAD = /fault of ours|^Timed out|^Not understood/u;

function isLookedAtNowAndThen(question: string): boolean {
  return question.startsWith('kafka lag');
}

/** Nothing is missing of it, and nobody is. */
function isWhole(said: string): boolean {
  return said.startsWith('Succeeded') && !/no answer|is not there/u.test(said);
}

function brokerOf(id: number): KafkaBroker {
  const broker = kafka.brokers.find((each) => each.id === id);
  if (broker === undefined) throw new Error(`no broker ${id}`);
  return broker;
}

async function retentionOf(name: string): Promise<string | undefined> {
  const [entries] = await admin.configs([{ type: 'topic', name }]);
  return entries?.find((entry) => entry.name === 'retention.ms')?.value ?? undefined;
}

function usersOf(name: string): readonly string[] {
  return ['--describe', '--entity-type', 'users', '--entity-name', name];
}

/** A number of its own for each name. */
function numberOf(name: string): string {
  return String(86_400_000 + Number.parseInt(name.slice(-6), 16));
}

/** Sockets that this process holds open, to whomever. */
function connections(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

/**
 * Asks until there is something to agree to, as a person does while brokers still hear from each other what has happened.
 * @returns the message with the preview
 */
async function previewOf(wish: { user: string; channel: string; text: string }): Promise<string> {
  const deadline = Date.now() + MINUTES;
  for (;;) {
    const message = await sandbox.answer(wish, new RegExp(`Confirm before|${END.source}`, 'u'));
    if (words(message).includes('Confirm before')) return message.ts;
    expect(words(message)).not.toMatch(BAD);
    if (Date.now() > deadline) throw new Error(`no preview within a minute: ${words(message)}`);
    await delay(500);
  }
}

/** What is said of a click: the end of what it began, in its message, or to whoever clicked that it was not begun. */
async function endOf(ts: string, before: ReadonlySet<string>): Promise<StoredMessage> {
  return await sandbox.until(
    channel,
    (one) => (one.ts === ts || !before.has(one.ts)) && END.test(one.text),
  );
}

async function timestamps(): Promise<ReadonlySet<string>> {
  return new Set((await sandbox.messages(channel)).map(({ ts }) => ts));
}

/** All that is said at its end: others may be answered meanwhile. */
async function told(text: string): Promise<string> {
  const its = new RegExp(`^[\\w ]+ on staging: ${text.replaceAll('.', '\\.')}(?::.*)?\n`, 'u');
  const matches = new RegExp(`(?=${END.source})${its.source}`, 'u');
  return words(await sandbox.answer({ user: 'carol', channel, text: `/${text}` }, matches));
}
