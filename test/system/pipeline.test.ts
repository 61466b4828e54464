// Pipelines through Slack, on the sandbox's own broker where clicks flow: what is read of one, what a person does to it, and that nothing
// is lost or counted twice by a restart. The truth is worked out from what Apache Kafka's own consumer reads.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Kafka, openKafka } from '../kafka/kafka.ts';
import { confirmed as change } from './confirmed.ts';
import { printed, type Sandbox, type StoredMessage, startSandbox, words } from './sandbox.ts';

const MINUTES = 60_000;
const channel = '#shop-ops';
/** For its tools: the sandbox brings up a broker of its own. */
let kafka: Kafka;
let sandbox: Sandbox;

beforeAll(async () => {
  kafka = await openKafka();
  sandbox = await startSandbox({ KAFKA_BROKERS: '' });
  while (!/Apache Kafka is up|There is no Kafka/u.test(sandbox.said())) await rest();
  expect(sandbox.said()).toContain('Apache Kafka is up');
  await until(async () => (await settled()) > 50);
}, 5 * MINUTES);

afterAll(async () => {
  await sandbox?.stop();
  await kafka?.stop();
});

describe('a pipeline', () => {
  test('is listed for whoever may use it, and for nobody else', async () => {
    const listed = await ask('/pipeline list', /^Succeeded/u, 'carol');
    expect(printed(listed).join('\n')).toMatch(/settlement +staging +\S+.*here, on Kafka staging/u);
    expect(listed.ephemeral_to).toBe('U0CAROL');
    await ask('/pipeline list', /You may not run/u, 'mallory');
  });

  test('is drawn', async () => {
    const drawn = printed(await ask('/pipeline describe settlement', /^Succeeded/u)).join('\n');
    expect(drawn).toContain('ad.clicks  ──▶ │ group settlement');
    expect(drawn).toContain('──▶ ad.dead-letters (dead letters)');
  });

  // One that is busy catching up beside everything else here may be told as silent first, as it is then.
  test(
    'has its line in qm doctor',
    async () => {
      await until(async () => {
        const message = await ask('/qm doctor', /pipeline settlement/u, 'alice');
        return /ok +pipeline settlement/u.test(words(message));
      });
    },
    2 * MINUTES,
  );

  test('tells its log', async () => {
    const message = await ask('/pipeline logs settlement --tail=20', /^Succeeded/u);
    expect(printed(message).join('\n')).toMatch(/info +\S+-settlement-0 assigned partitions=/u);
  });

  test(
    'shows its dead letters to an operator alone',
    async () => {
      await until(async () => {
        const message = await ask('/pipeline deadletters settlement show', /^Succeeded/u);
        expect(message.ephemeral_to).toBe('U0BOB');
        return /cost is no whole number[\s\S]*from +ad\.clicks-/u.test(printed(message).join('\n'));
      });
      const refused = await ask('/pipeline deadletters settlement', /You may not run/u, 'carol');
      expect(words(refused)).toContain('dead-letters-are-for-operators');
    },
    3 * MINUTES,
  );

  test(
    'has its lag drawn, with words for those who do not see it',
    async () => {
      await until(async () => {
        const message = await ask('/pipeline lag settlement', /pipeline lag settlement/u, 'carol');
        return /^Succeeded/u.test(message.text);
      });
      const picture = await sandbox.until(channel, (message) => fileOf(message) !== undefined);
      expect(fileOf(picture)).toMatchObject({
        ...{ name: 'lag-settlement.png', mimetype: 'image/png' },
        alt_txt: expect.stringMatching(/^Graph: lag of pipeline settlement\. Over the last/u),
      });
    },
    2 * MINUTES,
  );

  test('is never reset: it is said what to do instead', async () => {
    const refused = await ask('/pipeline reset settlement', /is not a command here/u);
    expect(words(refused)).toContain('pipeline deadletters replay');
  });

  test('that is not there is told with those that are', async () => {
    const refused = await ask('/pipeline status nowhere', /no pipeline "nowhere"/u);
    expect(words(refused)).toContain('Name one of these: settlement.');
  });

  test('is not restarted by a viewer', async () => {
    await ask('/pipeline restart settlement', /changes-are-for-operators/u, 'carol');
  });

  test(
    'that is restarted from Slack loses nothing and counts nothing twice',
    async () => {
      await confirmed('/pipeline restart settlement', /started over: 4 tasks are back/u);
      await until(async () => (await settled()) > 20); // since it was restarted
      await confirmed('/pipeline pause settlement', /settlement is paused/u);
      const reached = await committed();
      expect([...reached.keys()]).toEqual([0, 1, 2, 3]);
      const truth = await truthOf(reached);
      const deductions = (await readAll('ad.deductions')).map(
        (line) => JSON.parse(line) as Deduction,
      );
      const places = deductions.map((each) => `${each.clickPartition}/${each.clickOffset}`);
      expect(places.toSorted()).toEqual(truth.settled.toSorted());
      for (const [campaign, charged] of truth.charged) {
        const spent = deductions
          .filter((each) => each.campaignId === campaign && each.outcome === 'deducted')
          .reduce((total, each) => total + each.cost, 0);
        expect(spent).toBeLessThanOrEqual(charged);
        if (campaign !== 'campaign-7') continue;
        const asked = await ask('/pipeline query settlement budget campaign-7', /^Succeeded/u);
        const balance = /balance +(\d+)/u.exec(printed(asked).join('\n'))?.[1];
        expect(Number(balance)).toBe(charged - spent);
      }
      await confirmed('/pipeline resume settlement', /settlement is running/u);
    },
    6 * MINUTES,
  );

  test('is verified campaign by campaign while clicks flow', async () => {
    const message = await ask('/pipeline verify settlement campaign-7', /^Succeeded/u, 'carol');
    expect(printed(message).join('\n')).toContain('campaign-7 is as the input says');
    await ask('/pipeline verify settlement nobody', /Nothing is kept under it/u, 'carol');
  });

  test(
    'is shared by two processes when it is scaled, and by one again',
    async () => {
      await confirmed('/pipeline scale settlement --processes=2', /has 2 processes of the bot/u);
      await confirmed('/pipeline scale settlement --processes=1', /has 1 processes of the bot/u);
    },
    5 * MINUTES,
  );

  test(
    'puts dead letters back, which are dead letters again while nothing is mended',
    async () => {
      await confirmed(
        '/pipeline deadletters replay settlement',
        /[1-9]\d* dead letters of settlement were put back/u,
      );
    },
    3 * MINUTES,
  );
});

