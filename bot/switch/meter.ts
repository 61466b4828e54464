// What is saved while things are off, reckoned from what is seen every minute: between two looks it counts as what the first of them saw. So
// it holds over hand edits, deploys and a bot that was down, and nothing has to be remembered but the last look and a sum for each day. Pure.

import type { Prices } from '../config/switches.ts';
import type { Day } from '../timetable/calendar-day.ts';
import { dayAt, firstInstant } from '../zoned-time.ts';
import { readMark } from './original.ts';
import type { Target } from './plan.ts';
import { savingAnHour } from './saving.ts';

/** What one look saw, in millionths of the currency an hour. */
export interface MeterLook {
  readonly atMs: number;
  /** What is not paid for now. */
  readonly saved: bigint;
  /** What all of it costs while it is on. */
  readonly whole: bigint;
}

/** Of one switch on one local day. Money in millionths of the currency times milliseconds by hours: whole numbers, so that sums are exact. */
export interface MeterDay {
  readonly day: Day;
  readonly saved: bigint;
  readonly whole: bigint;
  /** How long something was saved. */
  readonly offMs: number;
  /** How long it is known of. */
  readonly seenMs: number;
}

/** A longer time without a look is not reckoned: nobody knows what was so. */
const LONGEST_MS = 8 * 86_400_000;
const HOUR_MS = 3_600_000n;

/** What is kept on, and what another scales, is not reckoned; nor is what does not say what it asks for. */
export function lookAt(targets: readonly Target[], prices: Prices, atMs: number): MeterLook {
  let [saved, whole] = [0n, 0n];
  for (const target of targets) {
    if (target.kept !== undefined || target.scaledBy !== undefined) continue;
    const mark = readMark(target.object);
    const original = typeof mark === 'object' ? mark.original : undefined;
    const on = original?.kind === 'replicas' ? original.replicas : target.pods;
    const all = savingAnHour({ ...target, pods: on }, prices) ?? 0n;
    const now = savingAnHour(target, prices) ?? 0n;
    whole += all;
    saved += all > now ? all - now : 0n;
  }
  return { atMs, saved, whole };
}

/** What the time between two looks adds to each local day. */
export function between(last: MeterLook, nowMs: number, timeZone: string): readonly MeterDay[] {
  if (nowMs <= last.atMs || nowMs - last.atMs > LONGEST_MS) return [];
  const days: MeterDay[] = [];
  const to = dayAt(nowMs - 1, timeZone);
  for (let day = dayAt(last.atMs, timeZone); day <= to; day += 1) {
    const fromMs = Math.max(last.atMs, firstInstant(day, 0, timeZone));
    const ms = Math.min(nowMs, firstInstant(day + 1, 0, timeZone)) - fromMs;
    if (ms <= 0) continue;
    days.push({
      ...{ day, saved: last.saved * BigInt(ms), whole: last.whole * BigInt(ms) },
      ...{ offMs: last.saved > 0n ? ms : 0, seenMs: ms },
    });
  }
  return days;
}

export function sumOf(days: readonly MeterDay[]): Omit<MeterDay, 'day'> {
  return days.reduce(
    (sum, each) => ({
      saved: sum.saved + each.saved,
      whole: sum.whole + each.whole,
      offMs: sum.offMs + each.offMs,
      seenMs: sum.seenMs + each.seenMs,
    }),
    { saved: 0n, whole: 0n, offMs: 0, seenMs: 0 },
  );
}

/** Millionths of the currency, rounded. */
export function moneyOf(sum: bigint): bigint {
  return (sum + HOUR_MS / 2n) / HOUR_MS;
}
