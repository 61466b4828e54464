// `kafka group`: one consumer group as kafka-consumer-groups --describe prints it: where it stands in each partition, who reads it,
// or its members, or its state; and where it is behind, by how much time and whether it catches up.

import type {
  CommittedOffset,
  GroupMember,
  GroupState,
  TopicPartition,
} from '../../../pipeline/index.ts';
import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { switchFlag } from '../../grammar.ts';
import { behindOf, type Reach } from '../../kafka/behind.ts';
import { GROUP, kafkaFlag } from '../../kafka/flags.ts';
import { tableOf } from '../../kafka/table.ts';
import { LIMITS } from '../../limits.ts';

type View = 'offsets' | 'members' | 'state';

export const group = kafkaCommand({
  name: 'kafka group',
  summary: 'Describe one consumer group: offsets, members, lag in records and in time.',
  examples: ['kafka group billing', 'kafka group billing --members', 'kafka group billing --state'],
  effect: 'read',
  grammar: {
    positionals: { usage: 'GROUP', min: 1, max: 1, pattern: GROUP },
    flags: {
      members: switchFlag('Its members in place of its offsets.'),
      state: switchFlag('Its state and its coordinator in place of its offsets.'),
      ...kafkaFlag,
    },
  },

  read: ({ positionals, flags }): { groupId: string; view: View } => {
    if (flags.members && flags.state) {
      throw new UsageError({
        what: '--members and --state cannot be given together.',
        why: 'Each says what is to be shown.',
        fix: 'Ask for one after the other.',
        usage: '',
      });
    }
    const view = flags.members ? 'members' : flags.state ? 'state' : 'offsets';
    return { groupId: positionals[0] ?? '', view };
  },

  access: ({ groupId, view }) => [
    { operation: 'Describe', resourceType: 'Group', name: groupId },
    // Which topics it reads is known only once it was asked.
    ...(view === 'offsets'
      ? [{ operation: 'Describe', resourceType: 'Topic', implied: true } as const]
      : []),
    ...(view === 'state'
      ? [{ operation: 'Describe', resourceType: 'Cluster', implied: true } as const]
      : []),
  ],

  run: async ({ groupId, view }, context) => {
    const { admin, kafka } = context;
    const [found, committed] = await Promise.all([
      admin.group(groupId),
      view === 'offsets' ? admin.committed(groupId) : [],
    ]);
    if (found === undefined) throw noSuchGroup(groupId, kafka.name);
    if (view !== 'offsets') {
      const lines = view === 'members' ? memberLines(found) : await stateLines(found, context);
      return { stdout: tableOf(lines), stderr: remarkOf(found), exitCode: 0 };
    }
    const { lines, reaches } = await offsetLines(found, committed, admin);
    const [history] = context.lagHistory(groupId);
    const withinMs = LIMITS.kafkaTimesMs;
    const behind = await behindOf(reaches, admin, { history, withinMs });
    return {
      stdout: [lines, behind.lines]
        .filter(({ length }) => length > 0)
        .map(tableOf)
        .join('\n'),
      stderr: `${remarkOf(found)}${behind.remarks}${await goneInWords(reaches, admin)}`,
      exitCode: 0,
    };
  },
});

export function noSuchGroup(groupId: string, kafka: string): OperatorError {
  return new OperatorError({
    what: `There is no consumer group "${groupId}" on Kafka ${kafka}.`,
    why: 'Its coordinator does not know it.',
    fix: '"kafka groups" lists those that there are.',
  });
}

/** In the tool's own words. */
function remarkOf({ groupId, state }: GroupState): string {
  if (state === 'Empty') return `Consumer group '${groupId}' has no active members.\n`;
  return ['PreparingRebalance', 'CompletingRebalance', 'Assigning', 'Reconciling'].includes(state)
    ? `Warning: Consumer group '${groupId}' is rebalancing.\n`
    : '';
}

