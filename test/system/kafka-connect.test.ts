// Kafka Connect through Slack, on a real worker: what is shown, what a click does, who may, and that no secret comes along.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createConnect } from '../../bot/adapters/connect.ts';
import { createHttpService, type HttpService } from '../../bot/adapters/http-service.ts';
import type { Connect } from '../../bot/kafka/connect.ts';
import { type ConnectWorker, startConnect } from '../../sandbox/kafka/connect.ts';
import { putConnector } from '../../sandbox/kafka/connectors.ts';
import { untilState } from '../kafka/connectors.ts';
import { type Kafka, openKafka, uniqueName } from '../kafka/kafka.ts';
import { runTool } from '../kafka/tool.ts';
import { until } from '../kafka/until.ts';
import { type Sandbox, startSandbox, words } from './sandbox.ts';

const channel = '#shop-ops';
const SECRET = 'xK9-jdbc-7Qw2';
const END = /^(?::\w+: )?(?:Succeeded|Failed|Refused|Outcome unknown)/iu;

let kafka: Kafka;
let worker: ConnectWorker;
let service: HttpService;
let connect: Connect;
let sandbox: Sandbox;
const [archive, exported, topic] = ['archive', 'exported', 'orders'].map(uniqueName) as [
  ...[string, string, string],
];

beforeAll(async () => {
  kafka = await openKafka();
  worker = await startConnect({ kafka });
  service = createHttpService({
    ...{ settings: { url: worker.url }, deadlineMs: 30_000, answerBytes: 8_388_608 },
  });
  const { signal } = new AbortController();
  connect = createConnect({ kafka: 'staging', service: () => service, signal });
  await runTool(kafka, 'kafka-topics', ['--create', '--topic', topic]);
  const input = path.join(worker.directory, 'in.txt');
  await writeFile(input, 'one\n');
  await putConnector(worker, archive, {
    ...{ 'connector.class': 'FileStreamSource', file: input, topic },
    'connection.password': SECRET,
  });
  await putConnector(worker, exported, {
    ...{ 'connector.class': 'FileStreamSink', topics: topic },
    file: path.join(worker.directory, 'exports', 'out.txt'),
    'connection.password': SECRET,
  });
  await untilState(connect, archive, 'RUNNING', 'RUNNING');
  await untilState(connect, exported, 'RUNNING', 'FAILED');
  sandbox = await startSandbox({ KAFKA_BROKERS: kafka.bootstrap, KAFKA_CONNECT: worker.url });
}, 240_000);

afterAll(async () => {
  await sandbox?.stop();
  await service?.close();
  await worker?.stop();
  await kafka?.stop();
}, 60_000);

describe('Kafka Connect in Slack', () => {
  test('lists connectors, and those of which something has failed', async () => {
    const all = await said('/kafka connectors', /CONNECTOR/u);
    expect(all).toMatch(new RegExp(`${archive} +source +RUNNING +1 +1 +0`, 'u'));
    expect(all).toMatch(new RegExp(`${exported} +sink +RUNNING +1 +0 +1`, 'u'));
    const failed = await said('/kafka connectors --failed', /CONNECTOR/u);
    expect(failed).toContain(exported);
    expect(failed).not.toContain(archive);
  });

  test('says why a task failed, and shows nothing of a configuration that could be secret', async () => {
    const shown = await said(`/kafka connector ${exported}`, /TASK/u);
    expect(shown).toContain('Task 0 failed:');
    expect(shown).toContain('Caused by: java.nio.file.NoSuchFileException');
    expect(shown).toContain('(2 other settings, not shown: they may hold secrets)');
    expect(shown).not.toContain(SECRET);
  });

  test('restarts a failed task by a click, once its cause is gone', async () => {
    await mkdir(path.join(worker.directory, 'exports'));
    const end = await done(`/kafka restart task ${exported} 0`);
    expect(end).toContain(`Restarted task 0 of connector ${exported}.`);
    await untilState(connect, exported, 'RUNNING', 'RUNNING');
  }, 120_000);

  test('pauses a connector, and by the line in the answer it runs again', async () => {
    const end = await done(`/kafka pause connector ${archive}`);
    expect(end).toContain(`Paused connector ${archive}.`);
    await untilState(connect, archive, 'PAUSED', 'PAUSED');
    const undo = /Undo: (kafka resume connector \S+ --kafka staging)/u.exec(end)?.[1];
    expect(await done(`/${undo}`)).toContain(`Resumed connector ${archive}.`);
    await untilState(connect, archive, 'RUNNING', 'RUNNING');
  }, 120_000);

  test('is changed by no viewer, and what was done is on the record', async () => {
    const refused = await said(`/kafka pause connector ${archive}`, /operator/u, 'carol');
    expect(refused).toContain('changes-are-for-operators');
    const record = await said(`/qm audit ${archive}`, /pause connector/u, 'alice');
    expect(record).toContain(`kafka pause connector ${archive}`);
    expect((await connect.connector(archive))?.state).toBe('RUNNING');
  }, 60_000);
});

