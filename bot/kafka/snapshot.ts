// Where a group stood before its offsets were changed, kept so that an undo brings back exactly that. Types only.

export interface SnapshotOffset {
  readonly topic: string;
  readonly partition: number;
  /** null: the group had none. */
  readonly offset: number | null;
  /** -1 where it was not said. */
  readonly leaderEpoch: number;
  readonly metadata: string;
}

export interface OffsetSnapshot {
  readonly id: string;
  readonly kafka: string;
  readonly groupId: string;
  readonly offsets: readonly SnapshotOffset[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** Of one Kafka. */
export interface Snapshots {
  /** Kept before anything is changed. @returns its id. */
  keep(groupId: string, offsets: readonly SnapshotOffset[]): Promise<string>;
  /** undefined when there is none of that group, or its time is over. */
  find(id: string, groupId: string): Promise<OffsetSnapshot | undefined>;
}

export interface SnapshotStore {
  saveOffsetSnapshot(snapshot: OffsetSnapshot): Promise<void>;
  offsetSnapshot(id: string): Promise<OffsetSnapshot | undefined>;
}
