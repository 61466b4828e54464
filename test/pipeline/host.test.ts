// The host on a real broker: what comes out, who has what, what a person can do to it, and what it refuses.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createPlainProducer, type PlainProducer } from '../../bench/clicks/producer.ts';
import { createKafka } from '../../pipeline/adapters/kafka/kafka.ts';
import { systemClock } from '../../pipeline/clock.ts';
import type { PipelineStatus } from '../../pipeline/control.ts';
import { createHost, type Host } from '../../pipeline/host.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { createSettlement } from '../../pipeline/pipelines/settlement.ts';
import type { Kafka, Log } from '../../pipeline/ports.ts';
import { openKafka, type Kafka as TestKafka, uniqueName } from '../kafka/kafka.ts';

const MINUTES = 60_000;
const PARTITIONS = 4;
const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** Outputs have the times of their records: older ones would be cleared away by the broker's retention. */
const AT = Date.now();

let server: TestKafka;
let kafka: Kafka;
/** The hosts of a test, and what they are fed by. */
const closing: (() => Promise<void>)[] = [];
const producers: PlainProducer[] = [];

beforeAll(async () => {
  server = await openKafka();
  kafka = createKafka({
    ...{ brokers: server.bootstrap.split(','), clientId: 'host', transactionTimeoutMs: 10_000 },
  });
}, 3 * MINUTES);

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
}, 2 * MINUTES);

afterAll(async () => {
  await Promise.all(producers.map((producer) => producer.close()));
  await server.stop();
});

test(
  'settles what comes in, and says how far it is, what it keeps and what it could not use',
  async () => {
    const { pipeline, send } = await newSettlement();
    const { control } = start([pipeline]);
    await send('charges', 'c1', { chargeId: 'h1', campaignId: 'c1', amount: 100, at: AT });
    await send('clicks', 'c1', { clickId: 'k1', campaignId: 'c1', cost: 30, at: AT });
    await send('clicks', 'c1', { clickId: 'k1', campaignId: 'c1', cost: 30, at: AT });
    await send('clicks', 'c1', 'not json');
    const status = await until(control, pipeline.name, (now) => total(now, 'dead letters') === 1);
    expect(total(status, 'deducted')).toBe(1);
    expect(total(status, 'repeated clicks')).toBe(1);
    expect(status.members.flatMap(({ tasks }) => tasks)).toHaveLength(PARTITIONS);
    expect(await control.query(pipeline.name, 'budgets', 'c1')).toMatchObject({
      found: { value: { balance: 70, isExhausted: false } },
      unasked: [],
    });
    expect(await control.query(pipeline.name, 'budgets', 'nobody')).toEqual({
      ...{ found: undefined, unasked: [] },
    });
    await expect(control.query(pipeline.name, 'purses', 'c1')).rejects.toMatchObject({
      fix: 'Its stores are: budgets, clicks, charges.',
    });
    await expect(control.status('other')).rejects.toMatchObject({
      why: 'This process hosts no such pipeline.',
    });
    expect(await control.deadLetters(pipeline.name, 10)).toMatchObject([
      { reason: 'the value is no JSON', key: 'c1', value: 'not json' },
    ]);
  },
  3 * MINUTES,
);

test(
  'two processes share the partitions, answer for each other, and one takes over all when the other ends',
  async () => {
    const { pipeline, send } = await newSettlement();
    const hosts = new Map<string, Host>();
    const first = start([pipeline], { hosts, name: 'first' });
    await until(first.control, pipeline.name, (now) => tasksOf(now).length === PARTITIONS);
    const second = start([pipeline], { hosts, name: 'second' });
    const shared = await until(
      first.control,
      pipeline.name,
      (now) => now.members.length === 2 && now.members.every(({ tasks }) => tasks.length === 2),
    );
    expect(tasksOf(shared)).toEqual([0, 1, 2, 3]);
    const campaigns = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];
    for (const id of campaigns) {
      await send('charges', id, { chargeId: `h-${id}`, campaignId: id, amount: 9, at: AT });
    }
    await until(first.control, pipeline.name, (now) => total(now, 'charges') === campaigns.length);
    for (const host of [first, second]) {
      for (const id of campaigns) {
        expect((await host.control.query(pipeline.name, 'budgets', id)).found?.value).toEqual({
          ...{ balance: 9, isExhausted: false },
        });
      }
    }
    const before = await first.control.hashes(pipeline.name);
    second.stop();
    await until(
      first.control,
      pipeline.name,
      (now) => now.members.length === 1 && tasksOf(now).length === PARTITIONS,
    );
    expect(await first.control.hashes(pipeline.name)).toEqual(before);
  },
  4 * MINUTES,
);

