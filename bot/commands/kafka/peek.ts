// `kafka peek`: a few records of a topic that policy lists, with what is personal hidden, for whoever asked alone. It reads committed
// records without a group: nobody's offsets move.

import type { KafkaRecord, ReadRecords } from '../../../pipeline/index.ts';
import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { countFlag, textFlag } from '../../grammar.ts';
import { kafkaFlag, TOPIC } from '../../kafka/flags.ts';
import { noSuchTopic } from '../../kafka/missing.ts';
import { PEEK_PLACE, type PeekPlace, readPeekPlace } from '../../kafka/peek-place.ts';
import { type DecodedRecord, recordInWords } from '../../kafka/record-text.ts';
import { type Framed, readFrame } from '../../kafka/schemas.ts';
import { LIMITS } from '../../limits.ts';

const FEW = 5;
/** Without -p, so many partitions are looked at. */
const MOST_PARTITIONS = 50;

interface PeekArgs {
  readonly topic: string;
  readonly partition: number | undefined;
  readonly place: PeekPlace;
  readonly count: number;
}

export const peek = kafkaCommand({
  name: 'kafka peek',
  summary: 'Show a few records of a topic, for you alone.',
  examples: [
    'kafka peek orders',
    'kafka peek orders -p 2 -o 1045 -n 1',
    'kafka peek orders -o 2026-11-25T21:00:00Z',
    'kafka peek orders -p 0 -o end-10 -n 10',
  ],
  effect: 'read',
  isPrivate: true,
  grammar: {
    positionals: { usage: 'TOPIC', min: 1, max: 1, pattern: TOPIC },
    flags: {
      partition: countFlag({
        ...{ summary: 'Only this partition; all of them unless said.', placeholder: 'N' },
        ...{ max: 100_000, short: 'p' },
      }),
      offset: textFlag({
        summary: 'Where to begin; as many records before the end as are shown, unless said.',
        ...{ placeholder: 'OFFSET|earliest|end-N|TIME', short: 'o', pattern: PEEK_PLACE },
      }),
      count: countFlag({
        summary: `How many records; ${FEW} unless said, ${LIMITS.kafkaPeekRecords} at most.`,
        ...{ placeholder: 'K', max: LIMITS.kafkaPeekRecords, short: 'n' },
      }),
      ...kafkaFlag,
    },
  },

  read: ({ positionals, flags }): PeekArgs => {
    const count = flags.count ?? FEW;
    const place = readPeekPlace(flags.offset ?? `end-${count}`) ?? { kind: 'start' };
    if (place.kind === 'offset' && flags.partition === undefined) {
      throw new UsageError({
        what: 'An offset is of one partition.',
        why: 'Each partition counts its own records.',
        fix: 'Say which with -p.',
        usage: '',
      });
    }
    return { topic: positionals[0] ?? '', partition: flags.partition, place, count };
  },

  access: ({ topic }) => [
    { operation: 'Read', resourceType: 'Topic', name: topic },
    { operation: 'Describe', resourceType: 'Topic', name: topic, implied: true },
  ],

  run: async ({ topic, partition, place, count }, context) => {
    const found = await context.admin.topic(topic);
    if (found === undefined) throw noSuchTopic(topic, context.kafka.name);
    const all = found.partitions.map((each) => each.partition);
    if (partition !== undefined && !all.includes(partition)) {
      throw new UsageError({
        what: `There is no partition ${partition} of ${topic}.`,
        why: `It has partitions 0 to ${all.length - 1}.`,
        fix: 'Name one of them with -p.',
        usage: '',
      });
    }
    const some = partition === undefined ? all.slice(0, MOST_PARTITIONS) : [partition];
    const starts = await startsOf(topic, some, place, context);
    const withinMs = LIMITS.kafkaPeekMs;
    const maxBytes = Math.floor(LIMITS.kafkaPeekBytes / some.length);
    const reads = await Promise.all(
      starts.map((from) => context.admin.records(from, { count, maxBytes, withinMs })),
    );
    const records = chosen(reads, place, count);
    const decoded = await decodeRecords(topic, records, context);
    return {
      stdout: records
        .map((each, index) => recordInWords(each, LIMITS.kafkaPeekValueBytes, decoded[index]))
        .join('\n'),
      stderr: [
        records.length === 0 ? 'There is no committed record there.\n' : '',
        ...reads.map((read, index) => remarkOf(read, `${topic}-${starts[index]?.partition}`)),
        some.length < all.length
          ? `Only ${some.length} of ${all.length} partitions were looked at.\n`
          : '',
      ].join(''),
      exitCode: 0,
    };
  },
});

/** An offset of each partition; one that has no record of that time or later is left out. */
async function startsOf(
  topic: string,
  numbers: readonly number[],
  place: PeekPlace,
  { admin }: KafkaContext,
) {
  const partitions = numbers.map((partition) => ({ topic, partition }));
  if (place.kind === 'offset') return partitions.map((each) => ({ ...each, offset: place.offset }));
  const wish = place.kind === 'time' ? place.atMs : 'earliest';
  const first = await admin.offsets(partitions, wish);
  const known = first.filter(({ error, offset }) => error === 'NONE' && offset >= 0);
  if (place.kind !== 'before-end') return known;
  const ends = await admin.offsets(known, 'latest');
  return known.map((each, index) => ({
    ...each,
    offset: Math.max(each.offset, (ends[index]?.offset ?? each.offset) - place.count),
  }));
}

/** Of several partitions together, by their times: the last ones before an end, the first ones otherwise. */
function chosen(
  reads: readonly ReadRecords[],
  place: PeekPlace,
  count: number,
): readonly KafkaRecord[] {
  const inOrder = reads
    .flatMap(({ records }) => records)
    .toSorted((one, other) => one.timestamp - other.timestamp || one.offset - other.offset);
  return place.kind === 'before-end' && reads.length > 1
    ? inOrder.slice(-count)
    : inOrder.slice(0, count);
}

/** Keys and values that were written with a schema registry, by their schemas, where the settings have one. */
async function decodeRecords(
  topic: string,
  records: readonly KafkaRecord[],
  { schemas }: KafkaContext,
): Promise<readonly DecodedRecord[]> {
  if (schemas === undefined) return [];
  const frames = records.map(({ key, value }) => [readFrame(key), readFrame(value)] as const);
  const framed = frames.flat().filter((frame) => frame !== undefined);
  const left = [...(await schemas.decode(topic, framed))];
  const next = (frame: Framed | undefined) => (frame === undefined ? undefined : left.shift());
  return frames.map(([key, value]) => ({ key: next(key), value: next(value) }));
}

function remarkOf({ ended, stableEnd, end }: ReadRecords, name: string): string {
  if (ended === 'bound') return `${name} was not read on: it was too much, or too slow.\n`;
  return ended === 'end' && stableEnd < end
    ? `${name}: records from ${stableEnd} on are of transactions that are open.\n`
    : '';
}
