// Where the replicas of partitions lie, and where they shall lie while they are being moved.

import type { Reassignment, TopicPartition, TopicState } from '../../pipeline/index.ts';
import type { KafkaContext } from '../command.ts';
import { noSuchTopic } from './missing.ts';
import { partitionName, partitionsOf, type TopicScope } from './topic-scope.ts';

export interface Placed extends TopicPartition {
  /** Of a partition that is being moved: those that it shall have. */
  readonly replicas: readonly number[];
  /** undefined: it lies still. */
  readonly moving: Reassignment | undefined;
}

export async function placementOf(
  scope: TopicScope,
  { admin, kafka }: Pick<KafkaContext, 'admin' | 'kafka'>,
): Promise<{ readonly topic: TopicState; readonly placed: readonly Placed[] }> {
  const [topic, reassignments] = await Promise.all([
    admin.topic(scope.topic),
    admin.reassignments(),
  ]);
  if (topic === undefined) throw noSuchTopic(scope.topic, kafka.name);
  const placed = partitionsOf([scope], [topic], kafka.name).map((each): Placed => {
    const moving = reassignments.find((one) => partitionName(one) === partitionName(each));
    const state = topic.partitions.find(({ partition }) => partition === each.partition);
    const replicas =
      moving?.replicas.filter((broker) => !moving.removing.includes(broker)) ?? state?.replicas;
    return { ...each, moving, replicas: replicas ?? [] };
  });
  return { topic, placed };
}

export function replicasText(replicas: readonly number[]): string {
  return replicas.join(',');
}