test(
  'a paused pipeline takes nothing and keeps its place; resumed and restarted it has lost nothing',
  async () => {
    const { pipeline, send } = await newSettlement();
    const { control } = start([pipeline]);
    await until(control, pipeline.name, (now) => tasksOf(now).length === PARTITIONS);
    expect(await control.act(pipeline.name, 'pause')).toEqual({ members: 1, unreached: [] });
    await until(control, pipeline.name, (now) => now.members[0]?.phase === 'paused');
    await send('charges', 'c1', { chargeId: 'h1', campaignId: 'c1', amount: 5, at: AT });
    await send('clicks', 'c1', { clickId: 'k1', campaignId: 'c1', cost: 3, at: AT });
    expect((await control.query(pipeline.name, 'budgets', 'c1')).found).toBeUndefined();
    // It fetches nothing, and says all the same how much waits.
    const { members } = await control.status(pipeline.name);
    const waiting = members.flatMap(({ tasks }) => tasks.flatMap(({ inputs }) => inputs));
    expect(waiting.reduce((sum, { lagRecords }) => sum + lagRecords, 0)).toBe(2);
    await control.act(pipeline.name, 'resume');
    await until(control, pipeline.name, (now) => total(now, 'deducted') === 1);
    const before = await control.hashes(pipeline.name);
    await control.act(pipeline.name, 'restart');
    await until(
      control,
      pipeline.name,
      (now) => now.members[0]?.restarts === 1 && tasksOf(now).length === PARTITIONS,
    );
    expect(await control.hashes(pipeline.name)).toEqual(before);
  },
  3 * MINUTES,
);

test(
  'what pauses it by itself resumes its own pause alone',
  async () => {
    const { pipeline, send } = await newSettlement();
    const { control } = start([pipeline]);
    const phases = (now: PipelineStatus) => now.members.map(({ phase }) => phase);
    await until(control, pipeline.name, (now) => tasksOf(now).length === PARTITIONS);
    await control.act(pipeline.name, 'pause', 'switch nights');
    const paused = await until(control, pipeline.name, (now) => phases(now).includes('paused'));
    expect(paused.members[0]?.word).toMatchObject({ action: 'pause', why: 'switch nights' });
    await control.act(pipeline.name, 'resume', 'switch days');
    await send('charges', 'c1', { chargeId: 'h1', campaignId: 'c1', amount: 5, at: AT });
    await send('clicks', 'c1', { clickId: 'k1', campaignId: 'c1', cost: 3, at: AT });
    expect(phases(await control.status(pipeline.name))).toEqual(['paused']);
    await control.act(pipeline.name, 'resume', 'switch nights');
    await until(control, pipeline.name, (now) => total(now, 'deducted') === 1);
  },
  3 * MINUTES,
);

test(
  'a step that fails again and again at one record is put on hold there; the others go on, and it goes on when that is cleared',
  async () => {
    const { pipeline, send } = await newSettlement();
    let isBroken = true;
    const broken: Pipeline = {
      ...pipeline,
      step: (record, state, out) => {
        if (isBroken && record.text()?.includes('bad')) throw new Error('a mistake in the step');
        return pipeline.step(record, state, out);
      },
    };
    const limits = { mostFailures: 2, firstBackoffMs: 10 };
    const { control } = start([broken], { limits });
    await send('clicks', 'c1', { clickId: 'bad', campaignId: 'c1', cost: 1, at: AT });
    const held = await until(control, pipeline.name, (now) => heldOf(now).length === 1);
    const partition = heldOf(held)[0]?.partition ?? -1;
    expect(heldOf(held)[0]?.reason).toMatch(/The step failed at .*: a mistake in the step/u);
    const others = ['c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'];
    for (const id of others) {
      await send('charges', id, { chargeId: id, campaignId: id, amount: 1, at: AT });
    }
    await until(control, pipeline.name, (now) => total(now, 'charges') > 0);
    const unknown = await control.query(pipeline.name, 'budgets', 'c1');
    expect(unknown).toEqual({ found: undefined, unasked: [partition] });
    isBroken = false;
    expect(await control.clearHold(pipeline.name, (partition + 1) % PARTITIONS)).toBe(false);
    expect(await control.clearHold(pipeline.name, partition)).toBe(true);
    await until(
      control,
      pipeline.name,
      (now) => total(now, 'insufficient') === 1 && total(now, 'charges') === others.length,
    );
  },
  3 * MINUTES,
);

