// Random states of topics and groups on a real broker: what a preview promised is what is committed, an undo restores exactly what was,
// who joins meanwhile makes it refuse, and other settings stay. What is there is read by another client than ours.

import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import kafkajs, { type Admin, type Producer } from 'kafkajs';
import { OperatorError } from '../../../bot/errors.ts';
import { createAdmin, createKafka, type OpenAdmin } from '../../../pipeline/index.ts';
import type { LogReader } from '../../../pipeline/ports.ts';
import { keepTimersQuiet } from '../../../sandbox/kafka/quiet-timers.ts';
import { type Changer, createChanger, undoOf } from '../../kafka/changes.ts';
import { type Kafka, openKafka, uniqueName } from '../../kafka/kafka.ts';

const MINUTES = 60_000;
const RUNS = Number(process.env.QM_KAFKA_CHANGES ?? '40');
const FIRST_MS = 1_764_000_000_000;
const PARTITIONS = 3;

let kafka: Kafka;
let admin: OpenAdmin;
let changer: Changer;
let client: InstanceType<typeof kafkajs.Kafka>;
let other: Admin;
let producer: Producer;
let reader: LogReader;

beforeAll(async () => {
  keepTimersQuiet();
  kafka = await openKafka();
  const brokers = kafka.bootstrap.split(',');
  admin = createAdmin({ brokers, clientId: 'changes' });
  changer = createChanger(admin);
  client = new kafkajs.Kafka({
    ...{ clientId: 'other', brokers, logLevel: kafkajs.logLevel.NOTHING },
  });
  reader = createKafka({ brokers, clientId: 'cutter', transactionTimeoutMs: 60_000 }).openReader();
  other = client.admin();
  producer = client.producer();
  await Promise.all([other.connect(), producer.connect()]);
}, 3 * MINUTES);

afterAll(async () => {
  await Promise.allSettled([
    other?.disconnect(),
    producer?.disconnect(),
    admin?.close(),
    reader?.close(),
  ]);
  await kafka?.stop();
});

interface Committed {
  readonly offset: number;
  readonly metadata: string;
}

interface State {
  /** How many records each partition has. */
  readonly records: readonly number[];
  /** Of how many of them the log was cut off. */
  readonly cut: readonly number[];
  readonly committed: readonly (Committed | null)[];
  /** What comes in between the preview and the click. */
  readonly meanwhile: number;
  readonly way: string;
  readonly scope: readonly number[] | 'all';
}

const each = <T>(of: fc.Arbitrary<T>) =>
  fc.array(of, { minLength: PARTITIONS, maxLength: PARTITIONS });

const STATE: fc.Arbitrary<State> = fc.record({
  records: each(fc.integer({ min: 0, max: 12 })),
  cut: each(fc.integer({ min: 0, max: 4 })),
  committed: each(
    fc.option(
      fc.record({
        offset: fc.integer({ min: 0, max: 15 }),
        metadata: fc.constantFrom('', 'at rest'),
      }),
    ),
  ),
  meanwhile: fc.integer({ min: 0, max: 3 }),
  way: fc.oneof(
    fc.constantFrom(
      '--to-earliest',
      '--to-latest',
      '--to-current',
      '--by-duration PT1H',
      '--by-duration P3650D',
    ),
    fc.integer({ min: 0, max: 20 }).map((offset) => `--to-offset ${offset}`),
    fc.integer({ min: 0, max: 20 }).map((by) => `--shift-by ${by}`),
    fc.integer({ min: 0, max: 20 }).map((by) => `--shift-back-by ${by}`),
    fc
      .integer({ min: -2, max: 14 })
      .map((second) => `--to-datetime ${new Date(FIRST_MS + second * 1000).toISOString()}`),
  ),
  scope: fc.oneof(
    fc.constant('all' as const),
    fc.uniqueArray(fc.integer({ min: 0, max: PARTITIONS - 1 }), { minLength: 1 }),
  ),
});

/** What chance once found: a partition whose end moves, beside an offset that lies beyond its log. */
const EXAMPLES: [State][] = [
  [
    {
      ...{ records: [0, 0, 0], cut: [0, 0, 0], meanwhile: 1 },
      committed: [null, { offset: 1, metadata: '' }, null],
      ...{ way: '--to-current', scope: [1, 0] },
    },
  ],
];

