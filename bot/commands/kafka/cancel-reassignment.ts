// `kafka cancel reassignment`: ends a move of replicas that is under way; they stay where they were. What throttled it is taken away,
// also where the move has ended by itself and nobody was there to do that.

import { kafkaCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { type ChangePlan, changing, type Value } from '../../kafka/change.ts';
import { kafkaFlag } from '../../kafka/flags.ts';
import { type Placed, placementOf, replicasText } from '../../kafka/placement.ts';
import { tableOf } from '../../kafka/table.ts';
import {
  endThrottle,
  removeThrottle,
  sharedInWords,
  type ThrottleLeft,
  throttleLeft,
} from '../../kafka/throttle-end.ts';
import { throttleAccesses } from '../../kafka/throttle-settings.ts';
import {
  partitionName,
  readTopicScopes,
  TOPIC_SCOPE,
  type TopicScope,
} from '../../kafka/topic-scope.ts';

interface CancelPlan extends ChangePlan {
  readonly placed: readonly Placed[];
  /** The brokers of a throttle that is left; undefined where there is none, or other partitions are still held back by it. */
  readonly throttled: readonly number[] | undefined;
  readonly kafka: string;
}

export const cancelReassignment = kafkaCommand({
  name: 'kafka cancel reassignment',
  summary: 'End a move of replicas that is under way, and take away what is left of its throttle.',
  examples: ['kafka cancel reassignment orders', 'kafka cancel reassignment orders:0'],
  effect: 'change',
  grammar: {
    positionals: { usage: 'TOPIC[:PARTITIONS]', min: 1, max: 1, pattern: TOPIC_SCOPE },
    flags: kafkaFlag,
  },

  read: ({ positionals }): TopicScope =>
    readTopicScopes(positionals)[0] ?? { topic: '', partitions: undefined },

  access: ({ topic: name }) => [
    ...throttleAccesses(name),
    { operation: 'Alter', resourceType: 'Cluster' },
    { operation: 'Alter', resourceType: 'Topic', name },
    { operation: 'Describe', resourceType: 'Topic', name, implied: true },
  ],

  ...changing<TopicScope, CancelPlan>({
    plan: async (scope, context) => {
      const { topic, placed } = await placementOf({ ...scope, partitions: undefined }, context);
      const all = placed.filter((each) => each.moving !== undefined);
      const moving = all.filter(({ partition }) => scope.partitions?.includes(partition) ?? true);
      const left = await throttleLeft(scope.topic, context);
      const isLast = moving.length === all.length && left.values.length > 0;
      if (moving.length === 0 && !isLast) throw nothingMoves(scope.topic);
      const moves = moving.map((each) => ({
        of: partitionName(each),
        before: replicasText(each.replicas),
        after: replicasText(formerOf(each)),
      }));
      const throttles = isLast ? left.values : [];
      return {
        // Beside a move they are taken away once that has ended: what they were is bound, and not read back.
        values: moves.length > 0 ? moves : throttles,
        ...{ placed: moving, throttled: isLast ? left.brokers : undefined },
        kafka: context.kafka.name,
        summary: summaryOf(moving.length, isLast, scope.topic),
        shown: tableOf([
          ['PARTITION', 'WANTED', 'STAYS'],
          ...moves.map(({ of, before, after }) => [of, before, after]),
          ...throttles.map(({ of, before = '' }) => [of, before, '-']),
        ]),
        warnings: isLast
          ? [...left.silent.map(unknownRate), ...left.shared.map(sharedInWords)]
          : [],
        bound: [topic.id, ...(moves.length > 0 ? throttles.map(boundText) : [])],
      };
    },
    make: async ({ topic }, { placed, throttled = [] }, context) =>
      placed.length > 0
        ? await context.changes.placeReplicas(
            placed.map((each) => ({ topic, partition: each.partition, replicas: null })),
          )
        : void (await removeThrottle({ topic, brokers: throttled }, context)),
    // Beside a move that is ended it is a remark, whatever comes of it: that one has ended.
    follow: async ({ topic }, { placed, throttled }, context) =>
      placed.length > 0 && throttled !== undefined
        ? await endThrottle({ topic, brokers: throttled }, context)
        : '',
    look: async (scope, { placed, values, throttled }, context) => {
      if (placed.length > 0) {
        const now = (await placementOf(scope, context)).placed;
        return values.map(({ of }) => {
          const found = now.find((each) => partitionName(each) === of);
          return found === undefined ? undefined : replicasText(found.replicas);
        });
      }
      const left = await throttleLeft(scope.topic, context, throttled);
      const [silent] = left.silent;
      if (silent !== undefined) throw silent.error;
      return values.map(({ of }) => left.values.find((each) => each.of === of)?.before);
    },
    print: ({ topic }, { placed }) =>
      placed.length === 0
        ? `Took away the throttle of ${topic}.\n`
        : `Successfully cancelled partition reassignment${placed.length === 1 ? '' : 's'} for: ${placed.map(partitionName).join(',')}\n`,
    undo: (_scope, { placed, kafka }) =>
      placed.length === 0
        ? undefined
        : placed
            .map(
              ({ topic, partition, replicas }) =>
                `kafka reassign ${topic}:${partition} --to ${replicasText(replicas)} --kafka ${kafka}`,
            )
            .join('\nUndo: '),
  }),
});

function summaryOf(moving: number, isThrottled: boolean, topic: string): string {
  const away = 'take away what is left of its throttle';
  if (moving === 0) return `Topic ${topic}: ${away}`;
  const end = `End the move of ${moving} partition${moving === 1 ? '' : 's'} of topic ${topic}`;
  return isThrottled ? `${end}, and ${away}` : end;
}

function boundText({ of, before }: Value): string {
  return `${of} is ${before}`;
}

function unknownRate({ broker, error: { why } }: ThrottleLeft['silent'][number]): string {
  return `The rate of broker ${broker} is not known and may stay: ${why} Once it can be asked, this command takes it away.`;
}

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
