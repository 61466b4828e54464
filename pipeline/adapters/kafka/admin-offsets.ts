// Offsets of partitions by time, each asked of its leader.

import type { FoundOffset, KafkaAdmin } from '../../admin.ts';
import { KafkaError, NO_ANSWER } from '../../kafka-error.ts';
import type { Connections } from './connections.ts';
import { errorName } from './error-codes.ts';
import { askLeaders } from './leaders.ts';
import { nameOf, type TopicPartition } from './request.ts';
import { findOffsetsRequest } from './requests/find-offsets.ts';

export async function findOffsets(
  connections: Connections,
  partitions: readonly TopicPartition[],
  at: Parameters<KafkaAdmin['offsets']>[1],
): Promise<readonly FoundOffset[]> {
  const found = await askLeaders(connections, partitions, {
    ask: (leader, led) => offsetsOf(connections, leader, led, at),
    isSettled: ({ error }: FoundOffset) => error === 'NONE',
  });
  return partitions.map((wanted) => found.get(nameOf(wanted)) ?? missing(wanted, NO_ANSWER));
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