describe('a reset of offsets', () => {
  test(
    'commits what its preview promised, and its undo restores exactly what was',
    async () => {
      let resets = 0;
      await fc.assert(
        fc.asyncProperty(STATE, async (state) => {
          const { topic, group } = await make(state);
          const before = await standing(group, topic);
          const text = `kafka reset offsets ${group} --topic ${scopeOf(topic, state)} ${state.way}`;
          const preview = await previewed(text);
          if (preview === undefined) {
            // Refused, or nothing to change: then nothing was.
            expect(await standing(group, topic)).toEqual(before);
            return;
          }
          expect(await standing(group, topic)).toEqual(before);
          await send(topic, 0, state.meanwhile);
          const again = await changer.preview(text, preview.substance);
          expect(again.substance).toBe(preview.substance);
          const output = await changer.run(text, preview.substance);
          const promised = promisedIn(preview.diff);
          const after = await standing(group, topic);
          for (const [partition, now] of after.entries()) {
            const wanted = promised.get(partition);
            expect(now?.offset).toBe(wanted ?? before[partition]?.offset);
          }
          await changer.done(undoOf(output));
          expect(await standing(group, topic)).toEqual(before);
          resets += 1;
        }),
        { numRuns: RUNS, examples: EXAMPLES },
      );
      // Otherwise the states do not lead to what is tested here.
      expect(resets).toBeGreaterThan(RUNS / 3);
    },
    10 * MINUTES,
  );

  test(
    'is refused while somebody is in the group, and at the click when somebody has joined since',
    async () => {
      const nobody = { records: [5, 5, 5], cut: [0, 0, 0], committed: [null, null, null] };
      const { topic, group } = await make(nobody);
      const text = `kafka reset offsets ${group} --topic ${topic} --to-offset 3`;
      const { substance } = await changer.preview(text);
      const consumer = client.consumer({ groupId: group });
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
      await consumer.run({ autoCommit: false, eachMessage: async () => {} });
      await joined;
      const before = await standing(group, topic);
      await expect(changer.preview(text, substance)).rejects.toThrow(/cannot be changed now/u);
      await expect(changer.run(text, substance)).rejects.toThrow(OperatorError);
      // And the broker itself refuses whoever comes between the last look and the request.
      const offsets = [{ topic, partition: 0, offset: 3 }];
      await expect(admin.changes.commitOffsets(group, offsets)).rejects.toMatchObject({
        code: 'UNKNOWN_MEMBER_ID',
      });
      expect(await standing(group, topic)).toEqual(before);
      await consumer.disconnect();
    },
    3 * MINUTES,
  );

  test(
    'is refused at the click when the group has moved since the preview',
    async () => {
      const state = { records: [5, 5, 5], cut: [0, 0, 0], committed: [null, null, null] };
      const { topic, group } = await make(state);
      const text = `kafka reset offsets ${group} --topic ${topic} --to-latest`;
      const { substance } = await changer.preview(text);
      await admin.changes.commitOffsets(group, [{ topic, partition: 1, offset: 2 }]);
      expect((await changer.preview(text, substance)).substance).not.toBe(substance);
      await expect(changer.run(text, substance)).rejects.toThrow(/not as it was in the preview/u);
    },
    3 * MINUTES,
  );
});

const SETTINGS = fc.dictionary(
  fc.constantFrom(
    'retention.ms',
    'segment.bytes',
    'max.message.bytes',
    'min.insync.replicas',
    'segment.ms',
  ),
  fc.integer({ min: 1_048_576, max: 9_999_999 }).map(String),
  { noNullPrototype: true },
);

