// How much a worker of a pipeline takes on, and how long it waits.
export interface WorkerLimits {
  /** A transaction is committed when it is that old. */
  readonly commitIntervalMs: number;
  /** Or when it holds so many records. */
  readonly mostRecordsPerTransaction: number;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** Of fetched records that wait to be processed, over all partitions. */
  readonly mostBufferedBytes: number;
  /** Of one partition in one fetch. */
  readonly leastFetchBytes: number;
  readonly mostFetchBytes: number;
  /** How long a fetch waits for the first record. */
  readonly fetchWaitMs: number;
  /** Records of one task between two looks at everything else: heartbeats, answers, the other tasks. */
  readonly recordsPerTurn: number;
  /** Failures at one record that put its task on hold. */
  readonly mostFailures: number;
  readonly firstBackoffMs: number;
  readonly lastBackoffMs: number;
  /** How often changelog records are cut off that have expired. */
  readonly trimIntervalMs: number;
  /** How often the state is written down, where it is. */
  readonly snapshotIntervalMs: number;
  /** So much of it between two looks at everything else. */
  readonly snapshotPartBytes: number;
}

export const WORKER_LIMITS: WorkerLimits = {
  commitIntervalMs: 100,
  mostRecordsPerTransaction: 50_000,
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 60_000,
  mostBufferedBytes: 16 * 1024 * 1024,
  leastFetchBytes: 64 * 1024,
  mostFetchBytes: 1024 * 1024,
  fetchWaitMs: 100,
  recordsPerTurn: 1_000,
  mostFailures: 5,
  firstBackoffMs: 100,
  lastBackoffMs: 10_000,
  trimIntervalMs: 60_000,
  snapshotIntervalMs: 60_000,
  snapshotPartBytes: 128 * 1024,
};
