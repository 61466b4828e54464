// Break-glass: for a short time somebody acts without the approvals that policy demands, loudly, and a second person looks at it
// afterwards. What it lifts is said by the policies. Pure.

import { localTime } from './freeze.ts';

export interface BreakGlass {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  /** One human being's key, see `personKey`: whoever reviews it is another. */
  readonly person: string;
  readonly channelId: string;
  readonly reason: string;
  readonly startedAtMs: number;
  /** Moved to the moment when it was ended by hand. */
  readonly untilMs: number;
  readonly state: 'unreviewed' | 'reviewed';
  /** Set when it is reviewed. */
  readonly review?: {
    readonly teamId: string;
    readonly userId: string;
    readonly words: string;
    readonly atMs: number;
  };
}

/** What the store keeps of it. */
export interface BreakGlassStore {
  saveBreakGlass(breakGlass: BreakGlass): Promise<void>;
  /** Those in force at that time. */
  breakGlasses(nowMs: number): Promise<readonly BreakGlass[]>;
  /** Those that no second person has looked at, in the order in which they began. */
  unreviewed(): Promise<readonly BreakGlass[]>;
  endBreakGlass(id: string, nowMs: number): Promise<void>;
  /** Those that have ended and whose end was not told yet. */
  endedBreakGlasses(nowMs: number): Promise<readonly BreakGlass[]>;
  /** False when somebody else told it first. */
  markEndTold(id: string): Promise<boolean>;
  /** False when it was reviewed already. */
  review(id: string, review: NonNullable<BreakGlass['review']>): Promise<boolean>;
}

/** For example `U0ALICE until Tue 18:00: the database is gone`. */
export function describeBreakGlass(
  { userId, reason, untilMs }: BreakGlass,
  timeZone: string,
): string {
  return `${userId} until ${localTime(untilMs, timeZone)}: ${reason}`;
}
