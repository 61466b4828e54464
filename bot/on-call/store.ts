// What of on-call duty outlives the process. Types only.

import type { Swap } from './rotation.ts';

/** Whoever was on call in a rotation when it was looked at last. */
export interface LastDuty {
  readonly rotation: string;
  /** TEAM_ID/USER_ID; undefined: nobody. */
  readonly person: string | undefined;
  /** When that was seen first. */
  readonly sinceMs: number;
}

export interface OnCallStore {
  /** Undefined: it was never looked at. */
  lastDuty(rotation: string): Promise<LastDuty | undefined>;
  saveDuty(duty: LastDuty): Promise<void>;
  saveSwap(swap: Swap): Promise<void>;
  /** Of a rotation: those that are not over by then, the first to begin first. */
  swaps(rotation: string, nowMs: number): Promise<readonly Swap[]>;
  /** It ends then, or never begins. @returns false when there is none of this id that is not over. */
  endSwap(id: string, nowMs: number): Promise<boolean>;
}