/** Of topics that were deleted while nobody looked after the group: Kafka's own tool describes no group then. */
async function goneInWords(
  reaches: readonly Reach[],
  admin: KafkaContext['admin'],
): Promise<string> {
  const untold = [...new Set(reaches.filter(({ end }) => end < 0).map(({ topic }) => topic))];
  if (untold.length === 0) return '';
  const there = (await admin.topicsNamed(untold)).map(({ name }) => name);
  return untold
    .filter((topic) => !there.includes(topic))
    .map(
      (topic) =>
        `Topic ${topic} is not there any more; what was committed of it stays until it expires.\n`,
    )
    .join('');
}

const OFFSETS = [
  ...['GROUP', 'TOPIC', 'PARTITION', 'CURRENT-OFFSET', 'LOG-END-OFFSET', 'LAG'],
  ...['CONSUMER-ID', 'HOST', 'CLIENT-ID'],
];

async function offsetLines(
  { groupId, members }: GroupState,
  offsets: readonly CommittedOffset[],
  admin: KafkaContext['admin'],
) {
  const committed = new Map(offsets.map((each) => [nameOf(each), each] as const));
  const readers = new Map(
    members.flatMap((member) => member.assignment.map((each) => [nameOf(each), member] as const)),
  );
  const all = new Map<string, TopicPartition>(
    [...committed.values(), ...members.flatMap(({ assignment }) => assignment)].map((each) => [
      nameOf(each),
      each,
    ]),
  );
  const partitions = [...all.values()].sort(
    (one, other) => compare(one.topic, other.topic) || one.partition - other.partition,
  );
  const ends = await admin.offsets(partitions, 'latest');
  const idle = members.filter(({ assignment }) => assignment.length === 0);
  const reaches = partitions.map(({ topic, partition }, index): Reach => {
    const end = ends[index];
    return {
      ...{ topic, partition, committed: committed.get(nameOf({ topic, partition }))?.offset ?? -1 },
      end: end?.error === 'NONE' ? end.offset : -1,
    };
  });
  const lines = [
    OFFSETS,
    ...reaches.map((each) => [
      groupId,
      each.topic,
      String(each.partition),
      ...reachCells(each),
      ...memberCells(readers.get(nameOf(each))),
    ]),
    ...idle.map((member) => [groupId, '-', '-', '-', '-', '-', ...memberCells(member)]),
  ];
  return { lines, reaches };
}

function reachCells({ committed, end }: Reach): readonly string[] {
  const lag = committed < 0 || end < 0 ? '-' : String(end - committed);
  return [committed < 0 ? '-' : String(committed), end < 0 ? '-' : String(end), lag];
}

function memberCells(member: GroupMember | undefined): readonly string[] {
  return member === undefined ? ['-', '-', '-'] : [member.memberId, member.host, member.clientId];
}

function memberLines({ groupId, members }: GroupState): readonly (readonly string[])[] {
  const isStatic = members.some(({ instanceId }) => instanceId !== null);
  const instance = (id: string | null) => (isStatic ? [id ?? '-'] : []);
  return [
    [
      ...['GROUP', 'CONSUMER-ID', ...(isStatic ? ['GROUP-INSTANCE-ID'] : [])],
      ...['HOST', 'CLIENT-ID', '#PARTITIONS'],
    ],
    ...members.map(({ memberId, instanceId, host, clientId, assignment }) => [
      ...[groupId, memberId, ...instance(instanceId), host, clientId],
      String(assignment.length),
    ]),
  ];
}

async function stateLines(
  { groupId, coordinator, assignor, state, members }: GroupState,
  { admin }: KafkaContext,
) {
  const { brokers } = await admin.cluster();
  const broker = brokers.find(({ id }) => id === coordinator);
  const address = broker === undefined ? '-' : `${broker.host}:${broker.port}`;
  return [
    ['GROUP', 'COORDINATOR (ID)', 'ASSIGNMENT-STRATEGY', 'STATE', '#MEMBERS'],
    [groupId, `${address} (${coordinator})`, assignor || '-', state, String(members.length)],
  ];
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
