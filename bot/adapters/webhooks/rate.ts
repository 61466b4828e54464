// How often something may happen: a bucket that fills evenly.

export interface Rate {
  /** @returns 0 where it may, else in how many whole seconds. */
  take(nowMs: number): number;
}

/** @param atOnce how many may come together after a pause */
export function createRate(perSecond: number, atOnce: number): Rate {
  let left = atOnce;
  let atMs: number | undefined;
  return {
    take: (nowMs) => {
      const passedMs = Math.max(0, nowMs - (atMs ?? nowMs));
      left = Math.min(atOnce, left + (passedMs / 1000) * perSecond);
      atMs = nowMs;
      if (left < 1) return Math.max(1, Math.ceil((1 - left) / perSecond));
      left -= 1;
      return 0;
    },
  };
}