test(
  'dead letters are put back once, after the mend',
  async () => {
    const { pipeline, send } = await newSettlement();
    let isMended = false;
    const strict: Pipeline = {
      ...pipeline,
      step: (record, state, out) =>
        isMended ? pipeline.step(record, state, out) : 'not understood yet',
    };
    const { control } = start([strict]);
    for (const id of ['k1', 'k2', 'k3']) {
      await send('clicks', 'c1', { clickId: id, campaignId: 'c1', cost: 1, at: AT });
    }
    await until(control, pipeline.name, (now) => total(now, 'dead letters') === 3);
    isMended = true;
    expect(await control.replay(pipeline.name)).toEqual({ replayed: 3, passedOver: 0 });
    expect(await control.replay(pipeline.name)).toEqual({ replayed: 0, passedOver: 0 });
    await until(control, pipeline.name, (now) => total(now, 'insufficient') === 3);
  },
  3 * MINUTES,
);

test(
  'what has expired is cut off from the changelog, and what is alive is restored',
  async () => {
    const { pipeline, send } = await newSettlement({ windowMs: 60_000 });
    const { control } = start([pipeline], { limits: { trimIntervalMs: 50 } });
    const click = (clickId: string, at: number) =>
      send('clicks', 'c1', { clickId, campaignId: 'c1', cost: 1, at }, at);
    await click('old', AT - 200_000);
    await click('older than the window', AT - 100_000);
    await until(control, pipeline.name, (now) => total(now, 'insufficient') === 2);
    await click('alive', AT);
    await until(control, pipeline.name, (now) => total(now, 'insufficient') === 3);
    const changelog = { topic: `${pipeline.name}-clicks-changelog` };
    const reader = kafka.openReader();
    closing.push(() => reader.close());
    const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({
      ...{ ...changelog, partition },
    }));
    for (let start = 0; start === 0; await systemClock.sleep(50)) {
      start = Math.max(...(await reader.logStart(partitions)));
    }
    await control.act(pipeline.name, 'restart');
    await until(
      control,
      pipeline.name,
      (now) => now.members[0]?.restarts === 1 && tasksOf(now).length === PARTITIONS,
    );
    expect((await control.query(pipeline.name, 'clicks', 'alive')).found?.value).toBe(AT);
    expect((await control.query(pipeline.name, 'clicks', 'old')).found).toBeUndefined();
  },
  3 * MINUTES,
);

describe('refuses', () => {
  test(
    'to count from the beginning when the offsets are gone and the state is not',
    async () => {
      const { pipeline, send } = await newSettlement();
      const before = start([pipeline]);
      await send('charges', 'c1', { chargeId: 'h1', campaignId: 'c1', amount: 5, at: AT });
      await until(before.control, pipeline.name, (now) => total(now, 'charges') === 1);
      await Promise.all(closing.splice(0).map((close) => close()));
      const { exitCode } = await server.tool('kafka-consumer-groups', {
        args: ['--bootstrap-server', server.bootstrap, '--delete', '--group', pipeline.groupId],
      });
      expect(exitCode).toBe(0);
      const after = start([pipeline], { limits: { mostFailures: 1 } });
      const held = await until(after.control, pipeline.name, (now) => heldOf(now).length > 0);
      expect(heldOf(held)[0]?.reason).toMatch(/committed offsets are gone, the state is not/u);
    },
    3 * MINUTES,
  );

  test(
    'to pass over records that were cut off before it read them',
    async () => {
      const { pipeline, send } = await newSettlement();
      const before = start([pipeline]);
      await send('clicks', 'c1', { clickId: 'k1', campaignId: 'c1', cost: 1, at: AT });
      await until(before.control, pipeline.name, (now) => total(now, 'insufficient') === 1);
      await Promise.all(closing.splice(0).map((close) => close()));
      await send('clicks', 'c1', { clickId: 'k2', campaignId: 'c1', cost: 1, at: AT });
      await send('clicks', 'c1', { clickId: 'k3', campaignId: 'c1', cost: 1, at: AT });
      const reader = kafka.openReader();
      const [, topic = ''] = pipeline.inputs;
      for (let partition = 0; partition < PARTITIONS; partition += 1) {
        const [end = 0] = await reader.logEnd([{ topic, partition }]);
        if (end > 0) await reader.deleteBefore({ topic, partition }, end);
      }
      await reader.close();
      const after = start([pipeline], { limits: { mostFailures: 1 } });
      const held = await until(after.control, pipeline.name, (now) => heldOf(now).length > 0);
      expect(heldOf(held)[0]?.reason).toMatch(/Records are missing at .* cut off before/u);
    },
    3 * MINUTES,
  );

  test(
    'topics that would break it, and starts by itself once they are mended',
    async () => {
      const { pipeline } = await newSettlement();
      const [, clicks = ''] = pipeline.inputs;
      const alter = (setting: string) =>
        server.tool('kafka-configs', {
          args: [
            ...['--bootstrap-server', server.bootstrap, '--alter', '--entity-type', 'topics'],
            ...['--entity-name', clicks, '--add-config', setting],
          ],
        });
      await alter('cleanup.policy=compact');
      const { control } = start([pipeline]);
      const refused = await until(
        control,
        pipeline.name,
        (now) => now.members[0]?.phase === 'refused',
      );
      expect(refused.members[0]?.lastError?.message).toContain(
        `kafka-configs --alter --entity-type topics --entity-name ${clicks} --add-config cleanup.policy=delete`,
      );
      await alter('cleanup.policy=delete');
      await until(control, pipeline.name, (now) => tasksOf(now).length === PARTITIONS);
    },
    3 * MINUTES,
  );
});

