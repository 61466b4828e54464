// `kafka create topic`: makes a topic, within what the settings say of names, replicas and partitions.

import { kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { countFlag, textFlag } from '../../grammar.ts';
import { type ChangePlan, changing, type Value } from '../../kafka/change.ts';
import { kafkaFlag, TOPIC } from '../../kafka/flags.ts';
import { readNamePattern } from '../../kafka/name-pattern.ts';
import { tableOf } from '../../kafka/table.ts';
import type { TopicRules } from '../../kafka/topic-rules.ts';
import { readTopicSettings, TOPIC_SETTINGS } from '../../kafka/topic-settings.ts';

const USAGE =
  'kafka create topic TOPIC --partitions COUNT --replication-factor COUNT [--config KEY=VALUE[,KEY=VALUE]] [--kafka KAFKA]';
const MOST = 10_000;

interface CreateTopicArgs {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly settings: ReadonlyMap<string, string>;
}

export const createTopic = kafkaCommand({
  name: 'kafka create topic',
  summary: 'Make a topic, as the settings allow.',
  examples: [
    'kafka create topic shop.refunds --partitions 6 --replication-factor 3',
    'kafka create topic shop.refunds --partitions 6 --replication-factor 3 --config retention.ms=86400000',
  ],
  effect: 'change',
  grammar: {
    positionals: { usage: 'TOPIC', min: 1, max: 1, pattern: { ...TOPIC, names: undefined } },
    flags: {
      partitions: countFlag({ summary: 'How many partitions.', placeholder: 'COUNT', max: MOST }),
      'replication-factor': countFlag({
        summary: 'How many replicas of each.',
        placeholder: 'COUNT',
        max: 9,
      }),
      config: textFlag({
        summary: 'Settings of its own; a value that is a list stands in [ ].',
        placeholder: 'KEY=VALUE[,KEY=VALUE]',
        pattern: { ...TOPIC_SETTINGS, names: undefined }, // it has none yet
      }),
      ...kafkaFlag,
    },
  },

  read: ({ positionals: [name = ''], flags }): CreateTopicArgs => {
    const { partitions = 0 } = flags;
    const replicationFactor = flags['replication-factor'] ?? 0;
    const settings = readTopicSettings(flags.config ?? '');
    if (partitions < 1 || replicationFactor < 1) throw misused();
    return { name, partitions, replicationFactor, settings };
  },

  facts: ({ settings }) => ({ configKeys: [...settings.keys()] }),

  access: ({ name }) => [
    { operation: 'Create', resourceType: 'Topic', name },
    { operation: 'Describe', resourceType: 'Topic', name, implied: true },
    { operation: 'DescribeConfigs', resourceType: 'Topic', name, implied: true },
  ],

  ...changing<CreateTopicArgs, ChangePlan>({
    plan: async (args, { admin, changes, kafka, topicRules }) => {
      assertWithin(args, topicRules);
      if ((await admin.topic(args.name)) !== undefined) throw isThere(args.name, kafka.name);
      await changes.createTopic(topicOf(args), true);
      const values = valuesOf(args);
      const { name, partitions, replicationFactor } = args;
      return {
        values,
        summary: `Make topic ${name} with ${counted(partitions, 'partition')} of ${counted(replicationFactor, 'replica')}`,
        shown: tableOf([
          ['SETTING', 'VALUE'],
          ...values.map(({ of, after }) => [of, after ?? '-']),
        ]),
        warnings: ['A topic is not deleted from here.'],
        bound: [],
      };
    },
    make: async (args, _plan, { changes }) => await changes.createTopic(topicOf(args), false),
    look: async ({ name }, { values }, { admin }) => {
      const topic = await admin.topic(name);
      if (topic === undefined) return values.map(() => undefined);
      const [entries = []] = await admin.configs([{ type: 'topic', name }]);
      return values.map(({ of }) => {
        if (of === 'partitions') return String(topic.partitions.length);
        if (of === 'replication.factor') return String(topic.partitions[0]?.replicas.length ?? 0);
        return entries.find((entry) => entry.name === of)?.value ?? undefined;
      });
    },
    print: ({ name }) => `Created topic ${name}.\n`,
    undo: () => undefined, // records may be in it by then
  }),
});

function topicOf({ name, partitions, replicationFactor, settings }: CreateTopicArgs) {
  return { name, partitions, replicationFactor, settings: Object.fromEntries(settings) };
}

function valuesOf({ partitions, replicationFactor, settings }: CreateTopicArgs): readonly Value[] {
  const all = [
    ['partitions', String(partitions)] as const,
    ['replication.factor', String(replicationFactor)] as const,
    ...settings,
  ];
  return all.map(([of, after]) => ({ of, before: undefined, after }));
}

/** @throws OperatorError for a topic that the settings would not have. */
function assertWithin(args: CreateTopicArgs, rules: TopicRules): void {
  const { name, partitions, replicationFactor } = args;
  if (rules.names !== undefined && !readNamePattern(rules.names)(name)) {
    throw outside(`its name has to match ${rules.names}`);
  }
  if (replicationFactor < rules.replicationFactor) {
    throw outside(`it has to have ${rules.replicationFactor} replicas at least`);
  }
  if (partitions > rules.partitions) {
    throw outside(`it may have ${rules.partitions} partitions at most`);
  }
}

function outside(why: string): OperatorError {
  return new OperatorError({
    what: 'Such a topic is not made here.',
    why: `By "newTopics" in the settings ${why}.`,
    fix: 'Ask for one that fits, or whoever runs Quartermaster for another rule.',
  });
}

function isThere(name: string, kafka: string): OperatorError {
  return new OperatorError({
    what: `Topic ${name} is there already on Kafka ${kafka}.`,
    why: 'A topic is made once.',
    fix: `"kafka topic ${name}" shows it.`,
  });
}

function misused(): UsageError {
  return new UsageError({
    what: 'It is not said how large the topic shall be.',
    why: 'A topic has at least one partition, and at least one replica of each.',
    fix: 'Give --partitions and --replication-factor.',
    usage: USAGE,
  });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
