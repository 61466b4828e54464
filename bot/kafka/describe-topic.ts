// The lines of kafka-topics --describe (TopicCommand.java), cell by cell: its words and its order, in columns in place of tabs.

import type { ConfigEntry, PartitionState, TopicState } from '../../pipeline/index.ts';

/** @param configs those to be named */
export function topicCells(
  { name, id, partitions }: TopicState,
  configs: readonly ConfigEntry[],
): readonly string[] {
  return [
    `Topic: ${name}`,
    `TopicId: ${id}`,
    `PartitionCount: ${partitions.length}`,
    `ReplicationFactor: ${partitions[0]?.replicas.length ?? 0}`,
    `Configs: ${configs.map((entry) => `${entry.name}=${entry.value ?? ''}`).join(',')}`,
  ];
}

export function partitionCells(
  { name }: Pick<TopicState, 'name'>,
  { partition, leader, replicas, isr, elr, lastKnownElr }: PartitionState,
): readonly string[] {
  return [
    `  Topic: ${name}`,
    `Partition: ${partition}`,
    `Leader: ${leader < 0 ? 'none' : leader}`,
    `Replicas: ${replicas.join(',')}`,
    `Isr: ${isr.join(',')}`,
    `Elr: ${elr?.join(',') ?? 'N/A'}`,
    `LastKnownElr: ${lastKnownElr?.join(',') ?? 'N/A'}`,
  ];
}

/** What differs from Kafka's own default, wherever it was set. */
export function notDefault(configs: readonly ConfigEntry[]): readonly ConfigEntry[] {
  return configs.filter(({ source }) => source !== 'DEFAULT_CONFIG');
}

export function minInSyncOf(configs: readonly ConfigEntry[]): number {
  return Number(configs.find(({ name }) => name === 'min.insync.replicas')?.value ?? 1);
}