test(
  'a change of settings leaves all others of the topic, and its undo restores exactly what was',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        SETTINGS,
        SETTINGS.filter((wanted) => Object.keys(wanted).length > 0),
        fc.boolean(),
        async (there, wanted, isDeletion) => {
          const topic = uniqueName('set');
          await other.createTopics({
            waitForLeaders: true,
            topics: [
              {
                topic,
                configEntries: Object.entries(there).map(([name, value]) => ({ name, value })),
              },
            ],
          });
          const deleted = Object.keys(there).filter((key) => key in wanted);
          if (isDeletion && deleted.length === 0) return;
          const added = Object.entries(wanted).map(([key, value]) => `${key}=${value}`);
          const flag = isDeletion
            ? `--delete-config ${deleted.join(',')}`
            : `--add-config ${added.join(',')}`;
          await settles(topic, there);
          const output = await changer
            .done(`kafka alter topic ${topic} ${flag}`)
            .catch(nothingToDo);
          if (output === undefined) return;
          const kept = Object.entries(there).filter(([key]) => !deleted.includes(key));
          const shall = isDeletion ? Object.fromEntries(kept) : { ...there, ...wanted };
          await settles(topic, shall);
          await changer.done(undoOf(output));
          await settles(topic, there);
        },
      ),
      { numRuns: Math.ceil(RUNS / 2) },
    );
  },
  10 * MINUTES,
);

async function make({ records, cut, committed }: Pick<State, 'records' | 'cut' | 'committed'>) {
  const [topic, group] = [uniqueName('log'), uniqueName('group')];
  await other.createTopics({
    waitForLeaders: true,
    topics: [
      {
        ...{ topic, numPartitions: PARTITIONS },
        configEntries: [{ name: 'retention.ms', value: '-1' }], // the times of its records are long ago
      },
    ],
  });
  for (const [partition, count] of records.entries()) await send(topic, partition, count);
  for (const [partition, offset] of cut.entries()) {
    const at = Math.min(offset, records[partition] ?? 0);
    if (at > 0) await reader.deleteBefore({ topic, partition }, at);
  }
  const offsets = committed.flatMap((each, partition) =>
    each === null ? [] : [{ topic, partition, ...each }],
  );
  if (offsets.length > 0) await admin.changes.commitOffsets(group, offsets);
  return { topic, group };
}

async function send(topic: string, partition: number, count: number): Promise<void> {
  if (count === 0) return;
  const messages = Array.from({ length: count }, (_, index) => ({
    ...{ partition, value: 'x' },
    timestamp: String(FIRST_MS + index * 1000),
  }));
  await producer.send({ topic, messages });
}

/** Where the group stands, in the order of the partitions; null for one without an offset. */
async function standing(groupId: string, topic: string): Promise<readonly (Committed | null)[]> {
  const [found] = await other.fetchOffsets({ groupId, topics: [topic] });
  return (found?.partitions ?? [])
    .toSorted((one, another) => one.partition - another.partition)
    .map(({ offset, metadata }) =>
      offset === '-1' ? null : { offset: Number(offset), metadata: metadata ?? '' },
    );
}

async function previewed(text: string) {
  try {
    return await changer.preview(text);
  } catch (error) {
    if (error instanceof OperatorError) return undefined;
    throw error;
  }
}

function nothingToDo(error: unknown): undefined {
  if (error instanceof OperatorError && /nothing to change/u.test(error.what)) return undefined;
  throw error;
}

function scopeOf(topic: string, { scope }: State): string {
  return scope === 'all' ? topic : `${topic}:${scope.join(',')}`;
}

/** The new offset by partition, as a person reads it in the preview. */
function promisedIn(table: string): ReadonlyMap<number, number> {
  const rows = table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/u));
  return new Map(rows.map((cells) => [Number(cells[0]?.split('-').at(-1)), Number(cells[2])]));
}

/** The controller has it at once; a broker tells it as soon as it has heard of it. */
async function settles(topic: string, wanted: Readonly<Record<string, string>>): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    const found = await overridesOf(topic);
    if (isDeepStrictEqual(found, wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await overridesOf(topic)).toEqual(wanted);
}

async function overridesOf(topic: string): Promise<Readonly<Record<string, string>>> {
  const { resources } = await other.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
  });
  const own = (resources[0]?.configEntries ?? []).filter(
    (entry) => (entry as { readonly configSource?: number }).configSource === 1,
  );
  return Object.fromEntries(own.map(({ configName, configValue }) => [configName, configValue]));
}
