// `kafka reset offsets`: says where an empty group shall go on reading, by the seven ways of kafka-consumer-groups. Exact offsets are
// shown, agreed to and committed; where it stood is kept, and --undo brings it back.

import type { KafkaContext } from '../../command.ts';
import { kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { switchFlag, textFlag } from '../../grammar.ts';
import { changing } from '../../kafka/change.ts';
import { GROUP, kafkaFlag } from '../../kafka/flags.ts';
import {
  assertNobodyIn,
  type OffsetPlan,
  offsetPlan,
  planReset,
  type ResetWish,
  standingOf,
} from '../../kafka/reset-plan.ts';
import { readWay, wayFlags } from '../../kafka/reset-way.ts';
import { setStanding } from '../../kafka/set-standing.ts';
import type { SnapshotOffset } from '../../kafka/snapshot.ts';
import { tableOf } from '../../kafka/table.ts';
import { readTopicScopes, topicScopeFlag } from '../../kafka/topic-scope.ts';

const USAGE =
  'kafka reset offsets GROUP (--topic TOPIC[:PARTITIONS] ... | --all-topics) --to-... | kafka reset offsets GROUP --undo ID';

type ResetArgs = ResetWish | { readonly groupId: string; readonly undo: string };

export const resetOffsets = kafkaCommand({
  name: 'kafka reset offsets',
  summary: 'Say where an empty consumer group shall go on reading.',
  examples: [
    'kafka reset offsets reports --topic orders --to-earliest',
    'kafka reset offsets reports --topic orders:0,2 --to-datetime 2026-11-25T21:00:00',
    'kafka reset offsets reports --all-topics --shift-back-by 100',
  ],
  effect: 'change',
  grammar: {
    positionals: { usage: 'GROUP', min: 1, max: 1, pattern: GROUP },
    flags: {
      topic: topicScopeFlag('A topic, or some of its partitions; may be given several times.'),
      'all-topics': switchFlag('Every topic that the group has offsets of.'),
      ...wayFlags,
      undo: textFlag({
        summary: 'Bring back where it stood before a change: the id is in that change’s answer.',
        placeholder: 'ID',
        pattern: { expression: /^[A-Za-z0-9]{4,16}$/u, description: 'an id' },
      }),
      ...kafkaFlag,
    },
  },

  read: ({ positionals: [groupId = ''], flags }): ResetArgs => {
    const way = readWay(flags, USAGE);
    const isScoped = flags.topic.length > 0;
    if (flags.undo !== undefined) {
      if (way !== undefined || isScoped || flags['all-topics'])
        throw misused('--undo stands alone.');
      return { groupId, undo: flags.undo };
    }
    if (way === undefined) throw misused('It is not said where the group shall go on.');
    if (isScoped === flags['all-topics']) throw misused('It is not said which topics are meant.');
    return { groupId, way, scopes: isScoped ? readTopicScopes(flags.topic) : undefined };
  },

  access: (args) => {
    const { groupId } = args;
    // Which topics those are is known only once the group was asked.
    const topics =
      'undo' in args || args.scopes === undefined
        ? [{}]
        : [...new Set(args.scopes.map(({ topic }) => topic))].map((name) => ({ name }));
    return [
      { operation: 'Read', resourceType: 'Group', name: groupId },
      ...('undo' in args
        ? [{ operation: 'Delete', resourceType: 'Group', name: groupId } as const]
        : []),
      ...topics.map((topic) => ({ operation: 'Read', resourceType: 'Topic', ...topic }) as const),
      { operation: 'Describe', resourceType: 'Group', name: groupId, implied: true },
      ...topics.map(
        (topic) =>
          ({ operation: 'Describe', resourceType: 'Topic', ...topic, implied: true }) as const,
      ),
    ];
  },

  ...changing<ResetArgs, OffsetPlan>({
    plan: async (args, context, agreed) =>
      'undo' in args ? await planUndo(args, context) : await planReset(args, context, agreed),
    prepare: async (_args, plan, { snapshots }) => ({
      ...plan,
      snapshotId: await snapshots.keep(plan.groupId, plan.former),
    }),
    make: async (_args, plan, { changes }) => await setStanding(plan, changes),
    look: async ({ groupId }, { partitions }, { admin }) =>
      standingOf(partitions, await admin.committed(groupId)).map(({ offset }) =>
        offset === null ? undefined : String(offset),
      ),
    print: (_args, { groupId, values, partitions }) =>
      tableOf([
        ['GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET', 'FORMER-OFFSET'],
        ...partitions.map(({ topic, partition }, index) => [
          ...[groupId, topic, String(partition)],
          ...[values[index]?.after ?? '-', values[index]?.before ?? '-'],
        ]),
      ]),
    undo: (_args, { groupId, snapshotId, kafka }) =>
      snapshotId === undefined
        ? undefined
        : `kafka reset offsets ${groupId} --undo ${snapshotId} --kafka ${kafka}`,
  }),
});

/** Back to exactly where it stood: what had no offset then has none again. */
async function planUndo(
  { groupId, undo }: { readonly groupId: string; readonly undo: string },
  context: KafkaContext,
): Promise<OffsetPlan> {
  const { admin, snapshots, kafka } = context;
  const snapshot = await snapshots.find(undo, groupId);
  if (snapshot === undefined) throw noSnapshot(groupId);
  await assertNobodyIn(groupId, context);
  const wanted: readonly SnapshotOffset[] = snapshot.offsets;
  const partitions = wanted.map(({ topic, partition }) => ({ topic, partition }));
  const former = standingOf(partitions, await admin.committed(groupId));
  return offsetPlan({ groupId, kafka: kafka.name, partitions, former, wanted });
}

function noSnapshot(groupId: string): OperatorError {
  return new OperatorError({
    what: `It is not known where group ${groupId} stood then.`,
    why: 'There is no such id for this group on this Kafka, or it is older than 30 days.',
    fix: 'Copy the undo line of the change’s own answer; "/qm audit" finds it.',
  });
}

function misused(what: string): UsageError {
  return new UsageError({
    what,
    why: 'A reset needs topics and one way; an undo needs its id alone.',
    fix: 'Correct it and send the command again.',
    usage: USAGE,
  });
}
