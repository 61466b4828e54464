// What the host needs of Kafka, in Kafka's own words: the adapter gives it over real brokers, the simulation over one in memory.
// Types only.

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export type Bytes = string | Uint8Array | null;
export type Header = readonly [name: string, value: Bytes];

/** One record batch that is being filled. */
export interface Batch {
  /** How many records it holds. */
  readonly count: number;
  /** About how many bytes it takes. */
  readonly size: number;
  /** `timestamp` is milliseconds since 1970. */
  append(key: Bytes, value: Bytes, timestamp: number, headers?: readonly Header[]): void;
}

/** A view that moves over records, in their order. What its methods give is valid until the next `next()`. */
export interface Records {
  /** Moves to the next record; false when there is none. @throws when the bytes are not what they should be. */
  next(): boolean;
  readonly offset: number;
  readonly timestamp: number;
  key(): Uint8Array | null;
  keyText(): string | null;
  value(): Buffer | null;
  valueText(): string | null;
  headers(): [string, Uint8Array | null][];
  /** Once `next` has said false: the offset to read on from. */
  readonly position: number;
}

/** What came of a fetch of one partition. */
export interface Fetched extends TopicPartition {
  readonly records: Records;
  /** Where the next fetch goes on; the same as the position of `records` once they are read. */
  readonly nextOffset: number;
  /** How many bytes of records came. */
  readonly bytes: number;
  /** Where a reader of committed records comes to an end for now. */
  readonly lastStableOffset: number;
  readonly highWatermark: number;
  /** The log does not have that offset: it was cut off, or it is not there yet. Nothing else is known then. */
  readonly isOutOfRange: boolean;
}

export interface FetchFrom extends TopicPartition {
  readonly offset: number;
}

export interface FetchLimits {
  /** How long to wait for the first record. */
  readonly maxWaitMs: number;
  readonly maxBytesPerPartition: number;
}

/** Reads partitions without a group. Records of aborted and of open transactions are never given. */
export interface LogReader {
  /** Waits for records of any of them. A partition whose leader cannot be asked is left out; it is asked again next time. */
  fetch(from: readonly FetchFrom[], limits: FetchLimits): Promise<readonly Fetched[]>;
  logStart(partitions: readonly TopicPartition[]): Promise<readonly number[]>;
  /** The ends of the logs, records of open transactions included. */
  logEnd(partitions: readonly TopicPartition[]): Promise<readonly number[]>;
  /** The offset of the first record of that time or later; undefined when there is none. */
  firstAt(partition: TopicPartition, timestampMs: number): Promise<number | undefined>;
  /** Cuts off the beginning of the log, for everybody and for good. */
  deleteBefore(partition: TopicPartition, offset: number): Promise<void>;
  /** Kafka's own id of the topic: one that was deleted and made anew has another. */
  topicId(topic: string): Promise<string>;
  close(): Promise<void>;
}

export interface CommittedOffset {
  /** The next offset to read; undefined when none was committed. */
  readonly offset: number | undefined;
  readonly metadata: string;
}

/** Who we are in the group: what the coordinator checks when offsets are committed. */
export interface GroupMembership {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

/** What members of the group tell each other, through the group itself. */
export interface PeerInfo {
  readonly instanceId: string;
  readonly partitions: readonly number[];
  /** Where its control port is reached; empty when it is not. */
  readonly endpoint: string;
  readonly isPaused: boolean;
  /** Why, where something has paused it by itself. */
  readonly pausedFor?: string;
  /** Partitions that it has standby copies of, or is to have. */
  readonly copies: readonly number[];
}

export interface Assignment {
  readonly membership: GroupMembership;
  /** All members, ourselves among them. */
  readonly peers: readonly PeerInfo[];
  /** The partition numbers, the same of every input. */
  readonly partitions: readonly number[];
  /** Partitions of others that we are to keep copies of. */
  readonly copies: readonly number[];
  /** Whether we were a member all the time since the assignment before: nobody else had our partitions meanwhile. */
  readonly isContinuous: boolean;
}

export type GroupState = 'member' | 'rebalancing' | 'lost';

/** Our place in the consumer group. Heartbeats are sent by themselves while we are a member. */
export interface GroupMember {
  /** Joins, or joins again during a rebalance; returns when everybody's partitions are known. */
  join(): Promise<Assignment>;
  /** `rebalancing`: finish, then join again. `lost`: the partitions are somebody else's already. */
  readonly state: GroupState;
  /** Resolves when the state becomes another than `member`. */
  changed(): Promise<void>;
  /** Asks the coordinator now whether we are still a member. */
  confirm(): Promise<void>;
  /** The committed offsets, once no open transaction is about to replace them. */
  committed(partitions: readonly TopicPartition[]): Promise<readonly CommittedOffset[]>;
  /** Makes a `join` that is under way, and each further one, fail: we are about to leave. */
  giveUpJoining(): void;
  leave(): Promise<void>;
}

export interface OffsetToCommit extends TopicPartition {
  readonly offset: number;
  readonly metadata: string;
}

/**
 * A producer whose records and offsets become visible together or not at all. After any error the only way on is `initialize`,
 * which ends the open transaction and fences whoever else has the same id.
 */
export interface TransactionalProducer {
  initialize(): Promise<void>;
  newBatch(): Batch;
  /**
   * Appends the batch to the partition, in the order of the calls. Resolves when all replicas in sync have it, to the offset of
   * its first record.
   */
  send(partition: TopicPartition, batch: Batch): Promise<number>;
  /** Puts the offsets into the transaction. @throws a fenced KafkaError when the group does not count on us any more. */
  sendOffsets(membership: GroupMembership, offsets: readonly OffsetToCommit[]): Promise<void>;
  /** Everything that was sent must have been awaited. @throws when the outcome is abort, or is not known. */
  commit(): Promise<void>;
  abort(): Promise<void>;
  close(): Promise<void>;
}

export interface TopicSettings {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly settings: Readonly<Record<string, string>>;
}

export interface Topics {
  /** The topic as it is; undefined when it does not exist. Of the settings, those that are named. */
  describe(topic: string, settings: readonly string[]): Promise<TopicSettings | undefined>;
  create(topic: string, wanted: TopicSettings): Promise<void>;
  close(): Promise<void>;
}

export interface GroupOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** Told to all members, as is the endpoint of our control port. */
  readonly instanceId: string;
  readonly endpoint: string;
  /** Asked at each join. */
  readonly isPaused: () => boolean;
  readonly pausedFor: () => string;
  /** The partitions that we have copies of, asked at each join. */
  readonly copies: () => readonly number[];
  /** Of how many others each partition is to have a copy. */
  readonly standbys: number;
}

export interface Kafka {
  openMember(options: GroupOptions): GroupMember;
  openReader(): LogReader;
  openProducer(transactionalId: string): TransactionalProducer;
  openTopics(): Topics;
}

/** Files of this machine that outlive the process. Whoever reads one makes sure that it is what it should be. */
export interface SnapshotFiles {
  /** Undefined when there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** The file is this one as a whole, or the one before: also when the machine fails meanwhile. */
  write(name: string, parts: AsyncIterable<Uint8Array>): Promise<void>;
}

export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Returns earlier, without an error, when the signal says so. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets everything else that waits have its turn. */
  giveWay(): Promise<void>;
}

export interface Log {
  debug(detail: object, message: string): void;
  info(detail: object, message: string): void;
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
}
