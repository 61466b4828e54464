// The adapter and the commands of Kafka Connect on a real worker: what they say is what is there, what they change is changed.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkConnect, createConnect } from '../../../bot/adapters/connect.ts';
import { createHttpService, type HttpService } from '../../../bot/adapters/http-service.ts';
import { OperatorError } from '../../../bot/errors.ts';
import type { Connect } from '../../../bot/kafka/connect.ts';
import { createAdmin, type OpenAdmin } from '../../../pipeline/index.ts';
import { type ConnectWorker, startConnect } from '../../../sandbox/kafka/connect.ts';
import { putConnector } from '../../../sandbox/kafka/connectors.ts';
import { type Changer, createChanger, undoOf } from '../../kafka/changes.ts';
import { untilState } from '../../kafka/connectors.ts';
import { type Kafka, openKafka, uniqueName } from '../../kafka/kafka.ts';

let kafka: Kafka;
let worker: ConnectWorker;
let service: HttpService;
let connect: Connect;
let admin: OpenAdmin;
let changer: Changer;
const [files, broken, wrong] = ['files', 'broken', 'wrong'].map(uniqueName) as [
  string,
  string,
  string,
];
const SECRET = 'jdbc-password-3f9a';

beforeAll(async () => {
  kafka = await openKafka();
  worker = await startConnect({ kafka });
  service = createHttpService({
    ...{ settings: { url: worker.url }, deadlineMs: 30_000, answerBytes: 8_388_608 },
  });
  const signal = new AbortController().signal;
  connect = createConnect({ kafka: 'test', service: () => service, signal });
  admin = createAdmin({
    ...{ brokers: kafka.bootstrap.split(','), clientId: 'connect-test', requestTimeoutMs: 10_000 },
    warn: () => {},
  });
  changer = createChanger(admin, connect);
  const input = path.join(worker.directory, 'in.txt');
  await writeFile(input, 'one\ntwo\n');
  const topic = uniqueName('lines');
  await admin.changes.createTopic(
    { name: topic, partitions: 2, replicationFactor: 1, settings: {} },
    false,
  );
  await putConnector(worker, files, {
    ...{ 'connector.class': 'FileStreamSource', file: input, topic },
    ...{ 'connection.password': SECRET, 'errors.tolerance': 'none' },
  });
  await putConnector(worker, broken, {
    ...{ 'connector.class': 'FileStreamSink', topics: topic },
    file: path.join(worker.directory, 'later', 'out.txt'),
  });
  // Text is no JSON: each record is refused by the converter.
  await putConnector(worker, wrong, {
    ...{ 'connector.class': 'FileStreamSink', topics: topic, 'tasks.max': '2' },
    file: path.join(worker.directory, 'out.txt'),
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  });
  await untilState(connect, files, 'RUNNING', 'RUNNING');
  await untilState(connect, broken, 'RUNNING', 'FAILED');
  await untilState(connect, wrong, 'RUNNING', 'FAILED');
}, 180_000);

afterAll(async () => {
  await admin?.close();
  await service?.close();
  await worker?.stop();
  await kafka?.stop();
}, 60_000);

describe('a Connect worker', () => {
  test('is seen with its connectors, their tasks and why what failed did', async () => {
    const all = await connect.connectors();
    const ours = all.filter(({ name }) => [files, broken, wrong].includes(name));
    expect(ours.map(({ name }) => name)).toEqual([broken, files, wrong].toSorted());
    expect(all.map(({ name }) => name)).toEqual(all.map(({ name }) => name).toSorted());
    const found = ours.find(({ name }) => name === broken);
    expect(found).toMatchObject({ type: 'sink', state: 'RUNNING', worker: expect.any(String) });
    expect(found?.tasks).toEqual([
      expect.objectContaining({
        id: 0,
        state: 'FAILED',
        trace: expect.stringContaining('NoSuchFile'),
      }),
    ]);
  });

  test('knows nothing of a connector that there is not', async () => {
    expect(await connect.connector('nosuch')).toBeUndefined();
    expect(await connect.settings('nosuch')).toBeUndefined();
  });

  test('has of a configuration only what holds no secret go further', async () => {
    const settings = await connect.settings(files);
    expect(settings?.shown).toEqual({
      'connector.class': 'FileStreamSource',
      ...{ 'errors.tolerance': 'none', 'tasks.max': '1' },
    });
    expect(settings?.hidden).toBe(3); // file, topic, connection.password
    expect(JSON.stringify(settings)).not.toContain(SECRET);
  });

  test('takes no name that would climb in a path', async () => {
    for (const name of ['..', '.', 'a/b', '', 'a%2fb', 'a;b']) {
      await expect(connect.connector(name)).rejects.toThrow('no name of a connector');
      await expect(connect.pause(name)).rejects.toThrow('no name of a connector');
    }
  });

  test('is known by the Kafka that it works on', async () => {
    const { clusterId } = await admin.cluster();
    const signal = new AbortController().signal;
    const options = { kafka: 'test', service: () => service, signal };
    expect(await checkConnect(options, clusterId)).toBeUndefined();
    expect(await checkConnect(options, 'another-cluster')).toContain('works on another Kafka');
  });

  test('refuses a task that there is not, in its own words', async () => {
    await expect(connect.restartTask(broken, 9)).rejects.toThrow(/HTTP 404: Unknown task/u);
    await expect(connect.pause('nosuch')).rejects.toBeInstanceOf(OperatorError);
  });
});