function fileOf(message: StoredMessage): object | undefined {
  const { files } = message as { files?: readonly object[] };
  return files?.[0];
}

interface Deduction {
  readonly campaignId: string;
  readonly cost: number;
  readonly outcome: string;
  readonly clickPartition: number;
  readonly clickOffset: number;
}

/** What the input up to there comes to: the first of each click that counts, by its place, and what each campaign was charged. */
async function truthOf(reached: ReadonlyMap<number, Readonly<Record<string, number>>>) {
  const settled: string[] = [];
  const charged = new Map<string, number>();
  const seen = new Set<string>();
  for (const [partition, ends] of reached) {
    const clicks = await readFrom('ad.clicks', partition, ends['ad.clicks'] ?? 0);
    for (const [offset, line] of clicks.entries()) {
      const { clickId, cost } = JSON.parse(line) as { clickId: string; cost: number };
      if (cost < 0 || seen.has(clickId)) continue;
      seen.add(clickId);
      settled.push(`${partition}/${offset}`);
    }
    for (const line of await readFrom('ad.charges', partition, ends['ad.charges'] ?? 0)) {
      const { chargeId, campaignId, amount } = JSON.parse(line) as Record<string, string & number>;
      if (chargeId === undefined || campaignId === undefined || amount === undefined) continue;
      if (seen.has(chargeId)) continue;
      seen.add(chargeId);
      charged.set(campaignId, (charged.get(campaignId) ?? 0) + amount);
    }
  }
  return { settled, charged };
}

/** Its input is written without transactions: so many records stand before that offset. */
async function readFrom(topic: string, partition: number, count: number) {
  if (count === 0) return [];
  return await consume([
    ...['--topic', topic, '--partition', String(partition), '--offset', 'earliest'],
    ...['--max-messages', String(count)],
  ]);
}

/** Of a topic that nobody writes to now. */
async function readAll(topic: string) {
  return await consume(['--topic', topic, '--from-beginning', '--timeout-ms', '15000']);
}

async function consume(args: readonly string[]): Promise<readonly string[]> {
  const committedOnly = ['--command-property', 'isolation.level=read_committed'];
  const { stdout } = await kafka.tool('kafka-console-consumer', {
    args: ['--bootstrap-server', brokers(), ...committedOnly, ...args],
  });
  // That the time is up it says on stdout, too.
  return stdout.split('\n').filter((line) => line.startsWith('{'));
}

function brokers(): string {
  const file = path.join(sandbox.dataDirectory, 'sandbox', 'quartermaster.yaml');
  const settings = parse(readFileSync(file, 'utf8')) as {
    kafkas: { staging: { brokers: readonly string[] } };
  };
  return settings.kafkas.staging.brokers.join(',');
}

/** How far it is committed, by partition and topic, as the status says. */
async function committed(): Promise<ReadonlyMap<number, Readonly<Record<string, number>>>> {
  const rows = (await status()).split('\n').filter((line) => /^\d+ /u.test(line));
  return new Map(
    rows.map((row) => {
      const ends = [...row.matchAll(/(ad\.\w+):(\d+)/gu)].map(([, topic = '', offset]) => [
        topic,
        Number(offset),
      ]);
      return [Number(/^\d+/u.exec(row)?.[0]), Object.fromEntries(ends) as Record<string, number>];
    }),
  );
}

/** Clicks that were deducted since the tasks were opened. */
async function settled(): Promise<number> {
  return Number(/deducted (\d+)/u.exec(await status())?.[1] ?? 0);
}

/** '' while it cannot be asked. */
async function status(): Promise<string> {
  const message = await ask('/pipeline status settlement', /status settlement/u);
  return printed(message).join('\n');
}

async function confirmed(text: string, done: RegExp): Promise<StoredMessage> {
  const answer = await change(sandbox, { user: 'bob', channel, text });
  expect(words(answer)).toMatch(done);
  return answer;
}

async function ask(text: string, matches: RegExp, user = 'bob'): Promise<StoredMessage> {
  return await sandbox.answer({ user, channel, text }, matches);
}

async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await rest();
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}
