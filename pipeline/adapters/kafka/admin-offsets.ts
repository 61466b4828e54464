// Offsets of partitions by time, each asked of its leader.

import type { FoundOffset, KafkaAdmin } from '../../admin.ts';
import { KafkaError, NO_ANSWER } from '../../kafka-error.ts';
import type { Connections } from './connections.ts';
import { errorName } from './error-codes.ts';
import { groupByLeader, knownLeaders } from './leaders.ts';
import { nameOf, type TopicPartition } from './request.ts';
import { findOffsetsRequest } from './requests/find-offsets.ts';

export async function findOffsets(
  connections: Connections,
  partitions: readonly TopicPartition[],
  at: Parameters<KafkaAdmin['offsets']>[1],
): Promise<readonly FoundOffset[]> {
  const known = knownLeaders(connections, partitions);
  const first = known === undefined ? [] : await offsetsAt(connections, known, at);
  const byName = new Map(first.filter(isFound).map((found) => [nameOf(found), found] as const));
  const left = partitions.filter((each) => !byName.has(nameOf(each)));
  if (left.length > 0) {
    const silent = new Set(first.filter(({ error }) => error === NO_ANSWER).map(nameOf));
    const waited = [...(known ?? [])].filter(([, led]) =>
      led.some((each) => silent.has(nameOf(each))),
    );
    const fresh = await groupByLeader(connections, left);
    // Whoever leads still and said nothing was waited for once already.
    for (const [leader] of waited) fresh.delete(leader);
    for (const found of await offsetsAt(connections, fresh, at)) byName.set(nameOf(found), found);
  }
  return partitions.map((wanted) => byName.get(nameOf(wanted)) ?? missing(wanted, NO_ANSWER));
}

/** Anything else may be of a leader that is none any more. */
function isFound({ error }: FoundOffset): boolean {
  return error === 'NONE';
}

async function offsetsAt(
  connections: Connections,
  byLeader: ReadonlyMap<number, readonly TopicPartition[]>,
  at: Parameters<KafkaAdmin['offsets']>[1],
): Promise<readonly FoundOffset[]> {
  const answers = await Promise.all(
    [...byLeader].map(([leader, led]) => offsetsOf(connections, leader, led, at)),
  );
  return answers.flat();
}

async function offsetsOf(
  connections: Connections,
  leader: number,
  partitions: readonly TopicPartition[],
  at: Parameters<KafkaAdmin['offsets']>[1],
): Promise<readonly FoundOffset[]> {
  if (leader < 0) return partitions.map((each) => missing(each, 'LEADER_NOT_AVAILABLE'));
  try {
    const found = await connections.send(leader, findOffsetsRequest(partitions, at));
    return found.map(({ errorCode, ...rest }) => ({ ...rest, error: errorName(errorCode) }));
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return partitions.map((each) => missing(each, error.code));
  }
}

function missing({ topic, partition }: TopicPartition, error: string): FoundOffset {
  return { topic, partition, offset: -1, timestamp: -1, error };
}
