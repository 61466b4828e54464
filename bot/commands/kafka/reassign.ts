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
  assertUnthrottled,
  setThrottle,
  type Throttle,
  throttled,
  throttleOf,
  throttleStays,
  withoutThrottle,
} from '../../kafka/throttle.ts';
import { endThrottle } from '../../kafka/throttle-end.ts';
import { throttleAccesses } from '../../kafka/throttle-settings.ts';
import {
  partitionName,
  readTopicScopes,
  TOPIC_SCOPE,
  type TopicScope,
} from '../../kafka/topic-scope.ts';
import { UnknownOutcomeError } from '../../unknown-outcome.ts';

const USAGE =
  'kafka reassign TOPIC:PARTITIONS --to BROKER,BROKER [--throttle BYTES] [--kafka KAFKA]';
/** So long a move is watched; it goes on all the same. */
const WATCHED_MS = 20 * 60_000;
const LOOK_MS = 1_000;
/** The controller knows that a move has ended before every broker knows where the replicas are. */
const SETTLED_LOOKS = 10;

interface ReassignArgs {
  readonly scope: TopicScope;
  readonly to: readonly number[];
  /** Bytes a second. */
  readonly rate: number | undefined;
}

interface ReassignPlan extends ChangePlan {
  readonly placed: readonly Placed[];
  readonly kafka: string;
  readonly throttle: Throttle | undefined;
}

export const reassign = kafkaCommand({
  name: 'kafka reassign',
  summary: 'Move the replicas of partitions to other brokers, and watch it.',
  examples: [
    'kafka reassign orders:0 --to 2,3,1',
    'kafka reassign orders:0,1 --to 2,3,1 --throttle 50000000',
  ],
  effect: 'change',
  deadlineMs: () => WATCHED_MS + 60_000,
  grammar: {
    positionals: { usage: 'TOPIC:PARTITIONS', min: 1, max: 1, pattern: TOPIC_SCOPE },
    flags: {
      to: textFlag({
        summary: 'The brokers that shall hold them, the preferred leader first.',
        placeholder: 'BROKER,BROKER',
        pattern: {
          ...{ expression: /^\d{1,9}(?:,\d{1,9}){0,8}$/u, description: 'ids of brokers' },
          names: 'broker',
        },
      }),
      throttle: textFlag({
        summary:
          'So much at most is copied by each broker, in bytes a second, until the move has ended.',
        placeholder: 'BYTES',
        pattern: {
          expression: /^[1-9]\d{3,14}$/u,
          description: 'a number of bytes a second, 1000 at least',
        },
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
    const rate = flags.throttle === undefined ? undefined : Number(flags.throttle);
    return { scope, to, rate };
  },

  access: ({ scope: { topic: name }, rate }) => [
    ...(rate === undefined ? [] : throttleAccesses(name)),
    { operation: 'Alter', resourceType: 'Cluster' },
    { operation: 'Alter', resourceType: 'Topic', name },
    { operation: 'Describe', resourceType: 'Topic', name, implied: true },
    { operation: 'Describe', resourceType: 'Cluster', implied: true },
  ],

  ...changing<ReassignArgs, ReassignPlan>({
    plan: planMove,
    make: makeMove,
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

/** The throttle first, as the tool has it: nothing is to be copied without it. */
async function makeMove(
  { to }: ReassignArgs,
  { placed, throttle }: ReassignPlan,
  context: KafkaContext,
): Promise<void> {
  if (throttle !== undefined) await setThrottle(throttle, context);
  try {
    await context.changes.placeReplicas(
      placed.map(({ topic, partition }) => ({ topic, partition, replicas: to })),
    );
  } catch (error) {
    if (throttle === undefined) throw error;
    // It may go on: then what holds it back has to stay.
    throw error instanceof UnknownOutcomeError
      ? throttled(error, throttle, context)
      : await withoutThrottle(error, throttle, context);
  }
}

async function planMove(
  { scope, to, rate }: ReassignArgs,
  context: KafkaContext,
): Promise<ReassignPlan> {
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
  const throttle = rate === undefined ? undefined : throttleOf(scope.topic, rate, { placed, to });
  if (throttle !== undefined) await assertUnthrottled(throttle, context);
  return {
    ...{ placed, throttle, kafka: kafka.name },
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
    warnings: [
      ...(fewer ? ['There are fewer replicas afterwards.'] : []),
      ...(throttle === undefined ? [] : throttleInWords(throttle, copied)),
    ],
    bound: [topic.id, ...(rate === undefined ? [] : [`throttle ${rate}`])],
  };
}

function throttleInWords({ rate, brokers, topic }: Throttle, copied: number): readonly string[] {
  const seconds = Math.ceil(copied / rate);
  return [
    `Throttled to ${bytesInWords(rate)} a second on brokers ${brokers.join(', ')}: at least ${seconds} s. What is written meanwhile has to be less, or the move never ends.`,
    `The throttle is taken away when the move is seen to have ended, for ${WATCHED_MS / 60_000} minutes while the bot runs; after that "kafka cancel reassignment ${topic}" takes it away.`,
  ];
}

/** Until it is moved, the time is up, or somebody stops looking; none of these ends the move. */
async function followMove(
  { scope, to }: ReassignArgs,
  plan: ReassignPlan,
  context: KafkaContext,
): Promise<string> {
  const untilMs = context.nowMs() + WATCHED_MS;
  const wished = replicasText(to);
  const stays = plan.throttle === undefined ? '' : `${throttleStays(scope.topic)}\n`;
  const goesOn = `It goes on: "kafka reassignments" shows it, "kafka cancel reassignment" ends it.\n${stays}`;
  let endedLooks = 0;
  while (context.nowMs() < untilMs) {
    try {
      await context.sleep(LOOK_MS);
      const { placed } = await placementOf(scope, context);
      const moving = placed.filter((each) => each.moving !== undefined);
      if (moving.length === 0) {
        const elsewhere = placed.filter(({ replicas }) => replicasText(replicas) !== wished);
        endedLooks += 1;
        if (elsewhere.length > 0 && endedLooks < SETTLED_LOOKS) continue;
        const away = plan.throttle === undefined ? '' : await endThrottle(plan.throttle, context);
        return `${endInWords(elsewhere)}${away}`;
      }
      endedLooks = 0;
      const done = plan.placed.length - moving.length;
      context.show({
        stdout: `${done} of ${plan.placed.length} partitions are moved.\n${await behindInWords(moving, scope.topic, context)}`,
        ...{ stderr: '', exitCode: 0 },
      });
    } catch (error) {
      if (context.signal.aborted) return `It is no longer looked at. ${goesOn}`;
      if (!(error instanceof OperatorError)) throw error; // a broker that cannot be asked now ends nothing
    }
  }
  return goesOn;
}

async function behindInWords(
  moving: readonly Placed[],
  topic: string,
  { admin }: Pick<KafkaContext, 'admin'>,
): Promise<string> {
  const { found } = await admin.sizes(topic);
  const lines = moving.map((each) => {
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
  return lines.join('');
}

function endInWords(elsewhere: readonly Placed[]): string {
  if (elsewhere.length === 0) return 'All replicas are moved.\n';
  const found = elsewhere.map((each) => `${partitionName(each)} on ${replicasText(each.replicas)}`);
  return `Nothing moves any more, and not all lies where it was wanted: ${found.join(', ')}. Somebody may have cancelled it, or moved it elsewhere.\n`;
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
