// What a reset of offsets would do: which partitions, from where to where. Looks, and changes nothing.

import type { CommittedOffset, GroupState, TopicPartition } from '../../pipeline/index.ts';
import type { KafkaContext } from '../command.ts';
import { OperatorError } from '../errors.ts';
import type { ChangePlan, Value } from './change.ts';
import { newOffsets, type Reach, reachOf } from './new-offsets.ts';
import type { ResetWay } from './reset-way.ts';
import type { SnapshotOffset } from './snapshot.ts';
import { tableOf } from './table.ts';
import { byPlace, partitionName, partitionsOf, type TopicScope } from './topic-scope.ts';

export interface OffsetPlan extends ChangePlan {
  readonly kafka: string;
  readonly groupId: string;
  /** In the order of the values. */
  readonly partitions: readonly TopicPartition[];
  /** Where the group stands, to the last detail. */
  readonly former: readonly SnapshotOffset[];
  /** Where it shall stand. */
  readonly wanted: readonly SnapshotOffset[];
  /** Once it is kept: the id of the snapshot of where it stood. */
  readonly snapshotId?: string;
}

export interface ResetWish {
  readonly groupId: string;
  /** undefined: of every topic that the group has offsets of. */
  readonly scopes: readonly TopicScope[] | undefined;
  readonly way: ResetWay;
}

/** @throws OperatorError when somebody is in the group, or there is nothing to reset. */
export async function planReset(
  wish: ResetWish,
  context: KafkaContext,
  agreed: readonly Value[] | undefined,
): Promise<OffsetPlan> {
  const { admin, kafka } = context;
  await assertNobodyIn(wish.groupId, context);
  const committed = await admin.committed(wish.groupId);
  const partitions = await partitionsFor(wish, committed, context);
  const standing = standingOf(partitions, committed);
  const reach = await reachOf(partitions, admin);
  const held = agreedOffsets(partitions, reach, agreed);
  const offsets = held.every((offset) => offset !== undefined)
    ? held
    : await newOffsets(
        {
          ...{ partitions, way: wish.way, nowMs: context.nowMs() },
          committed: new Map(committed.map((each) => [partitionName(each), each.offset])),
        },
        reach,
        admin,
      );
  const wanted = partitions.map(
    (partition, index): SnapshotOffset => ({
      ...partition,
      ...{ offset: held[index] ?? offsets[index] ?? 0, leaderEpoch: -1, metadata: '' },
    }),
  );
  return offsetPlan({
    groupId: wish.groupId,
    kafka: kafka.name,
    partitions,
    former: standing,
    wanted,
  });
}

/** The plan of a change from one standing to another, with its words. */
export function offsetPlan(
  parts: Pick<OffsetPlan, 'groupId' | 'kafka' | 'partitions' | 'former' | 'wanted'>,
): OffsetPlan {
  const { groupId, partitions, former, wanted } = parts;
  const values = partitions.map((partition, index) => ({
    of: partitionName(partition),
    before: textOf(former[index]),
    after: textOf(wanted[index]),
  }));
  const moves = values.map(
    ({ before, after }) => Number(after ?? 0) - Number(before ?? after ?? 0),
  );
  const sum = (sign: 1 | -1) =>
    moves.filter((move) => move * sign > 0).reduce((total, move) => total + Math.abs(move), 0);
  return {
    ...parts,
    values,
    summary:
      `Set ${values.length} offset${values.length === 1 ? '' : 's'} of group ${groupId}: ` +
      `${inWords(sum(-1))} will be read again, ${inWords(sum(1))} will be skipped`,
    shown: tableOf([
      ['PARTITION', 'NOW', 'NEW', 'MOVE'], // narrow enough for a phone
      ...partitions.map((partition, index) => {
        const { before, after } = values[index] ?? {};
        const move = moves[index] ?? 0;
        return [
          ...[partitionName(partition), before ?? '-', after ?? '-'],
          before === undefined || after === undefined ? '-' : move > 0 ? `+${move}` : String(move),
        ];
      }),
    ]),
    bound: [groupId],
  };
}

/** Who is in a group has its own idea of where it stands, and commits it. */
export async function assertNobodyIn(groupId: string, { admin }: KafkaContext): Promise<void> {
  const group = await admin.group(groupId);
  if (group === undefined || (group.state === 'Empty' && group.members.length === 0)) return;
  throw inUse(group);
}

/** Where the group stands in each of them, in their order. */
export function standingOf(
  partitions: readonly TopicPartition[],
  committed: readonly CommittedOffset[],
): readonly SnapshotOffset[] {
  const known = new Map(committed.map((each) => [partitionName(each), each]));
  return partitions.map(({ topic, partition }) => {
    const { offset, leaderEpoch = -1, metadata = '' } = known.get(`${topic}-${partition}`) ?? {};
    const isNone = offset === undefined || offset < 0;
    return { topic, partition, offset: isNone ? null : offset, leaderEpoch, metadata };
  });
}

async function partitionsFor(
  { groupId, scopes }: ResetWish,
  committed: readonly CommittedOffset[],
  { admin, kafka }: KafkaContext,
): Promise<readonly TopicPartition[]> {
  if (scopes === undefined) {
    if (committed.length === 0) throw noOffsets(groupId, kafka.name);
    return committed.map(({ topic, partition }) => ({ topic, partition })).sort(byPlace);
  }
  const names = [...new Set(scopes.map(({ topic }) => topic))];
  return partitionsOf(scopes, await admin.topicsNamed(names), kafka.name);
}

/**
 * Where a log ends has moved since the preview; what was agreed to holds as long as the log still has it.
 * @returns in the order of the partitions; undefined where it has to be found anew, as for an offset that lies beyond the log.
 */
function agreedOffsets(
  partitions: readonly TopicPartition[],
  reach: readonly Reach[],
  agreed: readonly Value[] | undefined,
): readonly (number | undefined)[] {
  return partitions.map((partition, index) => {
    const { of, after = '' } = agreed?.[index] ?? { of: '' };
    const { first = 0, end = 0 } = reach[index] ?? {};
    const offset = Number(after);
    const isThere = /^\d{1,15}$/u.test(after) && first <= offset && offset <= end;
    return of === partitionName(partition) && isThere ? offset : undefined;
  });
}

function textOf(standing: SnapshotOffset | undefined): string | undefined {
  return standing?.offset === null ? undefined : String(standing?.offset);
}

function inWords(count: number): string {
  return `${count} record${count === 1 ? '' : 's'}`;
}

function inUse({ groupId, state, members }: GroupState): OperatorError {
  const hosts = [...new Set(members.map(({ host, clientId }) => `${clientId} ${host}`))];
  return new OperatorError({
    what: `The offsets of group ${groupId} cannot be changed now.`,
    why: `It is ${state}, with ${members.length} member${members.length === 1 ? '' : 's'}: ${hosts.slice(0, 5).join(', ')}.`,
    fix: 'Stop its members first; they would go on from where they are, and overwrite it.',
  });
}

function noOffsets(groupId: string, kafka: string): OperatorError {
  return new OperatorError({
    what: `Group ${groupId} has no offsets on Kafka ${kafka}.`,
    why: 'It has committed none, or there is no such group.',
    fix: 'Name the topics with --topic.',
  });
}
