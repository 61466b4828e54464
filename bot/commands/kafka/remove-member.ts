// `kafka remove member`: takes one member out of a group, so that its partitions go to the others at once. A static member that is gone
// holds them until its session ends otherwise. One that still runs joins again.

import type { GroupMember } from '../../../pipeline/index.ts';
import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { type ChangePlan, changing } from '../../kafka/change.ts';
import { GROUP, kafkaFlag } from '../../kafka/flags.ts';
import { tableOf } from '../../kafka/table.ts';
import { partitionName } from '../../kafka/topic-scope.ts';
import { noSuchGroup } from './group.ts';

interface RemoveMemberArgs {
  readonly groupId: string;
  /** Its group.instance.id, or the id that the coordinator gave it. */
  readonly wanted: string;
}

interface RemoveMemberPlan extends ChangePlan {
  readonly member: GroupMember;
}

export const removeMember = kafkaCommand({
  name: 'kafka remove member',
  summary: 'Take a member out of a consumer group; one that still runs joins again.',
  examples: ['kafka remove member billing billing-3'],
  effect: 'change',
  grammar: {
    positionals: {
      ...{ usage: 'GROUP MEMBER', min: 2, max: 2 },
      ...{ pattern: GROUP, secondNames: 'member' },
    },
    flags: kafkaFlag,
  },

  read: ({ positionals: [groupId = '', wanted = ''] }): RemoveMemberArgs => ({ groupId, wanted }),

  access: ({ groupId }) => [
    { operation: 'Read', resourceType: 'Group', name: groupId },
    { operation: 'Describe', resourceType: 'Group', name: groupId, implied: true },
  ],

  ...changing<RemoveMemberArgs, RemoveMemberPlan>({
    plan: planRemoval,
    make: async ({ groupId }, { member }, { changes }) =>
      await changes.removeMember(groupId, member),
    look: async ({ groupId }, { member }, { admin }) => {
      const group = await admin.group(groupId);
      return [group?.members.find(({ memberId }) => memberId === member.memberId)?.memberId];
    },
    print: ({ groupId, wanted }) => `Removed member ${wanted} from group ${groupId}.\n`,
    undo: () => undefined, // it joins again by itself
  }),
});

async function planRemoval(
  { groupId, wanted }: RemoveMemberArgs,
  { admin, kafka }: KafkaContext,
): Promise<RemoveMemberPlan> {
  const group = await admin.group(groupId);
  if (group === undefined) throw noSuchGroup(groupId, kafka.name);
  const member = group.members.find(
    ({ memberId, instanceId }) => instanceId === wanted || memberId === wanted,
  );
  if (member === undefined) throw noSuchMember(groupId, wanted);
  const { memberId, instanceId, clientId, host, assignment } = member;
  const others = group.members.length - 1;
  return {
    member,
    values: [{ of: wanted, before: memberId, after: undefined }],
    summary: `Remove member ${wanted} of group ${groupId}`,
    shown: tableOf([
      ['CONSUMER-ID', 'GROUP-INSTANCE-ID', 'HOST', 'CLIENT-ID', 'PARTITIONS'],
      [memberId, instanceId ?? '-', host, clientId, assignment.map(partitionName).join(',') || '-'],
    ]),
    warnings: [
      others === 0
        ? 'It is the only one: nobody reads then until somebody joins.'
        : `Its partitions go to the other ${others === 1 ? 'member' : `${others} members`}, which stop for a moment.`,
      ...(instanceId === null
        ? ['It is no static member: if it runs, it is back in a moment.']
        : []),
    ],
    bound: [groupId],
  };
}

function noSuchMember(groupId: string, wanted: string): OperatorError {
  return new OperatorError({
    what: `There is no member "${wanted}" in group ${groupId} now.`,
    why: 'No member has that group.instance.id, or that consumer id.',
    fix: `"kafka group ${groupId} --members" lists those that it has.`,
  });
}
