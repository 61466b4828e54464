// Posts something at a time of day, once: the day is claimed in the transaction that queues the message, so neither a restart nor a second replica
// posts it again, and what was missed is posted late.

import type { Clock, Message, Store } from './ports.ts';
import { type Day, weekdayOf } from './timetable/calendar-day.ts';
import { dayAt, lastTimeOfDay } from './zoned-time.ts';

/** Later than this it is left out. */
const LATEST_MS = 12 * 3_600_000;

export interface PostTime {
  /** HH:MM */
  readonly at: string;
  /** 0 is Sunday; every day when undefined. */
  readonly weekday?: number | undefined;
  readonly timeZone: string;
}

export interface Due {
  readonly dueMs: number;
  /** Of the zone. */
  readonly day: Day;
}

/** @returns undefined where nothing is due now, or it is too late for it. */
export function dueNow({ at, weekday, timeZone }: PostTime, nowMs: number): Due | undefined {
  const dueMs = lastTimeOfDay(at, nowMs, timeZone);
  const day = dayAt(dueMs, timeZone);
  const isOther = weekday !== undefined && weekdayOf(day) !== weekday;
  return isOther || nowMs - dueMs > LATEST_MS ? undefined : { dueMs, day };
}

interface PostParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly outbound: { readonly wake: () => void };
}

interface Posting {
  /** What it is called, one for each kind. */
  readonly claim: string;
  readonly day: Day;
  readonly channelId: string;
  readonly message: Message;
}

export async function isPosted(
  { claim, day }: Pick<Posting, 'claim' | 'day'>,
  { store }: Pick<PostParts, 'store'>,
): Promise<boolean> {
  return (await store.lastClaim(claim)) >= day;
}

/** Nothing is done where another process was faster. */
export async function postOnce(
  { claim, day, channelId, message }: Posting,
  { store, clock, outbound }: PostParts,
): Promise<void> {
  const isNew = await store.transaction(async (inner) => {
    if (!(await inner.claimOnce(claim, day))) return false;
    await inner.enqueue(
      {
        ...{ key: `${claim}:${day}`, kind: 'message', final: true, message },
        address: { teamId: '', channelId, userId: '' },
      },
      clock.nowMs(),
    );
    return true;
  });
  if (isNew) outbound.wake();
}
