// Whether consumer groups keep up, by the rules of Burrow (github.com/linkedin/Burrow, core/internal/evaluator/caching.go) over
// samples of what was committed and where the logs end. Burrow reads each commit with its time; a sample shows only where a group
// stands, so whether anybody still commits is told by whether anybody is in the group. Pure.

export type LagStatus = 'OK' | 'WARN' | 'STALL' | 'STOP' | 'REWIND';

/** Where a group stands in one partition at one time. */
export interface LagSample {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly committed: number;
  readonly end: number;
}

export interface PartitionHistory {
  readonly topic: string;
  readonly partition: number;
  /** The oldest first; never empty. */
  readonly samples: readonly LagSample[];
}

export interface GroupHistory {
  readonly groupId: string;
  /** Whether it has members. */
  readonly isRead: boolean;
  readonly state: string;
  readonly partitions: readonly PartitionHistory[];
}

/** In Burrow's order: the first that holds. */
export function lagStatus(samples: readonly LagSample[], isRead: boolean): LagStatus {
  const pairs = samples
    .slice(1)
    .map((sample, index) => [samples[index] ?? sample, sample] as const);
  if (samples.some((sample) => lagOf(sample) === 0)) return 'OK';
  if (pairs.some(([before, after]) => after.committed < before.committed)) return 'REWIND';
  const isMoving = pairs.some(([before, after]) => after.committed !== before.committed);
  if (!isMoving && !isRead) return 'STOP';
  if (pairs.length === 0) return 'OK';
  if (!isMoving) return 'STALL';
  return pairs.every(([before, after]) => lagOf(after) >= lagOf(before)) ? 'WARN' : 'OK';
}

/** Records that are committed behind the end; a log that was cut below the commit has none. */
export function lagOf({ committed, end }: LagSample): number {
  return Math.max(end - committed, 0);
}

/**
 * How long ago the log ended where the group stands now, between the samples of its end; undefined when that is before the first
 * of them.
 * @returns milliseconds
 */
export function behindMs(samples: readonly LagSample[]): number | undefined {
  const now = samples.at(-1);
  if (now === undefined || lagOf(now) === 0) return 0;
  for (let index = samples.length - 1; index > 0; index -= 1) {
    const [before, after] = [samples[index - 1], samples[index]];
    if (before === undefined || after === undefined || before.end > now.committed) continue;
    const grown = after.end - before.end;
    const part = grown === 0 ? 1 : (now.committed - before.end) / grown;
    return now.atMs - (before.atMs + part * (after.atMs - before.atMs));
  }
  return undefined;
}

const WORST: readonly LagStatus[] = ['STOP', 'STALL', 'REWIND', 'WARN', 'OK'];

/** Of a group: the worst of its partitions. */
export function worstStatus(all: readonly LagStatus[]): LagStatus {
  return WORST.find((status) => all.includes(status)) ?? 'OK';
}

/** Negative when the first is worse. */
export function compareStatus(one: LagStatus, other: LagStatus): number {
  return WORST.indexOf(one) - WORST.indexOf(other);
}
