// How fast something may go: an even rate with a small burst. Pure arithmetic over times that are passed in.

export interface Pace {
  /** The earliest time at which the next may go; in the past when it may go now. */
  readyAtMs(): number;
  take(nowMs: number): void;
}

/** The generic cell rate algorithm: `burst` at once, then one each `intervalMs`. */
export function createPace({ intervalMs, burst }: { intervalMs: number; burst: number }): Pace {
  const toleranceMs = (burst - 1) * intervalMs;
  let dueAtMs = Number.NEGATIVE_INFINITY;
  return {
    readyAtMs: () => dueAtMs - toleranceMs,
    take(nowMs) {
      dueAtMs = Math.max(nowMs, dueAtMs) + intervalMs;
    },
  };
}

/** Never more than `perMinute` in any minute, a ninth of them at once. */
export function createMinuteBudget(perMinute: number): Pace {
  const burst = Math.max(1, Math.floor(perMinute / 9));
  return createPace({ intervalMs: 60_000 / Math.max(1, perMinute - burst), burst });
}
