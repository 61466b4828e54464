// What the host does with every store, whatever it holds: fill, seal, commit or drop, restore.

export interface ChangelogWriter {
  /** With the stream time as it is, unless another is given. */
  append(key: string, value: string | null, timestamp?: number): void;
}

export interface StoreLifecycle {
  readonly name: string;
  /** Settings that its changelog topic must have. */
  readonly changelogSettings: Readonly<Record<string, string>>;
  /** For so long of stream time a record of the changelog is of use; Infinity when always. */
  readonly retentionMs: number;
  /** How many entries are committed. */
  readonly size: number;
  /** What is committed under the key, as JSON can hold it: what others may be told. */
  lookUp(key: string): unknown;
  /** All that is committed, as it would stand in the changelog: for the hash of the state. */
  committedRecords(): Iterable<CommittedRecord>;
  /**
   * The same for a snapshot, read over many turns while transactions are committed and dropped: each entry is a committed one
   * when it is given, and one that changes meanwhile is given as it was before or after. Reading the changelog over it, from
   * where it was when this began, makes a state of it.
   */
  snapshotRecords(): Iterable<CommittedRecord>;
  /** Writes what has changed since the last `seal`; called right before it. */
  write(writer: ChangelogWriter): void;
  /** What has changed belongs to the transaction that is about to be committed; from now on changes are of the next. */
  seal(): void;
  /** The sealed transaction is committed. */
  commit(): void;
  /** Neither the sealed nor the open transaction came to be. */
  drop(): void;
  /** Begins at the committed stream time: called once, before `restore`, and again when a task takes over what has followed. */
  begin(streamTime: number): void;
  /** Takes one record of the changelog. `timestamp` is the stream time at which it was written. */
  restore(key: string, value: string | null, timestamp: number): void;
  /** Of a store that only follows its changelog: the committed stream time is this now. What has expired by it goes. */
  keepUp(streamTime: number): void;
  /** The stream time is this now. After `drop` it may be an earlier one again. */
  advance(streamTime: number): void;
}

/** Key, value, and the time that it came; 0 where that does not matter. */
export type CommittedRecord = readonly [key: string, value: string, timestamp: number];
