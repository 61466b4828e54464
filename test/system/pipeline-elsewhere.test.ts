// A pipeline that runs by itself, asked and changed from Slack at its control port: the same commands, the same rules, and what is said when
// it cannot be asked, or when the settings name it no more.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { createPlainProducer } from '../../bench/clicks/producer.ts';
import { createKafka } from '../../pipeline/adapters/kafka/kafka.ts';
import { createTopics } from '../../pipeline/adapters/kafka/topics.ts';
import { type Kafka, openKafka, uniqueName } from '../kafka/kafka.ts';
import { until } from '../kafka/until.ts';
import { confirmed as change } from './confirmed.ts';
import { printed, type Sandbox, type StoredMessage, startSandbox, words } from './sandbox.ts';

const MINUTES = 60_000;
const PARTITIONS = 2;
const TOKEN = 'the-token-of-a-pipeline-elsewhere';
const channel = '#general';
const name = uniqueName('elsewhere');
const clicks = `${name}.clicks`;
let folder: string;
let kafka: Kafka;
let sandbox: Sandbox;
let pipeline: ChildProcess;

beforeAll(async () => {
  kafka = await openKafka();
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-elsewhere-'));
  const topics = createTopics({ brokers: kafka.bootstrap.split(','), clientId: 'elsewhere' });
  for (const topic of [clicks, `${name}.charges`]) {
    await topics.create(topic, { partitions: PARTITIONS, replicationFactor: 1, settings: {} });
  }
  await topics.close();
  await produce(1);
  const endpoint = await startPipeline();
  await writeSettings({ elsewhere: placeOf(endpoint), wrong: placeOf(endpoint, 'WRONG_TOKEN') });
  sandbox = await startSandbox({
    ...{ QUARTERMASTER_CONFIG: path.join(folder, 'quartermaster.yaml') },
    ...{ RIGHT_TOKEN: TOKEN, WRONG_TOKEN: 'the-token-of-another-pipeline' },
  });
}, 5 * MINUTES);

afterAll(async () => {
  await sandbox?.stop();
  pipeline?.kill('SIGKILL');
  await kafka?.stop();
  await rm(folder, { recursive: true, force: true });
});

test(
  'is listed with where it runs, and asked for its state',
  async () => {
    const listed = printed(await ask('/pipeline list', /^Succeeded/u)).join('\n');
    expect(listed).toMatch(/elsewhere +staging +.*at http:\/\/127\.0\.0\.1:\d+/u);
    await says('/pipeline status elsewhere', /elsewhere \(staging\) is running: at http/u);
    const scaled = await ask('/pipeline scale elsewhere --processes=2', /is not scaled from here/u);
    expect(words(scaled)).toContain('It runs elsewhere');
  },
  3 * MINUTES,
);

test(
  'with another token it is told whose fault that is, and no token is shown',
  async () => {
    const refused = words(await ask('/pipeline status wrong', /token/u));
    expect(refused).not.toContain('the-token-of');
  },
  MINUTES,
);

test(
  'is paused and goes on, for an operator alone',
  async () => {
    await ask('/pipeline pause elsewhere', /changes-are-for-operators/u, 'carol');
    await confirmed('/pipeline pause elsewhere', /elsewhere is paused/u);
    await confirmed('/pipeline resume elsewhere', /elsewhere is running/u);
  },
  3 * MINUTES,
);

test(
  'is on hold when its input is gone unread, says so, and is on hold again when it is told to go on',
  async () => {
    await ask('/pipeline hold elsewhere --clear', /There is nothing to clear/u);
    await confirmed('/pipeline pause elsewhere', /elsewhere is paused/u);
    await produce(40);
    await cutOff();
    await confirmed('/pipeline resume elsewhere', /elsewhere/u);

    await says('/pipeline hold elsewhere', /Records are missing/u);
    expect(words(await ask('/pipeline status elsewhere', /status/u))).toContain('on hold');
    await ask('/pipeline hold elsewhere --clear', /changes-are-for-operators/u, 'carol');
    const answer = await confirmed('/pipeline hold elsewhere --clear', /try again/u);
    expect(words(answer)).toMatch(
      /^Failed[\s\S]*Partition \d is on hold again: .*Records are missing/u,
    );
  },
  5 * MINUTES,
);

