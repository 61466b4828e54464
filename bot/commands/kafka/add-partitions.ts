// `kafka add partitions`: gives a topic more partitions. Refused where records are found by their keys: a key would go elsewhere from
// then on, and there is no way back.

import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { countFlag } from '../../grammar.ts';
import { type ChangePlan, changing } from '../../kafka/change.ts';
import { kafkaFlag, TOPIC } from '../../kafka/flags.ts';
import { noSuchTopic } from '../../kafka/missing.ts';
import { isListed } from '../../kafka/protection.ts';
import { tableOf } from '../../kafka/table.ts';

const USAGE = 'kafka add partitions TOPIC --partitions COUNT [--kafka KAFKA]';

interface AddPartitionsArgs {
  readonly name: string;
  /** In all. */
  readonly count: number;
}

export const addPartitions = kafkaCommand({
  name: 'kafka add partitions',
  summary: 'Give a topic more partitions; there is no way back.',
  examples: ['kafka add partitions shop.views --partitions 12'],
  effect: 'change',
  grammar: {
    positionals: { usage: 'TOPIC', min: 1, max: 1, pattern: TOPIC },
    flags: {
      partitions: countFlag({
        summary: 'How many there shall be in all.',
        placeholder: 'COUNT',
        max: 10_000,
      }),
      ...kafkaFlag,
    },
  },

  read: ({ positionals: [name = ''], flags: { partitions: count = 0 } }): AddPartitionsArgs => {
    if (count < 1) throw misused();
    return { name, count };
  },

  access: ({ name }) => [
    { operation: 'Alter', resourceType: 'Topic', name },
    { operation: 'Describe', resourceType: 'Topic', name, implied: true },
    { operation: 'DescribeConfigs', resourceType: 'Topic', name, implied: true },
  ],

  ...changing<AddPartitionsArgs, ChangePlan>({
    plan: planAddition,
    make: async ({ name, count }, _plan, { changes }) =>
      await changes.addPartitions(name, count, false),
    look: async ({ name }, _plan, { admin }) => [
      (await admin.topic(name))?.partitions.length.toString(),
    ],
    print: ({ name, count }) => `Topic ${name} has ${count} partitions.\n`,
    undo: () => undefined, // Kafka takes no partition away
  }),
});

async function planAddition(
  { name, count }: AddPartitionsArgs,
  { admin, changes, kafka, topicRules }: KafkaContext,
): Promise<ChangePlan> {
  const topic = await admin.topic(name);
  if (topic === undefined) throw noSuchTopic(name, kafka.name);
  const before = topic.partitions.length;
  if (count <= before) throw refused(name, `It has ${before} already, and none is ever taken away`);
  if (count > topicRules.partitions) {
    throw refused(name, `By "newTopics" it may have ${topicRules.partitions} at most`);
  }
  if (isListed(name, topicRules.keyedTopics)) {
    throw refused(name, 'It stands under "keyedTopics": its keys would go to other partitions');
  }
  const [entries = []] = await admin.configs([{ type: 'topic', name }]);
  const policy = entries.find((entry) => entry.name === 'cleanup.policy')?.value ?? '';
  if (policy.split(',').includes('compact')) {
    throw refused(
      name,
      'It is compacted: the older record of a key would stay in another partition',
    );
  }
  await changes.addPartitions(name, count, true);
  return {
    values: [{ of: 'partitions', before: String(before), after: String(count) }],
    summary: `Give topic ${name} ${count - before} more partitions: ${count} in place of ${before}`,
    shown: tableOf([
      ['TOPIC', 'PARTITIONS', 'AFTER'],
      [name, String(before), String(count)],
    ]),
    warnings: [
      'Records that are there stay where they are; a key may go to another partition from now on.',
      'Partitions are never taken away again.',
    ],
    bound: [topic.id],
  };
}

function refused(name: string, why: string): OperatorError {
  return new OperatorError({
    what: `Topic ${name} gets no ${why.startsWith('It has') ? 'other number of' : 'more'} partitions.`,
    why: `${why}.`,
    fix: 'Make another topic and move to it, where more are needed.',
  });
}

function misused(): UsageError {
  return new UsageError({
    what: 'It is not said how many partitions there shall be.',
    why: 'It is their number in all, with those that there are.',
    fix: 'Give --partitions.',
    usage: USAGE,
  });
}
