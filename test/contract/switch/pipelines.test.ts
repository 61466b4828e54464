// A switch with a pipeline beside the brokers that it reads from: on the real API server, a real Kafka, and the pipeline in a process of its own
// as the bot hosts it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKafkas } from '../../../bot/adapters/kafka.ts';
import { createPipelineHosting, type HostedPipelines } from '../../../bot/adapters/pipelines.ts';
import { LIMITS } from '../../../bot/limits.ts';
import type { PipelineHandle } from '../../../bot/pipelines.ts';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { uniqueName } from '../../kafka/unique-name.ts';
import { findTarget } from '../adapter/oracle.ts';
import { ask } from './asking.ts';
import { deployment, type Nights, openNights, SWITCH } from './nights.ts';

const target = await findTarget('a switch with a pipeline');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;
const NAME = 'settlement';
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let kafka: Kafka | undefined;
let kafkas: ReturnType<typeof createKafkas> | undefined;
let hosting: HostedPipelines | undefined;
let nights: Nights | undefined;
let folder = '';

beforeAll(async () => {
  if (target === undefined) return;
  kafka = await startOwnKafka({ brokers: 1 });
  const brokers = kafka.bootstrap.split(',');
  const prefix = uniqueName('nights');
  for (const input of ['clicks', 'charges']) {
    await runTool(kafka, 'kafka-topics', ['--create', '--topic', `${prefix}.${input}`]);
  }
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-pipelines-'));
  const outputs = ['deductions', 'exhausted', 'deadLetters'];
  const topics = ['clicks', 'charges', ...outputs].map((each) => [each, `${prefix}.${each}`]);
  const settlement = { group: prefix, ...Object.fromEntries(topics) };
  nights = await openNights(target, {
    pipelines: { open: (...args) => handles().open(...args) },
    kafkas: { open: (...args) => (kafkas ?? never()).open(...args) },
    more: {
      kafkas: { main: { environment: 'staging', brokers } },
      pipelines: { [NAME]: { environment: 'staging', kafka: 'main', settlement, processes: 2 } },
    },
    tiers: (namespace) => [
      { name: 'brokers', workloads: [{ namespace, selector: 'app=kafka' }], kafka: 'main' },
      { name: 'consumers', pipelines: [NAME], workloads: [{ namespace, selector: 'app=web' }] },
    ],
  });
  const { settings } = nights;
  kafkas = createKafkas({ kafkas: settings.kafkas, limits: LIMITS, log: SILENT });
  hosting = createPipelineHosting({
    ...{ clock: nights.clock, log: SILENT, instance: prefix, snapshotFolder: folder },
    limits: LIMITS,
  });
  hosting.take(settings);
  await nights.kubectl('create -f -', deployment('web', 1));
  await nights.kubectl('create -f -', deployment('kafka', 1));
  await untilPhases('running', 'running');
}, LONG_MS);

afterAll(async () => {
  await hosting?.close();
  await kafkas?.close();
  await nights?.close();
  await kafka?.stop();
  if (folder !== '') await rm(folder, { recursive: true, force: true });
}, LONG_MS);

suite('a switch with a pipeline beside its brokers', () => {
  test(
    'has it paused before the brokers go, also when its processes are started anew, and running when they are back',
    async () => {
      const opened = nights ?? never();
      await opened.at('2031-03-05T12:00:00Z');
      const planned = await (await ask(opened, `cluster plan ${SWITCH}`)).run();
      expect(planned.stdout).toMatch(/consumers +pipeline\/settlement +- +running +paused/u);

      await opened.at('2031-03-05T20:00:30Z');
      await untilPhases('paused', 'paused');
      expect(await opened.replicas('deployment/kafka')).toBe(0);
      const { members } = await status();
      const why = JSON.stringify({ switch: SWITCH, kind: 'running', running: true });
      for (const { word } of members) expect(word).toMatchObject({ action: 'pause', why });
      const seen = await (await ask(opened, `cluster status ${SWITCH}`)).run();
      expect(seen.stdout).toMatch(/pipeline\/settlement .*paused +running +off/u);

      // One that comes in while another is there is told by the group; when all were gone, the next look tells them.
      const handle = open();
      await handle.scale(1);
      await untilPhases('paused');
      await handle.scale(2);
      await untilPhases('paused', 'paused');
      await hosting?.close();
      hosting?.take(opened.settings);
      await untilPhases('running', 'running');
      await opened.at('2031-03-05T21:00:30Z');
      await untilPhases('paused', 'paused');

      await opened.at('2031-03-06T08:00:30Z');
      await untilPhases('running', 'running');
      expect(await opened.replicas('deployment/kafka')).toBe(1);
      expect(await opened.store.originals(SWITCH)).toEqual([]);
    },
    LONG_MS,
  );
});

function handles() {
  return hosting?.current() ?? never();
}

function open(): PipelineHandle {
  return handles().open(NAME, ['status', 'act', 'scale'], new AbortController().signal);
}

async function status() {
  return await open().status();
}

async function untilPhases(...wanted: readonly string[]): Promise<void> {
  await (nights ?? never()).until(`its processes are ${wanted.join(', ')}`, async () => {
    try {
      const { members, unreached } = await status();
      const phases = members.map(({ phase }) => phase);
      return unreached.length === 0 && JSON.stringify(phases) === JSON.stringify(wanted);
    } catch {
      return false;
    }
  });
}

function never(): never {
  throw new Error('it was not opened');
}