test(
  'that is on hold is told unasked, with the record that it failed at',
  async () => {
    const told = async () =>
      (await sandbox.messages('#incidents'))
        .map(words)
        .filter((each) => /pipeline elsewhere/u.test(each));
    const [alert] = await until(async () => {
      const all = await told();
      return all.some((each) => /is on hold/u.test(each)) ? all : undefined;
    });
    expect(alert).toMatch(/elsewhere: partition \d is on hold: it failed too often at one record/u);
    expect(alert).toContain('Records are missing');
  },
  3 * MINUTES,
);

test(
  'that has ended is told with what to do',
  async () => {
    pipeline.kill('SIGKILL');
    await says('/pipeline status elsewhere', /It did not answer/u);
  },
  2 * MINUTES,
);

test(
  'that the settings do not name any more is not there any more',
  async () => {
    await writeSettings({});
    await says('/pipeline status elsewhere', /no pipeline "elsewhere"/u);
  },
  2 * MINUTES,
);

function placeOf(control: string, variable = 'RIGHT_TOKEN') {
  return { environment: 'staging', control, token: { variable }, remoteName: name };
}

async function writeSettings(pipelines: object): Promise<void> {
  const groups = {
    viewer: { userGroups: ['S0VIEWERS'] },
    operator: { userGroups: ['S0OPERATORS'] },
    admin: { userGroups: ['S0ADMINS'] },
  };
  const settings = {
    policies: path.resolve('policies', 'starter'),
    clusters: {},
    groups,
    pipelines,
    alerts: {
      pipelines: Object.keys(pipelines).filter((each) => each === 'elsewhere'),
      routes: [{ name: 'all', channel: 'C0INCIDENT' }],
    },
  };
  await writeFile(path.join(folder, 'quartermaster.yaml'), stringify(settings));
}

/** @returns where it is asked */
async function startPipeline(): Promise<string> {
  pipeline = spawn(process.execPath, ['pipeline/main.ts'], {
    env: {
      ...{ PATH: process.env.PATH, KAFKA_BROKERS: kafka.bootstrap, CONTROL_TOKEN: TOKEN },
      ...{ CONTROL_PORT: '0', SETTLEMENT_NAME: name, SETTLEMENT_GROUP: name },
      ...{ SETTLEMENT_CLICKS: clicks, SETTLEMENT_CHARGES: `${name}.charges` },
      ...{ SETTLEMENT_DEDUCTIONS: `${name}.deductions`, SETTLEMENT_EXHAUSTED: `${name}.exhausted` },
      SETTLEMENT_DEAD_LETTERS: `${name}.dead-letters`,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  pipeline.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return await until(async () => /"endpoint":"(http[^"]+)"/u.exec(said)?.[1]);
}

async function produce(count: number): Promise<void> {
  const producer = createPlainProducer(kafka.bootstrap.split(','), PARTITIONS);
  for (let index = 0; index < count; index += 1) {
    const [clickId, campaignId] = [`${count}-${index}`, `campaign-${index % 8}`];
    const at = Date.now();
    producer.add(clicks, campaignId, JSON.stringify({ clickId, campaignId, cost: 1, at }), at);
  }
  await producer.flush();
  await producer.close();
}

/** Everything in the topic of clicks is deleted, read or not. */
async function cutOff(): Promise<void> {
  const address = { brokers: kafka.bootstrap.split(','), clientId: 'elsewhere' };
  const reader = createKafka({ ...address, transactionTimeoutMs: 10_000 }).openReader();
  const all = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: clicks, partition }));
  const ends = await reader.logEnd(all);
  for (const [index, each] of all.entries()) await reader.deleteBefore(each, ends[index] ?? 0);
  await reader.close();
}

async function ask(text: string, matches: RegExp, user = 'bob'): Promise<StoredMessage> {
  return await sandbox.answer({ user, channel, text }, matches);
}

async function says(text: string, wanted: RegExp): Promise<void> {
  const about = new RegExp(text.slice(1).split(' ').slice(0, 2).join(' '), 'u');
  await until(async () => {
    const message = await ask(text, about);
    return wanted.test(`${words(message)}\n${printed(message).join('\n')}`);
  });
}

async function confirmed(text: string, done: RegExp): Promise<StoredMessage> {
  const answer = await change(sandbox, { user: 'bob', channel, text });
  expect(words(answer)).toMatch(done);
  return answer;
}
