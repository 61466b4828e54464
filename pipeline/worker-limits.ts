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
  /** Failures at one record that put its task on hold. */
  readonly mostFailures: number;
}

export const WORKER_LIMITS: WorkerLimits = {
  commitIntervalMs: 100,
  mostRecordsPerTransaction: 50_000,
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 60_000,
  mostBufferedBytes: 16 * 1024 * 1024,
  mostFailures: 5,
};
