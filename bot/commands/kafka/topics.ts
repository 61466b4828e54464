// `kafka topics`: the names of topics, or the partitions of those that are in trouble, as kafka-topics prints them.

import type { PartitionState } from '../../../pipeline/index.ts';
import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { switchFlag } from '../../grammar.ts';
import { minInSyncOf, partitionCells, topicCells } from '../../kafka/describe-topic.ts';
import { kafkaFlag } from '../../kafka/flags.ts';
import { NAME_PATTERN, readNamePattern } from '../../kafka/name-pattern.ts';
import { tableOf } from '../../kafka/table.ts';

const FILTERS = ['under-replicated', 'under-min-isr', 'at-min-isr', 'unavailable'] as const;
type Filter = (typeof FILTERS)[number] | 'with-overrides';

/** What it means that nothing is listed; the tool says nothing then. */
const NONE: Readonly<Record<Filter, string>> = {
  'under-replicated': 'Every replica of these topics is in sync.',
  'under-min-isr': 'No partition of these topics is below its min.insync.replicas.',
  'at-min-isr': 'No partition of these topics is just at its min.insync.replicas.',
  unavailable: 'Every partition of these topics has a leader.',
  'with-overrides': 'None of these topics has settings of its own.',
};

interface TopicsArgs {
  readonly matches: (name: string) => boolean;
  readonly filter: Filter | undefined;
}

export const topics = kafkaCommand({
  name: 'kafka topics',
  summary: 'List topics, or the partitions of those in trouble.',
  examples: ['kafka topics', "kafka topics 'orders.*'", 'kafka topics --under-replicated'],
  effect: 'read',
  grammar: {
    positionals: { usage: '[REGEX]', min: 0, max: 1, pattern: NAME_PATTERN },
    flags: {
      'under-replicated': switchFlag('Partitions with a replica that is not in sync.'),
      'under-min-isr': switchFlag('Partitions with fewer replicas in sync than writes need.'),
      'at-min-isr': switchFlag('Partitions with just as many replicas in sync as writes need.'),
      unavailable: switchFlag('Partitions without a leader.'),
      'with-overrides': switchFlag('Topics with settings of their own.'),
      ...kafkaFlag,
    },
  },

  read: ({ positionals, flags }): TopicsArgs => {
    const given = ([...FILTERS, 'with-overrides'] as const).filter((name) => flags[name]);
    if (given.length > 1) {
      throw new UsageError({
        what: `--${given[0]} and --${given[1]} cannot be given together.`,
        why: 'Each says what is to be listed.',
        fix: 'Ask for one after the other.',
        usage: '',
      });
    }
    return { matches: readNamePattern(positionals[0] ?? '.*'), filter: given[0] };
  },

  access: ({ filter }) => [
    { operation: 'Describe', resourceType: 'Topic' },
    ...(needsConfigs(filter)
      ? [{ operation: 'DescribeConfigs', resourceType: 'Topic' } as const]
      : []),
  ],

  run: async ({ matches, filter }, context) => {
    const stdout =
      filter === undefined
        ? await printNames(matches, context)
        : await printFiltered(matches, filter, context);
    const none = filter === undefined ? 'No topic is called so.' : NONE[filter];
    return { stdout, stderr: stdout === '' ? `${none}\n` : '', exitCode: 0 };
  },
});

function needsConfigs(filter: Filter | undefined): boolean {
  return filter !== undefined && ['under-min-isr', 'at-min-isr', 'with-overrides'].includes(filter);
}

async function printNames(
  matches: TopicsArgs['matches'],
  { admin }: KafkaContext,
): Promise<string> {
  const names = (await admin.topicNames()).filter(matches);
  return names.map((name) => `${name}\n`).join('');
}

async function printFiltered(
  matches: TopicsArgs['matches'],
  filter: Filter,
  { admin }: KafkaContext,
): Promise<string> {
  const found = (await admin.topics()).filter(({ name }) => matches(name));
  const configs = needsConfigs(filter)
    ? await admin.configs(found.map(({ name }) => ({ type: 'topic', name })))
    : [];
  if (filter === 'with-overrides') {
    const lines = found.flatMap((topic, index) => {
      const own = (configs[index] ?? []).filter(({ source }) => source === 'DYNAMIC_TOPIC_CONFIG');
      return own.length === 0 ? [] : [topicCells(topic, own)];
    });
    return tableOf(lines);
  }
  const wanted = new Map(
    found.map((topic, index) => {
      const minInSync = minInSyncOf(configs[index] ?? []);
      const some = topic.partitions.filter((each) => isWanted(each, filter, minInSync));
      return [topic.name, some.map(({ partition }) => partition)] as const;
    }),
  );
  const names = [...wanted].filter(([, some]) => some.length > 0).map(([name]) => name);
  const described = await admin.topicsNamed(names);
  return tableOf(
    described.flatMap((topic) =>
      topic.partitions
        .filter(({ partition }) => wanted.get(topic.name)?.includes(partition))
        .map((each) => partitionCells(topic, each)),
    ),
  );
}

/** As kafka-topics decides (TopicCommand.PartitionDescription). */
function isWanted(
  { leader, replicas, isr }: PartitionState,
  filter: Exclude<Filter, 'with-overrides'>,
  minInSync: number,
): boolean {
  switch (filter) {
    case 'under-replicated':
      return isr.length < replicas.length;
    case 'under-min-isr':
      return isr.length < minInSync;
    case 'at-min-isr':
      return isr.length === minInSync;
    case 'unavailable':
      return leader < 0;
  }
}
