// A pipeline in a process of its own, on a real broker: it settles, comes back after it was killed, and ends in order.
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPlainProducer } from '../../../bench/clicks/producer.ts';
import { type Supervised, supervise } from '../../../pipeline/adapters/child/supervise.ts';
import { createTopics } from '../../../pipeline/adapters/kafka/topics.ts';
import { openKafka, type Kafka as TestKafka, uniqueName } from '../../kafka/kafka.ts';

const MINUTES = 60_000;
const CHARGES = 350;
const CHILD = 'pipeline/adapters/child/main.ts';
let server: TestKafka;
const logged: string[] = [];
const running: Supervised[] = [];

beforeAll(async () => {
  server = await openKafka();
}, 3 * MINUTES);

afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  await server.stop();
}, 2 * MINUTES);

test(
  'comes back after it was killed, shares its work when it is scaled, and leaves no process behind',
  async () => {
    const name = await newPipeline();
    const supervised = start(name);
    expect(() => supervised.control()).toThrow(`Pipeline ${name} cannot be asked now.`);
    await tasksAre(supervised, name, [4]);
    const [child = 0] = children();
    const readable = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${child}/${file}`));
    expect(readable.join('')).not.toContain(server.bootstrap);
    process.kill(child, 'SIGKILL');
    await until(() => children().length === 1 && children()[0] !== child);
    await tasksAre(supervised, name, [4]);
    expect(logged).toContain('the process of the pipeline has ended');
    supervised.scale(2);
    await tasksAre(supervised, name, [2, 2]);
    supervised.scale(1);
    await tasksAre(supervised, name, [4]);
    await supervised.stop();
    expect(children()).toEqual([]);
  },
  4 * MINUTES,
);

test(
  'begins with a snapshot of what was committed when it ended',
  async () => {
    const snapshotFolder = await mkdtemp(path.join(tmpdir(), 'quartermaster-supervised-'));
    const name = await newPipeline();
    const producer = createPlainProducer(server.bootstrap.split(','), 4);
    for (let index = 0; index < CHARGES; index += 1) {
      const [chargeId, campaignId] = [`charge-${index}`, `campaign-${index % 7}`];
      const at = Date.now();
      const charge = { chargeId, campaignId, amount: 100, at };
      producer.add(`${name}.charges`, campaignId, JSON.stringify(charge), at);
    }
    await producer.flush();
    await producer.close();
    const first = start(name, snapshotFolder);
    await until(() => isPaid(first, name));
    await first.stop();
    const second = start(name, snapshotFolder);
    await until(() => isPaid(second, name));
    const { members } = await second.control().logs(name, 100);
    const lines = members.flatMap(({ lines }) => lines.map(({ text }) => text));
    const restored = lines.map((text) => /^restored .*restored=(\d+)/u.exec(text)?.[1]);
    const counts = restored.filter((each) => each !== undefined).map(Number);
    expect(counts).toHaveLength(1);
    expect(counts[0]).toBeLessThan(CHARGES / 2); // ends of transactions that came after the writing
    await second.stop();
    await rm(snapshotFolder, { recursive: true });
  },
  4 * MINUTES,
);

test(
  'one that cannot be is told with the reason, and tried again',
  async () => {
    const supervised = start('Not A Name');
    const reason = await until(() => {
      try {
        supervised.control();
        return undefined;
      } catch (error) {
        return /has ended: (.*)/u.exec((error as Error).message)?.[1];
      }
    });
    expect(reason).toContain('its name is not of lower-case letters');
    await supervised.stop();
  },
  2 * MINUTES,
);

function start(name: string, snapshotFolder?: string): Supervised {
  const log = (_: object, message: string) => void logged.push(message);
  const topics = Object.fromEntries(
    ['clicks', 'charges', 'deductions', 'exhausted', 'deadLetters'].map((topic) => [
      topic,
      `${name}.${topic}`,
    ]),
  );
  const supervised = supervise({
    ...{ name, instance: name, processes: 1, log: { warn: log, error: log } },
    settings: async () => ({
      address: { brokers: server.bootstrap.split(','), clientId: 'supervised' },
      pipelines: { settlement: { name, groupId: name, ...topics } },
      ...(snapshotFolder === undefined ? {} : { snapshotFolder }),
    }),
  });
  running.push(supervised);
  return supervised;
}

/** Whether all charges of the first campaign are in its budget. */
async function isPaid(supervised: Supervised, name: string): Promise<boolean> {
  try {
    const { found } = await supervised.control().query(name, 'budgets', 'campaign-0');
    const { balance = 0 } = (found?.value ?? {}) as { readonly balance?: number };
    return balance === Math.ceil(CHARGES / 7) * 100;
  } catch {
    return false; // it is on its way
  }
}

async function newPipeline(): Promise<string> {
  const name = uniqueName('supervised');
  const topics = createTopics({ brokers: server.bootstrap.split(','), clientId: 'supervised' });
  for (const topic of [`${name}.clicks`, `${name}.charges`]) {
    await topics.create(topic, { partitions: 4, replicationFactor: 1, settings: {} });
  }
  await topics.close();
  return name;
}

/** Until each process has so many tasks, and answers for the other. */
async function tasksAre(supervised: Supervised, name: string, wanted: readonly number[]) {
  await until(async () => {
    try {
      const { members, unreached } = await supervised.control().status(name);
      const counts = members.map(({ tasks }) => tasks.length);
      return unreached.length === 0 && JSON.stringify(counts) === JSON.stringify(wanted);
    } catch {
      return false; // it is on its way
    }
  });
}

async function until<T>(look: () => T | Promise<T>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await delay(100);
  }
}

/** The processes that this one has started for pipelines. */
function children(): readonly number[] {
  return readdirSync('/proc')
    .filter((id) => /^\d+$/u.test(id))
    .map(Number)
    .filter((id) => {
      try {
        const parent = /\) \S (\d+)/u.exec(readFileSync(`/proc/${id}/stat`, 'utf8'))?.[1];
        return (
          Number(parent) === process.pid &&
          readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(CHILD)
        );
      } catch {
        return false; // it has ended meanwhile
      }
    });
}
