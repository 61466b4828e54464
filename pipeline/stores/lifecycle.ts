// What the host does with every store, whatever it holds: fill, seal, commit or drop, restore.

export interface ChangelogWriter {
  /** With the stream time as it is, unless another is given. */
  append(key: string, value: string | null, timestamp?: number): void;
}

export interface StoreLifecycle {
  readonly name: string;
  /** Settings that its changelog topic must have. */
  readonly changelogSettings: Readonly<Record<string, string>>;
  /** How many entries are committed. */
  readonly size: number;
  /** Writes what has changed since the last `seal`; called right before it. */
  write(writer: ChangelogWriter): void;
  /** What has changed belongs to the transaction that is about to be committed; from now on changes are of the next. */
  seal(): void;
  /** The sealed transaction is committed. */
  commit(): void;
  /** Neither the sealed nor the open transaction came to be. */
  drop(): void;
  /** Takes one record of the changelog. `timestamp` is the stream time at which it was written. */
  restore(key: string, value: string | null, timestamp: number): void;
  /** The stream time is this now. After `drop` it may be an earlier one again. */
  advance(streamTime: number): void;
}
