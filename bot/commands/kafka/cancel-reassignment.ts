// `kafka cancel reassignment`: ends a move of replicas that is under way; they stay where they were.

import { kafkaCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { type ChangePlan, changing } from '../../kafka/change.ts';
import { kafkaFlag } from '../../kafka/flags.ts';
import { type Placed, placementOf, replicasText } from '../../kafka/placement.ts';
import { tableOf } from '../../kafka/table.ts';
import {
  partitionName,
  readTopicScopes,
  TOPIC_SCOPE,
  type TopicScope,
} from '../../kafka/topic-scope.ts';

interface CancelPlan extends ChangePlan {
  readonly placed: readonly Placed[];
  readonly kafka: string;
}

export const cancelReassignment = kafkaCommand({
  name: 'kafka cancel reassignment',
  summary: 'End a move of replicas that is under way.',
  examples: ['kafka cancel reassignment orders', 'kafka cancel reassignment orders:0'],
  effect: 'change',
  grammar: {
    positionals: { usage: 'TOPIC[:PARTITIONS]', min: 1, max: 1, pattern: TOPIC_SCOPE },
    flags: kafkaFlag,
  },

  read: ({ positionals }): TopicScope =>
    readTopicScopes(positionals)[0] ?? { topic: '', partitions: undefined },

  access: ({ topic: name }) => [
    { operation: 'Alter', resourceType: 'Cluster' },
    { operation: 'Alter', resourceType: 'Topic', name },
    { operation: 'Describe', resourceType: 'Topic', name, implied: true },
    { operation: 'Describe', resourceType: 'Cluster', implied: true },
  ],

  ...changing<TopicScope, CancelPlan>({
    plan: async (scope, context) => {
      const { topic, placed } = await placementOf(scope, context);
      const moving = placed.filter((each) => each.moving !== undefined);
      if (moving.length === 0) throw nothingMoves(scope.topic);
      const values = moving.map((each) => ({
        of: partitionName(each),
        before: replicasText(each.replicas),
        after: replicasText(formerOf(each)),
      }));
      return {
        values,
        placed: moving,
        kafka: context.kafka.name,
        summary: `End the move of ${moving.length} partition${moving.length === 1 ? '' : 's'} of topic ${scope.topic}`,
        shown: tableOf([
          ['PARTITION', 'WANTED', 'STAYS'],
          ...values.map(({ of, before, after }) => [of, before, after]),
        ]),
        bound: [topic.id],
      };
    },
    make: async (_scope, { placed }, { changes }) =>
      await changes.placeReplicas(
        placed.map(({ topic, partition }) => ({ topic, partition, replicas: null })),
      ),
    look: async (scope, { placed }, context) => {
      const now = await placementOf(scope, context);
      return placed.map((each) => {
        const found = now.placed.find((one) => partitionName(one) === partitionName(each));
        return found === undefined ? undefined : replicasText(found.replicas);
      });
    },
    print: (_scope, { placed }) =>
      `Successfully cancelled partition reassignment${placed.length === 1 ? '' : 's'} for: ${placed.map(partitionName).join(',')}\n`,
    undo: (_scope, { placed, kafka }) =>
      placed
        .map(
          ({ topic, partition, replicas }) =>
            `kafka reassign ${topic}:${partition} --to ${replicasText(replicas)} --kafka ${kafka}`,
        )
        .join('\nUndo: '),
  }),
});

/** Where they lay before: what is not being added. */
function formerOf({ moving, replicas }: Placed): readonly number[] {
  return moving?.replicas.filter((broker) => !moving.adding.includes(broker)) ?? replicas;
}

function nothingMoves(topic: string): OperatorError {
  return new OperatorError({
    what: 'There is nothing to end.',
    why: `No such partition of topic ${topic} is being moved.`,
    fix: '"kafka reassignments" lists those that are.',
  });
}
