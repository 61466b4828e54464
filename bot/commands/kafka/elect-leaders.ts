// `kafka elect leaders`: the preferred replica of each partition leads again, where it is in sync. No record is lost by it; the unclean
// kind is not offered.

import type { PartitionState, TopicPartition } from '../../../pipeline/index.ts';
import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { switchFlag } from '../../grammar.ts';
import { type ChangePlan, changing } from '../../kafka/change.ts';
import { kafkaFlag } from '../../kafka/flags.ts';
import { tableOf } from '../../kafka/table.ts';
import {
  partitionName,
  partitionsOf,
  readTopicScopes,
  type TopicScope,
  topicScopeFlag,
} from '../../kafka/topic-scope.ts';

const USAGE = 'kafka elect leaders --preferred [--topic TOPIC[:PARTITIONS] ...] [--kafka KAFKA]';

interface ElectLeadersArgs {
  /** undefined: of every topic. */
  readonly scopes: readonly TopicScope[] | undefined;
}

interface ElectLeadersPlan extends ChangePlan {
  readonly partitions: readonly TopicPartition[];
}

export const electLeaders = kafkaCommand({
  name: 'kafka elect leaders',
  summary: 'Let the preferred replicas lead again, where they are in sync.',
  examples: [
    'kafka elect leaders --preferred',
    'kafka elect leaders --preferred --topic orders:0,2',
  ],
  effect: 'change',
  grammar: {
    positionals: {
      usage: '',
      min: 0,
      max: 0,
      pattern: { expression: /^$/u, description: 'absent' },
    },
    flags: {
      preferred: switchFlag('The only kind that is offered.'),
      topic: topicScopeFlag('Only of this topic, or of some of its partitions.'),
      ...kafkaFlag,
    },
  },

  read: ({ flags }): ElectLeadersArgs => {
    if (!flags.preferred) throw misused();
    return { scopes: flags.topic.length === 0 ? undefined : readTopicScopes(flags.topic) };
  },

  access: ({ scopes }) => {
    const names = [...new Set((scopes ?? []).map(({ topic }) => topic))];
    const topics = scopes === undefined ? [{}] : names.map((name) => ({ name }));
    return [
      { operation: 'Alter', resourceType: 'Cluster' },
      ...topics.map(
        (topic) =>
          ({ operation: 'Describe', resourceType: 'Topic', ...topic, implied: true }) as const,
      ),
    ];
  },

  ...changing<ElectLeadersArgs, ElectLeadersPlan>({
    plan: planElection,
    make: async (_args, { partitions }, { changes }) => await changes.electPreferred(partitions),
    look: async (args, { partitions }, context) => {
      const states = await statesOf(args, context);
      return partitions.map((partition) => {
        const leader = states.get(partitionName(partition))?.leader ?? -1;
        return leader < 0 ? undefined : String(leader);
      });
    },
    print: (_args, { partitions }) =>
      `Successfully completed leader election (PREFERRED) for partitions ${partitions.map(partitionName).join(', ')}\n`,
    undo: () => undefined, // the one before leads again only when this one is gone
  }),
});

async function planElection(
  args: ElectLeadersArgs,
  context: KafkaContext,
): Promise<ElectLeadersPlan> {
  const states = await statesOf(args, context);
  const wrong = [...states.values()].filter(
    ({ leader, replicas }) => replicas[0] !== undefined && leader !== replicas[0],
  );
  const ready = wrong.filter(({ replicas, isr }) => isr.includes(replicas[0] ?? -1));
  const lagging = wrong.filter((each) => !ready.includes(each));
  if (ready.length === 0) throw nothingToElect(lagging.length);
  const partitions = ready.map(({ topic, partition }) => ({ topic, partition }));
  const textOf = (leader: number) => (leader < 0 ? undefined : String(leader));
  const count = ready.length;
  return {
    partitions,
    values: ready.map(({ leader, replicas, ...partition }) => ({
      of: partitionName(partition),
      before: textOf(leader),
      after: String(replicas[0]),
    })),
    summary: `Move the leadership of ${count} partition${count === 1 ? '' : 's'} to the preferred replica`,
    shown: tableOf([
      ['TOPIC', 'PARTITION', 'LEADER', 'AFTER'],
      ...ready.map(({ topic, partition, leader, replicas }) => [
        ...[topic, String(partition)],
        ...[textOf(leader) ?? 'none', String(replicas[0])],
      ]),
    ]),
    warnings: lagging.map(
      (each) => `${partitionName(each)} stays: its preferred replica is not in sync.`,
    ),
    bound: [],
  };
}

type Led = PartitionState & TopicPartition;

/** By the name of the partition, in their order. */
async function statesOf(
  { scopes }: ElectLeadersArgs,
  { admin, kafka }: Pick<KafkaContext, 'admin' | 'kafka'>,
): Promise<ReadonlyMap<string, Led>> {
  const names = [...new Set((scopes ?? []).map(({ topic }) => topic))];
  const topics = scopes === undefined ? await admin.topics() : await admin.topicsNamed(names);
  const all = topics.flatMap(({ name, partitions }) =>
    partitions.map((each): Led => ({ ...each, topic: name })),
  );
  const meant = scopes === undefined ? all : partitionsOf(scopes, topics, kafka.name);
  const isMeant = new Set(meant.map(partitionName));
  return new Map(
    all.map((each) => [partitionName(each), each] as const).filter(([name]) => isMeant.has(name)),
  );
}

function nothingToElect(lagging: number): OperatorError {
  return new OperatorError({
    what: 'There is nothing to elect.',
    why:
      lagging === 0
        ? 'The preferred replica leads everywhere already.'
        : `Where it does not, in ${lagging} partitions, it is not in sync.`,
    fix:
      lagging === 0 ? 'Nothing has to be done.' : '"kafka topics --under-replicated" lists them.',
  });
}

function misused(): UsageError {
  return new UsageError({
    what: 'It is not said which kind of election is meant.',
    why: 'One that may lose records is not offered.',
    fix: 'Add --preferred.',
    usage: USAGE,
  });
}
