// `kafka reassign`: says on which brokers the replicas of some partitions shall lie, and watches the move.

import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { textFlag } from '../../grammar.ts';
import { bytesInWords } from '../../kafka/bytes.ts';
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

const USAGE = 'kafka reassign TOPIC:PARTITIONS --to BROKER,BROKER [--kafka KAFKA]';
/** So long a move is watched; it goes on all the same. */
const WATCHED_MS = 20 * 60_000;
const LOOK_MS = 1_000;

interface ReassignArgs {
  readonly scope: TopicScope;
  readonly to: readonly number[];
}

interface ReassignPlan extends ChangePlan {
  readonly placed: readonly Placed[];
  readonly kafka: string;
}

export const reassign = kafkaCommand({
  name: 'kafka reassign',
  summary: 'Move the replicas of partitions to other brokers, and watch it.',
  examples: ['kafka reassign orders:0 --to 2,3,1'],
  effect: 'change',
  deadlineMs: () => WATCHED_MS + 60_000,
  grammar: {
    positionals: { usage: 'TOPIC:PARTITIONS', min: 1, max: 1, pattern: TOPIC_SCOPE },
    flags: {
      to: textFlag({
        summary: 'The brokers that shall hold them, the preferred leader first.',
        placeholder: 'BROKER,BROKER',
        pattern: { expression: /^\d{1,9}(?:,\d{1,9}){0,8}$/u, description: 'ids of brokers' },
      }),
      ...kafkaFlag,
    },
  },

  read: ({ positionals, flags }): ReassignArgs => {
    const [scope] = readTopicScopes(positionals);
    const to = (flags.to ?? '').split(',').filter(Boolean).map(Number);
    if (scope?.partitions === undefined)
      throw misused('It is not said which partitions are meant.');
    if (to.length === 0) throw misused('It is not said where they shall lie.');
    if (new Set(to).size < to.length) throw misused('A broker holds one replica of a partition.');
    return { scope, to };
  },

  access: ({ scope: { topic: name } }) => [
    { operation: 'Alter', resourceType: 'Cluster' },
    { operation: 'Alter', resourceType: 'Topic', name },
    { operation: 'Describe', resourceType: 'Topic', name, implied: true },
    { operation: 'Describe', resourceType: 'Cluster', implied: true },
  ],

  ...changing<ReassignArgs, ReassignPlan>({
    plan: planMove,
    make: async ({ to }, { placed }, { changes }) =>
      await changes.placeReplicas(
        placed.map(({ topic, partition }) => ({ topic, partition, replicas: to })),
      ),
    follow: followMove,
    look: async ({ scope }, _plan, context) =>
      (await placementOf(scope, context)).placed.map(({ replicas }) => replicasText(replicas)),
    print: (_args, { placed }) =>
      `Successfully started partition reassignment${placed.length === 1 ? '' : 's'} for ${placed.map(partitionName).join(',')}\n`,
    undo: (_args, { placed, kafka }) =>
      placed
        .map(
          ({ topic, partition, replicas }) =>
            `kafka reassign ${topic}:${partition} --to ${replicasText(replicas)} --kafka ${kafka}`,
        )
        .join('\nUndo: '),
  }),
});

async function planMove({ scope, to }: ReassignArgs, context: KafkaContext): Promise<ReassignPlan> {
  const { admin, kafka } = context;
  const [{ topic, placed }, { brokers }] = await Promise.all([
    placementOf(scope, context),
    admin.cluster(),
  ]);
  const gone = to.find((broker) => !brokers.some(({ id }) => id === broker));
  if (gone !== undefined) throw refused(`Broker ${gone} is not there.`);
  const moving = placed.find((each) => each.moving !== undefined);
  if (moving !== undefined) {
    throw refused(`${partitionName(moving)} is being moved already; see "kafka reassignments".`);
  }
  const { found } = await admin.sizes(scope.topic);
  const after = replicasText(to);
  const sizeOf = ({ partition }: Placed) =>
    Math.max(0, ...found.filter((each) => each.partition === partition).map(({ bytes }) => bytes));
  const copied = placed.reduce(
    (sum, each) =>
      sum + sizeOf(each) * to.filter((broker) => !each.replicas.includes(broker)).length,
    0,
  );
  const fewer = placed.some(({ replicas }) => replicas.length > to.length);
  return {
    placed,
    kafka: kafka.name,
    values: placed.map((each) => ({
      of: partitionName(each),
      before: replicasText(each.replicas),
      after,
    })),
    summary: `Move ${placed.length} partition${placed.length === 1 ? '' : 's'} of topic ${scope.topic}: ${bytesInWords(copied)} are copied`,
    shown: tableOf([
      ['TOPIC', 'PARTITION', 'REPLICAS', 'AFTER', 'SIZE'],
      ...placed.map((each) => [
        ...[each.topic, String(each.partition), replicasText(each.replicas), after],
        bytesInWords(sizeOf(each)),
      ]),
    ]),
    warnings: fewer ? ['There are fewer replicas afterwards.'] : [],
    bound: [topic.id],
  };
}

/** Until it is moved, the time is up, or somebody stops looking; none of these ends the move. */
async function followMove(
  { scope }: ReassignArgs,
  plan: ReassignPlan,
  context: KafkaContext,
): Promise<string> {
  const untilMs = context.nowMs() + WATCHED_MS;
  const goesOn =
    'It goes on: "kafka reassignments" shows it, "kafka cancel reassignment" ends it.\n';
  while (context.nowMs() < untilMs) {
    try {
      await context.sleep(LOOK_MS);
      const { placed } = await placementOf(scope, context);
      const left = placed.filter(({ moving }) => moving !== undefined);
      if (left.length === 0) return 'All replicas are moved.\n';
      const { found } = await context.admin.sizes(scope.topic);
      const lines = left.map((each) => {
        const behind = found.filter(
          ({ partition, broker }) =>
            partition === each.partition && each.moving?.adding.includes(broker),
        );
        const told = behind.map(
          ({ broker, bytes, offsetLag }) =>
            `broker ${broker} has ${bytesInWords(bytes)}, ${offsetLag} records behind`,
        );
        return `${partitionName(each)}: ${told.join('; ') || 'not begun'}\n`;
      });
      const done = plan.placed.length - left.length;
      context.show({
        stdout: `${done} of ${plan.placed.length} partitions are moved.\n${lines.join('')}`,
        ...{ stderr: '', exitCode: 0 },
      });
    } catch (error) {
      if (context.signal.aborted) return `It is no longer looked at. ${goesOn}`;
      if (!(error instanceof OperatorError)) throw error; // a broker that cannot be asked now ends nothing
    }
  }
  return goesOn;
}

function refused(why: string): OperatorError {
  return new OperatorError({
    what: 'These replicas cannot be moved so.',
    why,
    fix: '"kafka brokers" lists the brokers that are there.',
  });
}

function misused(what: string): UsageError {
  return new UsageError({
    what,
    why: 'Partitions are moved by name, to named brokers.',
    fix: 'Correct it and send the command again.',
    usage: USAGE,
  });
}
