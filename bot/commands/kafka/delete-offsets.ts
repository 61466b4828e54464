// `kafka delete offsets`: the group forgets where it stands in some partitions. Where it stood is kept, so that it can be brought back.

import type { KafkaContext } from '../../command.ts';
import { kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { changing } from '../../kafka/change.ts';
import { GROUP, kafkaFlag } from '../../kafka/flags.ts';
import { type OffsetPlan, offsetPlan, standingOf } from '../../kafka/reset-plan.ts';
import { setStanding } from '../../kafka/set-standing.ts';
import { tableOf } from '../../kafka/table.ts';
import {
  byPlace,
  readTopicScopes,
  type TopicScope,
  topicScopeFlag,
} from '../../kafka/topic-scope.ts';

const USAGE = 'kafka delete offsets GROUP --topic TOPIC[:PARTITIONS] ... [--kafka KAFKA]';

interface DeleteOffsetsArgs {
  readonly groupId: string;
  readonly scopes: readonly TopicScope[];
}

export const deleteOffsets = kafkaCommand({
  name: 'kafka delete offsets',
  summary: 'Let a consumer group forget where it stands in a topic that it does not read.',
  examples: [
    'kafka delete offsets reports --topic orders',
    'kafka delete offsets reports --topic orders:0,2',
  ],
  effect: 'change',
  grammar: {
    positionals: { usage: 'GROUP', min: 1, max: 1, pattern: GROUP },
    flags: {
      topic: topicScopeFlag('A topic, or some of its partitions; may be given several times.'),
      ...kafkaFlag,
    },
  },

  read: ({ positionals: [groupId = ''], flags }): DeleteOffsetsArgs => {
    if (flags.topic.length === 0) throw misused();
    return { groupId, scopes: readTopicScopes(flags.topic) };
  },

  access: ({ groupId, scopes }) => [
    { operation: 'Delete', resourceType: 'Group', name: groupId },
    ...[...new Set(scopes.map(({ topic }) => topic))].map(
      (name) => ({ operation: 'Read', resourceType: 'Topic', name }) as const,
    ),
    { operation: 'Describe', resourceType: 'Group', name: groupId, implied: true },
  ],

  ...changing<DeleteOffsetsArgs, OffsetPlan>({
    plan: planDeletion,
    prepare: async (_args, plan, { snapshots }) => ({
      ...plan,
      snapshotId: await snapshots.keep(plan.groupId, plan.former),
    }),
    make: async (_args, plan, { changes }) => await setStanding(plan, changes),
    look: async ({ groupId }, { partitions }, { admin }) =>
      standingOf(partitions, await admin.committed(groupId)).map(({ offset }) =>
        offset === null ? undefined : String(offset),
      ),
    print: (_args, { groupId, partitions }) =>
      `Request succeed for deleting offsets from group ${groupId}.\n${tableOf([
        ['TOPIC', 'PARTITION', 'STATUS'],
        ...partitions.map(({ topic, partition }) => [topic, String(partition), 'Successful']),
      ])}`,
    undo: (_args, { groupId, snapshotId = '', kafka }) =>
      `kafka reset offsets ${groupId} --undo ${snapshotId} --kafka ${kafka}`,
  }),
});

/** The topic itself may be gone: what the group has of it is looked for, and nothing else. */
async function planDeletion(
  { groupId, scopes }: DeleteOffsetsArgs,
  { admin, kafka }: KafkaContext,
): Promise<OffsetPlan> {
  const [committed, group] = await Promise.all([admin.committed(groupId), admin.group(groupId)]);
  const isMeant = ({ topic, partition }: { topic: string; partition: number }) =>
    scopes.some(
      (scope) => scope.topic === topic && (scope.partitions?.includes(partition) ?? true),
    );
  const reader = group?.members.find(({ assignment }) =>
    assignment.some((each) => scopes.some(({ topic }) => topic === each.topic)),
  );
  if (reader !== undefined) throw isRead(groupId, `${reader.clientId} ${reader.host}`);
  const partitions = committed
    .filter(isMeant)
    .map(({ topic, partition }) => ({ topic, partition }))
    .sort(byPlace);
  if (partitions.length === 0) throw nothingThere(groupId);
  const former = standingOf(partitions, committed);
  const wanted = partitions.map((each) => ({
    ...each,
    ...{ offset: null, leaderEpoch: -1, metadata: '' },
  }));
  const plan = offsetPlan({ groupId, kafka: kafka.name, partitions, former, wanted });
  const count = partitions.length;
  return {
    ...plan,
    summary: `Delete ${count} offset${count === 1 ? '' : 's'} of group ${groupId}: a reader begins anew by its auto.offset.reset`,
  };
}

function isRead(groupId: string, reader: string): OperatorError {
  return new OperatorError({
    what: `These offsets of group ${groupId} cannot be deleted now.`,
    why: `The topic is read by ${reader}.`,
    fix: 'Stop its readers first.',
  });
}

function nothingThere(groupId: string): OperatorError {
  return new OperatorError({
    what: 'There is nothing to delete.',
    why: `Group ${groupId} has no offsets of that.`,
    fix: `"kafka group ${groupId}" shows those that it has.`,
  });
}

function misused(): UsageError {
  return new UsageError({
    what: 'It is not said which topics are meant.',
    why: 'Offsets are deleted of named topics alone.',
    fix: 'Add --topic TOPIC or --topic TOPIC:PARTITIONS.',
    usage: USAGE,
  });
}