describe('the builder that a bare /kafka opens', () => {
  test('suggests topics, groups and connectors by what the chosen command takes, and runs what was built', async () => {
    const modal = await openBuilder('bob');
    expect(await offered('bob', modal, 'name', topic)).toEqual([topic]); // only what was typed
    await chosen('bob', modal, 'kafka connector');
    expect(await offered('bob', modal, 'name', archive.slice(0, -1))).toContain(archive);
    await chosen('bob', modal, 'kafka group');
    const group = `connect-${exported}`; // of a sink: it reads
    expect(await offered('bob', modal, 'name', group.slice(0, -1))).toContain(group);
    await chosen('bob', modal, 'kafka topic');
    expect(await offered('bob', modal, 'name', topic.slice(0, -1))).toContain(topic);
    expect(await offered('bob', modal, 'kafka', '')).toEqual(['staging']);
    await sandbox.post('/sim/click', {
      user: 'bob',
      view_id: modal,
      action_id: 'name',
      value: topic,
    });
    await sandbox.post('/sim/submit', { user: 'bob', view_id: modal, values: {} });
    const shown = await sandbox.until(
      channel,
      (one) => one.text.includes(`kafka topic ${topic}`) && words(one).includes('PartitionCount'),
    );
    expect(words(shown)).toContain(`Topic: ${topic}`);
  }, 120_000);

  test('suggests what second words and flags name, by what stands in the first, and runs what was built', async () => {
    const modal = await openBuilder('bob');
    await chosen('bob', modal, 'kafka restart task');
    await picked(modal, 'name', exported);
    expect(await offered('bob', modal, 'second', '')).toEqual(['0']);
    await chosen('bob', modal, 'kafka reset offsets');
    expect(await offered('bob', modal, 'flag-topic', topic.slice(0, -1))).toContain(topic);
    await chosen('bob', modal, 'kafka configs');
    expect(await offered('bob', modal, 'name', '')).toEqual(['broker', 'group', 'topic']);
    await picked(modal, 'name', 'broker');
    expect(await offered('bob', modal, 'second', '')).toEqual(['1']);
    await chosen('bob', modal, 'kafka alter topic');
    await picked(modal, 'name', topic);
    expect(await offered('bob', modal, 'flag-add-config', 'retention')).toContain(
      'retention.ms=604800000',
    );
    await picked(modal, 'flag-add-config', 'retention.ms=60000');
    await sandbox.post('/sim/submit', { user: 'bob', view_id: modal, values: {} });
    const line = `kafka alter topic ${topic} --add-config retention.ms=60000`;
    const shown = await sandbox.until(channel, (one) => /Confirm before/u.test(words(one)));
    expect(words(shown)).toContain(line);
  }, 120_000);

  test('suggests nothing to whoever may read nothing', async () => {
    const modal = await openBuilder('mallory');
    for (const verb of ['kafka topic', 'kafka group', 'kafka connector']) {
      await chosen('mallory', modal, verb);
      expect(await offered('mallory', modal, 'name', '')).toEqual([]);
      expect(await offered('mallory', modal, 'kafka', '')).toEqual([]);
    }
  }, 60_000);
});

async function openBuilder(user: string): Promise<string> {
  await sandbox.post('/sim/command', { user, channel, text: '/kafka' });
  return await sandbox.modal(user);
}

async function chosen(user: string, modal: string, verb: string): Promise<void> {
  const click = { user, view_id: modal, action_id: 'verb', value: verb };
  await sandbox.post('/sim/click', click);
}

async function picked(modal: string, field: string, value: string): Promise<void> {
  await offered('bob', modal, field, value); // the field is there
  const click = { user: 'bob', view_id: modal, action_id: field, value };
  await sandbox.post('/sim/click', click);
}

async function offered(user: string, modal: string, field: string, query: string) {
  const wish = { user, view_id: modal, action_id: field, query };
  // The fields of a command that was chosen just now are there a moment later.
  const options = await until(async () => (await sandbox.post('/sim/options', wish)).options);
  return (options as { value: string }[]).map(({ value }) => value);
}

async function said(text: string, matches: RegExp, user = 'bob'): Promise<string> {
  return words(await sandbox.answer({ user, channel, text }, matches));
}

async function done(text: string): Promise<string> {
  const user = 'bob';
  const message = await sandbox.answer({ user, channel, text }, /Confirm before/u);
  await sandbox.post('/sim/click', { user, channel, ts: message.ts, action_id: 'confirm' });
  return words(await sandbox.until(channel, (one) => one.ts === message.ts && END.test(one.text)));
}
