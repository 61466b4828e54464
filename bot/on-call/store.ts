// What of on-call duty outlives the process. Types only.

import type { Swap } from './rotation.ts';

export interface OnCallStore {
  saveSwap(swap: Swap): Promise<void>;
  /** Of a rotation: those that are not over by then, the first to begin first. */
  swaps(rotation: string, nowMs: number): Promise<readonly Swap[]>;
  /** It ends then, or never begins. @returns false when there is none of this id that is not over. */
  endSwap(id: string, nowMs: number): Promise<boolean>;
}
