// `kafka topic`: one topic as kafka-topics describes it, then how far each partition reaches and how large it is.

import type {
  FoundOffset,
  Gathered,
  OffsetWish,
  ReplicaSize,
  TopicState,
} from '../../../pipeline/index.ts';
import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { bytesInWords } from '../../kafka/bytes.ts';
import { notDefault, partitionCells, topicCells } from '../../kafka/describe-topic.ts';
import { kafkaFlag, TOPIC } from '../../kafka/flags.ts';
import { noSuchTopic } from '../../kafka/missing.ts';
import { silentInWords } from '../../kafka/silent.ts';
import { tableOf } from '../../kafka/table.ts';
import { timeInWords } from '../../kafka/time.ts';

export const topic = kafkaCommand({
  name: 'kafka topic',
  summary: 'Describe one topic: partitions, settings, offsets, times and size.',
  examples: ['kafka topic orders'],
  effect: 'read',
  grammar: {
    positionals: { usage: 'TOPIC', min: 1, max: 1, pattern: TOPIC },
    flags: kafkaFlag,
  },
  read: ({ positionals }) => ({ name: positionals[0] ?? '' }),

  access: ({ name }) => [
    { operation: 'Describe', resourceType: 'Topic', name },
    { operation: 'DescribeConfigs', resourceType: 'Topic', name },
    { operation: 'Describe', resourceType: 'Cluster', implied: true }, // where its logs lie
  ],

  run: async ({ name }, { admin, kafka }) => {
    const found = await admin.topic(name);
    if (found === undefined) throw noSuchTopic(name, kafka.name);
    const [configs, reach, sizes] = await Promise.all([
      admin.configs([{ type: 'topic', name }]),
      reachOf(found, admin),
      admin.sizes(name),
    ]);
    const described = [
      `${topicCells(found, notDefault(configs[0] ?? [])).join('  ')}\n`,
      tableOf(found.partitions.map((partition) => partitionCells(found, partition))),
    ];
    return {
      stdout: `${described.join('')}\n${tableOf(reachLines(found, reach, sizes))}`,
      stderr: silentInWords(sizes.silent, 'SIZE lacks what it holds'),
      exitCode: 0,
    };
  },
});

interface Reach {
  readonly first: readonly FoundOffset[];
  readonly end: readonly FoundOffset[];
  readonly newest: readonly FoundOffset[];
}

async function reachOf(
  { name, partitions }: TopicState,
  admin: KafkaContext['admin'],
): Promise<Reach> {
  const all = partitions.map(({ partition }) => ({ topic: name, partition }));
  const at = (wish: OffsetWish) => admin.offsets(all, wish);
  // The first record of any time is the first that there is, with its time.
  const [first, end, newest] = await Promise.all([at(0), at('latest'), at('newest')]);
  return { first, end, newest };
}

const HEADER = ['PARTITION', 'FIRST-OFFSET', 'FIRST-TIME', 'END-OFFSET', 'NEWEST-TIME', 'SIZE'];

function reachLines(
  { partitions }: TopicState,
  { first, end, newest }: Reach,
  { found: sizes }: Gathered<ReplicaSize>,
): readonly (readonly string[])[] {
  const lines = partitions.map(({ partition, leader }, index) => {
    const size = sizes.find(
      (each) => each.partition === partition && each.broker === leader && !each.isFuture,
    );
    const endOffset = offsetInWords(end[index]);
    return [
      String(partition),
      isEmpty(first[index]) ? endOffset : offsetInWords(first[index]),
      timeInWords(first[index]?.timestamp),
      endOffset,
      timeInWords(newest[index]?.timestamp),
      size === undefined ? '-' : bytesInWords(size.bytes),
    ];
  });
  return [HEADER, ...lines];
}

/** Without a record there is none of any time, and the log starts where it ends. */
function isEmpty(first: FoundOffset | undefined): boolean {
  return first?.error === 'NONE' && first.offset < 0;
}

function offsetInWords(found: FoundOffset | undefined): string {
  if (found === undefined) return '-';
  return found.error === 'NONE' ? String(found.offset) : found.error;
}
