// What may be asked of a Kafka by those who look after it, in Kafka's own words: the adapter gives it over real brokers. It knows
// no persons and no permissions. Types only.

import type { RecordAdmin } from './admin-records.ts';
import type { SecurityAdmin } from './admin-security.ts';
import type { TransactionAdmin } from './admin-transactions.ts';
import type { TopicPartition } from './ports.ts';

export type * from './admin-records.ts';
export type * from './admin-security.ts';
export type * from './admin-transactions.ts';
export type { TopicPartition } from './ports.ts';

export interface PartitionState {
  readonly partition: number;
  /** The broker that leads it; -1 when none does. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Eligible leader replicas (KIP-966), and those last known; undefined from a broker that does not tell. */
  readonly elr: readonly number[] | undefined;
  readonly lastKnownElr: readonly number[] | undefined;
}

export interface TopicState {
  readonly name: string;
  /** As Kafka writes it: 22 characters. */
  readonly id: string;
  readonly isInternal: boolean;
  /** In the order of their numbers. */
  readonly partitions: readonly PartitionState[];
}

export interface ConfigEntry {
  readonly name: string;
  /** null for a sensitive one: brokers do not tell it. */
  readonly value: string | null;
  readonly source: ConfigSource;
  readonly isSensitive: boolean;
  readonly isReadOnly: boolean;
  /** Where else it is set, the one in force first. */
  readonly synonyms: readonly {
    readonly name: string;
    readonly value: string | null;
    readonly source: ConfigSource;
  }[];
}

export type ConfigSource =
  | 'UNKNOWN'
  | 'DYNAMIC_TOPIC_CONFIG'
  | 'DYNAMIC_BROKER_CONFIG'
  | 'DYNAMIC_DEFAULT_BROKER_CONFIG'
  | 'STATIC_BROKER_CONFIG'
  | 'DEFAULT_CONFIG'
  | 'DYNAMIC_BROKER_LOGGER_CONFIG'
  | 'DYNAMIC_CLIENT_METRICS_CONFIG'
  | 'DYNAMIC_GROUP_CONFIG';

export interface ConfigResource {
  readonly type: 'topic' | 'broker' | 'group';
  /** The id, for a broker. */
  readonly name: string;
}

export interface ListedGroup {
  readonly groupId: string;
  /** `consumer`, `connect` ...; '' for one that has only offsets. */
  readonly protocolType: string;
  /** As Kafka spells it: Stable, Empty, PreparingRebalance, Dead ...; '' where the broker does not tell. */
  readonly state: string;
  /** Classic, Consumer, Share, Streams; '' where the broker does not tell. */
  readonly type: string;
  /** The broker that said so. */
  readonly coordinator: number;
}

export interface GroupMember {
  readonly memberId: string;
  /** Of a static member. */
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  readonly assignment: readonly TopicPartition[];
}

export interface GroupState {
  readonly groupId: string;
  readonly coordinator: number;
  readonly state: string;
  readonly assignor: string;
  readonly members: readonly GroupMember[];
}

export interface CommittedOffset extends TopicPartition {
  readonly offset: number;
  /** Of the record before it, so that a log that was cut off is noticed; -1 where it was not said. */
  readonly leaderEpoch?: number;
  /** Whatever the reader left beside it. */
  readonly metadata?: string;
}

export interface CommittedOfGroup {
  readonly groupId: string;
  readonly offsets: readonly CommittedOffset[];
}

export interface ClusterState {
  readonly clusterId: string;
  /** The broker that is named as the controller; with KRaft any of them. */
  readonly controller: number;
  readonly brokers: readonly {
    readonly id: number;
    readonly host: string;
    readonly port: number;
    readonly rack: string | null;
  }[];
}

export interface Reassignment extends TopicPartition {
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

export interface QuorumReplica {
  readonly id: number;
  readonly logEndOffset: number;
  /** Milliseconds since 1970; -1 for the leader, or where it is not known. */
  readonly lastFetchTimestamp: number;
  readonly lastCaughtUpTimestamp: number;
}

export interface QuorumState {
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly voters: readonly QuorumReplica[];
  readonly observers: readonly QuorumReplica[];
}

export interface LogDirectory {
  readonly broker: number;
  readonly directory: string;
  /** Kafka's name of what is wrong with it, or 'NONE'. */
  readonly error: string;
  /** Of the disk; -1 where the broker does not tell. */
  readonly totalBytes: number;
  readonly usableBytes: number;
  readonly replicas: readonly ReplicaSize[];
}

/** What several brokers were asked for; a broker that gave no answer holds up nothing. */
export interface Gathered<T> {
  readonly found: readonly T[];
  readonly silent: readonly { readonly broker: number; readonly code: string }[];
}

/** A place in a partition's log with the time of its record, in milliseconds since 1970; -1 for what there is not. */
export interface FoundOffset extends TopicPartition {
  readonly offset: number;
  readonly timestamp: number;
  /** Kafka's name of what went wrong, or 'NONE'. */
  readonly error: string;
}

/** A time in milliseconds since 1970, the log's start or end, or the record with the highest timestamp. */
export type OffsetWish = number | 'earliest' | 'latest' | 'newest';

export interface ReplicaSize extends TopicPartition {
  readonly broker: number;
  readonly directory: string;
  readonly bytes: number;
  /** How far it is behind the leader, in records; for a replica that is being moved, behind the current one. */
  readonly offsetLag: number;
  /** Whether it is to take the place of the current one. */
  readonly isFuture: boolean;
}

/** Every call throws KafkaError for what Kafka refuses, and with NO_ANSWER when no broker answered. */
export interface KafkaAdmin extends TransactionAdmin, SecurityAdmin, RecordAdmin {
  /** All of them, in the order of their names; without what is told of eligible leader replicas. */
  topics(): Promise<readonly TopicState[]>;
  /** Of all of them, in their order: for less than a tenth of the work that the topics themselves take. */
  topicNames(): Promise<readonly string[]>;
  /** These, as far as they are there, in the order of their names. */
  topicsNamed(names: readonly string[]): Promise<readonly TopicState[]>;
  /** undefined when there is no such topic. */
  topic(name: string): Promise<TopicState | undefined>;
  /** In the order of the resources; those that are only defaults among them. */
  configs(resources: readonly ConfigResource[]): Promise<readonly (readonly ConfigEntry[])[]>;
  /** Of all kinds, in the order of their names. */
  groups(): Promise<Gathered<ListedGroup>>;
  /** In the order of the partitions; a partition without a leader is answered LEADER_NOT_AVAILABLE. */
  offsets(partitions: readonly TopicPartition[], at: OffsetWish): Promise<readonly FoundOffset[]>;
  /** Of all replicas of the topic. */
  sizes(topic: string): Promise<Gathered<ReplicaSize>>;
  /** Classic, or of the newer protocol (KIP-848); undefined when there is no such group. */
  group(groupId: string): Promise<GroupState | undefined>;
  /** All that the group has committed. */
  committed(groupId: string): Promise<readonly CommittedOffset[]>;
  /** Of several groups, each asked of its own coordinator. */
  committedOf(groups: readonly ListedGroup[]): Promise<Gathered<CommittedOfGroup>>;
  cluster(): Promise<ClusterState>;
  reassignments(): Promise<readonly Reassignment[]>;
  quorum(): Promise<QuorumState>;
  logDirectories(): Promise<Gathered<LogDirectory>>;
}
