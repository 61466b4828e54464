// `npm run pipeline` as a process: what it says when it cannot start, and that it ends in order.
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createControlClient } from '../../pipeline/adapters/control/client.ts';
import { createTopics } from '../../pipeline/adapters/kafka/topics.ts';
import { openKafka, type Kafka as TestKafka, uniqueName } from '../kafka/kafka.ts';

const MINUTES = 60_000;
const TOKEN = 'the-token-of-a-test';
let server: TestKafka;

beforeAll(async () => {
  server = await openKafka();
}, 3 * MINUTES);

afterAll(async () => {
  await server.stop();
});

function run(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['pipeline/main.ts'], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { child, said, ended };
}

test(
  'without brokers it says what is missing, and ends with 2',
  async () => {
    const { said, ended } = run({ CONTROL_TOKEN: 'short' });
    expect(await ended).toBe(2);
    expect(said.stderr).toMatch(
      /^Cannot start the pipelines\. KAFKA_BROKERS is not set; .* CONTROL_TOKEN has fewer than 16 characters\. Set these variables/u,
    );
  },
  2 * MINUTES,
);

test(
  'it runs until SIGTERM, answers at its control port, and ends in order',
  async () => {
    const prefix = uniqueName('main');
    const topics = createTopics({ brokers: server.bootstrap.split(','), clientId: 'main' });
    for (const topic of [`${prefix}.clicks`, `${prefix}.charges`]) {
      await topics.create(topic, { partitions: 2, replicationFactor: 1, settings: {} });
    }
    await topics.close();
    const { child, said, ended } = run({
      ...{ KAFKA_BROKERS: server.bootstrap, CONTROL_TOKEN: TOKEN, CONTROL_PORT: '0' },
      ...{ SETTLEMENT_NAME: prefix, SETTLEMENT_GROUP: prefix },
      ...{ SETTLEMENT_CLICKS: `${prefix}.clicks`, SETTLEMENT_CHARGES: `${prefix}.charges` },
      ...{ SETTLEMENT_DEDUCTIONS: `${prefix}.deductions` },
      ...{ SETTLEMENT_EXHAUSTED: `${prefix}.exhausted` },
      ...{ SETTLEMENT_DEAD_LETTERS: `${prefix}.dead-letters` },
    });
    let endpoint: string | undefined;
    while (endpoint === undefined) {
      await delay(50);
      endpoint = /"endpoint":"(http[^"]+)"/u.exec(said.stdout)?.[1];
    }
    const control = createControlClient({ endpoint, token: TOKEN });
    for (let tasks = 0; tasks < 2; await delay(50)) {
      tasks = (await control.status(prefix)).members[0]?.tasks.length ?? 0;
    }
    expect(await control.describe(prefix)).toMatchObject({
      ...{ groupId: prefix, inputs: [`${prefix}.charges`, `${prefix}.clicks`] },
    });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(said.stdout).toContain('stopped in order');
    expect(said.stdout + said.stderr).not.toContain(TOKEN);
  },
  3 * MINUTES,
);