interface StartOptions {
  readonly hosts?: Map<string, Host>;
  readonly name?: string;
  readonly limits?: object;
}

function start(pipelines: readonly Pipeline[], options: StartOptions = {}): Host {
  const { hosts = new Map<string, Host>(), name = 'alone' } = options;
  const host = createHost({
    ...{ pipelines, kafka, clock: systemClock, log: SILENT, endpoint: name },
    instanceId: uniqueName(name),
    reach: (endpoint) => {
      const found = hosts.get(endpoint);
      if (found === undefined) throw new Error(`${endpoint} is gone`);
      return found.member;
    },
    limits: { sessionTimeoutMs: 6_000, rebalanceTimeoutMs: 20_000, ...options.limits },
  });
  hosts.set(name, host);
  const running = host.run();
  closing.push(async () => {
    host.stop();
    await running;
  });
  return host;
}

async function newSettlement(more: { readonly windowMs?: number } = {}) {
  const prefix = uniqueName('host');
  const pipeline = createSettlement({
    ...{ name: prefix, groupId: prefix },
    ...{ clicks: `${prefix}.clicks`, charges: `${prefix}.charges` },
    ...{ deductions: `${prefix}.deductions`, exhausted: `${prefix}.exhausted` },
    deadLetters: `${prefix}.dead-letters`,
    ...more,
  }) as Pipeline;
  const topics = kafka.openTopics();
  for (const topic of pipeline.inputs) {
    // Records of years ago must not be cleared away meanwhile.
    const settings = { 'retention.ms': '-1' };
    await topics.create(topic, { partitions: PARTITIONS, replicationFactor: 1, settings });
  }
  await topics.close();
  const producer = createPlainProducer(server.bootstrap.split(','), PARTITIONS);
  producers.push(producer);
  const send = async (input: 'clicks' | 'charges', key: string, value: unknown, at = AT) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    producer.add(`${prefix}.${input}`, key, text, at);
    await producer.flush();
  };
  return { pipeline, send };
}

async function until(
  control: Host['control'],
  name: string,
  isSo: (status: PipelineStatus) => boolean,
): Promise<PipelineStatus> {
  for (;;) {
    const status = await control.status(name);
    if (isSo(status)) return status;
    await systemClock.sleep(50);
  }
}

function total({ members }: PipelineStatus, what: string): number {
  return members
    .flatMap(({ tasks }) => tasks)
    .reduce((sum, { counts }) => sum + (counts[what] ?? 0), 0);
}

function tasksOf({ members }: PipelineStatus): readonly number[] {
  return members
    .flatMap(({ tasks }) => tasks.map(({ partition }) => partition))
    .toSorted((one, other) => one - other);
}

function heldOf({ members }: PipelineStatus) {
  return members.flatMap(({ held }) => held);
}
