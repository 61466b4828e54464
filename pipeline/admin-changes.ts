// What may be changed in a Kafka by those who look after it. Not here: deleting topics or records, elections of leaders that lack
// records, ACLs, credentials, settings of brokers beyond what throttles a move. Types only.

import type { CommittedOffset, ConfigResource, GroupMember, TopicPartition } from './admin.ts';
import type { QuotasOfEntity } from './admin-security.ts';

/** One setting; null: what is set for this one resource is taken away, and what holds elsewhere is in force. */
export interface ConfigChange {
  readonly name: string;
  readonly value: string | null;
}

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Where the replicas of a partition shall lie, the preferred leader first; null: a move that is under way is ended. */
export interface ReplicaPlacement extends TopicPartition {
  readonly replicas: readonly number[] | null;
}

/** One quota of an entity; null: it is taken away. */
export interface QuotaChange {
  readonly key: string;
  readonly value: number | null;
}

/**
 * Every call throws KafkaError for what Kafka refuses, and with OUTCOME_UNKNOWN when it was sent and never answered: then nobody
 * here knows whether it was carried out, and it was not sent again. With `validateOnly` nothing is changed, so never with that one.
 */
export interface KafkaChanges {
  /** These settings alone: all others of the resource stay (KIP-339). */
  alterConfigs(
    resource: ConfigResource,
    changes: readonly ConfigChange[],
    validateOnly: boolean,
  ): Promise<void>;
  /** Sets what an empty group has committed. @throws UNKNOWN_MEMBER_ID when somebody is in it. */
  commitOffsets(groupId: string, offsets: readonly CommittedOffset[]): Promise<void>;
  /** Takes away what a group has committed. @throws GROUP_SUBSCRIBED_TO_TOPIC when somebody of it reads the topic. */
  deleteOffsets(groupId: string, partitions: readonly TopicPartition[]): Promise<void>;
  /** Takes one member out of its group. */
  removeMember(
    groupId: string,
    member: Pick<GroupMember, 'memberId' | 'instanceId'>,
  ): Promise<void>;
  createTopic(topic: NewTopic, validateOnly: boolean): Promise<void>;
  /** @param count how many partitions there shall be in all */
  addPartitions(topic: string, count: number, validateOnly: boolean): Promise<void>;
  /** The first replica of each leads again, as far as it is in sync. */
  electPreferred(partitions: readonly TopicPartition[]): Promise<void>;
  /** Begins to move replicas, or ends that; returns before they are moved. */
  placeReplicas(placements: readonly ReplicaPlacement[]): Promise<void>;
  /** These quotas of exactly that entity alone: all others stay. */
  alterQuotas(
    entity: QuotasOfEntity['entity'],
    changes: readonly QuotaChange[],
    validateOnly: boolean,
  ): Promise<void>;
}
