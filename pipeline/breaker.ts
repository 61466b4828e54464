// Decides when a task has failed often enough at one record to be put on hold. Billing on past it would be wrong, and trying for
// ever would be no help.

export interface Failure {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly reason: string;
}

export interface Breaker {
  /** Takes down a failure. True when that was one too many. */
  failed(failure: Failure): boolean;
  /** Partitions on hold, each with the failure that put it there. */
  readonly held: ReadonlyMap<number, Failure>;
  /** Lets the partition try again. Says whether it was on hold. */
  clear(partition: number): boolean;
}

export function createBreaker(mostFailures: number): Breaker {
  const held = new Map<number, Failure>();
  const counts = new Map<number, { readonly at: string; readonly count: number }>();
  return {
    held,
    failed: (failure) => {
      const at = `${failure.topic}@${failure.offset}`;
      const before = counts.get(failure.partition);
      const count = before?.at === at ? before.count + 1 : 1;
      counts.set(failure.partition, { at, count });
      if (count >= mostFailures) held.set(failure.partition, failure);
      return count >= mostFailures;
    },
    clear: (partition) => {
      counts.delete(partition);
      return held.delete(partition);
    },
  };
}