describe('a change of a connector', () => {
  test('pauses it, and its undo line resumes it', async () => {
    const preview = await changer.preview(`kafka pause connector ${files}`);
    expect(preview.summary).toBe(`Pause connector ${files} (source).`);
    expect(preview.diff).toMatch(/^connector +RUNNING +PAUSED\ntask 0 +RUNNING +PAUSED$/mu);
    const paused = await changer.run(`kafka pause connector ${files}`, preview.substance);
    expect(paused.stdout).toBe(`Paused connector ${files}.\n`);
    await untilState(connect, files, 'PAUSED', 'PAUSED');
    expect(undoOf(paused)).toBe(`kafka resume connector ${files} --kafka test`);
    const resumed = await changer.done(undoOf(paused));
    expect(resumed.stdout).toBe(`Resumed connector ${files}.\n`);
    expect(undoOf(resumed)).toBe(`kafka pause connector ${files} --kafka test`);
    await untilState(connect, files, 'RUNNING', 'RUNNING');
  }, 120_000);

  test('is refused when it is not as it was in the preview', async () => {
    const preview = await changer.preview(`kafka pause connector ${files}`);
    await connect.pause(files);
    await untilState(connect, files, 'PAUSED', 'PAUSED');
    await expect(changer.run(`kafka pause connector ${files}`, preview.substance)).rejects.toThrow(
      /nothing to change|not as it was in the preview/u,
    );
    await connect.resume(files);
    await untilState(connect, files, 'RUNNING', 'RUNNING');
  }, 120_000);

  test('restarts a task that has failed, and says that it fails again while the cause is there', async () => {
    const said = await changer.done(`kafka restart task ${broken} 0`);
    expect(said.stdout).toBe(`Restarted task 0 of connector ${broken}.\n`);
    expect(said.stderr).toContain('task 0 has failed: java.nio.file.NoSuchFileException');
    expect(said.stderr).not.toContain('Undo:');
  }, 120_000);

  test('restarts what has failed once the cause is gone, and nothing else', async () => {
    const text = `kafka restart connector ${broken} --include-tasks --only-failed`;
    await expect(
      changer.preview(`kafka restart connector ${broken} --only-failed`),
    ).rejects.toThrow('The connector itself has not failed; tasks of it have.');
    const preview = await changer.preview(text);
    expect(preview.diff.trimEnd().split('\n').slice(1)).toEqual([
      expect.stringMatching(/^task 0 +FAILED +RUNNING$/u),
    ]);
    await mkdir(path.join(worker.directory, 'later'));
    const said = await changer.run(text, preview.substance);
    expect(said).toMatchObject({
      stdout: `Restarted of connector ${broken}: task 0.\n`,
      stderr: '',
    });
    await untilState(connect, broken, 'RUNNING', 'RUNNING');
    await expect(changer.preview(text)).rejects.toThrow('Nothing of it has failed');
  }, 120_000);

  test('restarts what runs, and warns of what has failed and is left out', async () => {
    const preview = await changer.preview(`kafka restart connector ${wrong}`);
    expect(preview.diff).toMatch(/^connector +RUNNING +RUNNING \(restarted\)$/mu);
    expect(preview.warnings[0]).toContain('has failed and is not restarted: --include-tasks');
    const said = await changer.run(`kafka restart connector ${wrong}`, preview.substance);
    expect(said.stdout).toBe(`Restarted of connector ${wrong}: connector.\n`);
  }, 120_000);

  test('of one that is not there is refused before a click', async () => {
    await expect(changer.preview('kafka pause connector nosuch')).rejects.toThrow(
      'There is no connector "nosuch"',
    );
    await expect(changer.preview(`kafka restart task ${files} 7`)).rejects.toThrow('no task 7');
  });

  test('that is sent to a worker that stands still ends in what is not known, once it was read back', async () => {
    const short = createHttpService({
      ...{ settings: { url: worker.url }, deadlineMs: 1_500, answerBytes: 8_388_608 },
    });
    const signal = new AbortController().signal;
    const hasty = createConnect({ kafka: 'test', service: () => short, signal });
    const still = createChanger(admin, {
      ...hasty,
      pause: async (name) => {
        await worker.signal('SIGSTOP');
        try {
          await hasty.pause(name);
        } finally {
          await delay(200);
          await worker.signal('SIGCONT');
        }
      },
    });
    const outcome = await still.done(`kafka pause connector ${files}`).then(
      (output) => output.stderr,
      (error: unknown) => `${error}`,
    );
    // The request lay in the worker's socket and was carried out when it went on.
    expect(outcome).toContain('no whole answer came (late)');
    expect(outcome).toMatch(/It was read back: the change was made|not known/u);
    await untilState(connect, files, 'PAUSED', 'PAUSED');
    await connect.resume(files);
    await untilState(connect, files, 'RUNNING', 'RUNNING');
    await short.close();
  }, 120_000);
});
