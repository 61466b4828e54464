// What a timetable means, said as plainly as possible: a clock on the wall is watched minute by minute. Whatever local minute
// it shows for the first time, or jumps over, is dealt with then; what it shows again is not. Shares no code with the bot.

import type { ZoneMinutes } from './zone-minutes.ts';

const MINUTE_MS = 60_000;

export interface ModelRule {
  readonly turn: 'on' | 'off';
  readonly text: string;
  /** Local minutes of the day. */
  readonly minutes: readonly number[];
  /** The rule names these days, counted from 1970-01-01; otherwise it is a recurring one. */
  readonly named?: { readonly first: number; readonly last: number };
  /** 0 is Sunday. */
  readonly weekdays?: readonly number[];
  readonly daysOfMonth?: readonly number[];
}

export interface ModelLease {
  readonly state: 'on' | 'off';
  readonly fromMs: number;
  readonly untilMs: number;
  readonly madeAtMs: number;
}

export interface ModelCase {
  readonly timeZone: string;
  readonly rules: readonly ModelRule[];
  readonly onHolidays: 'no-wake' | 'closed' | 'usual';
  readonly holidays: ReadonlySet<number>;
  /** In the order in which they were made. */
  readonly leases: readonly ModelLease[];
  readonly skips: readonly { readonly day: number; readonly fromMs: number }[];
}

/**
 * @param states one for each minute: 1 for on, 2 for off
 * @returns the first minute that can be known: before it a change from before the span would count
 */
export function playModel(played: ModelCase, zone: ZoneMinutes, states: Uint8Array): number {
  const { shown, fromMs } = zone;
  // What rules named days alone have not changed yet is on.
  let byRules = played.rules.every((rule) => rule.named !== undefined) ? 1 : 0;
  let seen = (shown[0] ?? 0) - 1;
  let day = -1;
  let dayEnd = seen;
  let ofDay = new Uint8Array(1440);
  let skippedFromMs = Infinity;
  let isClosed = false;
  let known = states.length;
  for (let index = 0; index < shown.length; index += 1) {
    const local = shown[index] as number;
    while (seen < local) {
      seen += 1;
      if (seen >= dayEnd) {
        day = Math.floor(seen / 1440);
        dayEnd = (day + 1) * 1440;
        ofDay = zone.days.has(day) ? actionsOf(played, day) : new Uint8Array(1440);
        isClosed = closed(played, day);
        const skips = played.skips.filter((skip) => skip.day === day);
        skippedFromMs = Math.min(Infinity, ...skips.map((skip) => skip.fromMs));
      }
      const action = ofDay[seen - day * 1440] as number;
      if (action !== 0 && fromMs + index * MINUTE_MS <= skippedFromMs) byRules = action;
    }
    if (byRules !== 0 && index < known) known = index;
    states[index] = isClosed ? 2 : byRules;
  }
  for (const { state, fromMs: leaseMs, untilMs } of played.leases.toSorted(
    (one, other) => one.madeAtMs - other.madeAtMs,
  )) {
    const first = Math.max(0, Math.ceil((leaseMs - fromMs) / MINUTE_MS));
    const end = Math.min(states.length, Math.ceil((untilMs - fromMs) / MINUTE_MS));
    if (first < end) states.fill(state === 'on' ? 1 : 2, first, end);
  }
  return known;
}

function actionsOf(played: ModelCase, day: number): Uint8Array<ArrayBuffer> {
  const actions = new Uint8Array(1440);
  const date = new Date(day * 86_400_000);
  const naming = played.rules.filter(
    ({ named }) => named && day >= named.first && day <= named.last,
  );
  const quiet = played.onHolidays === 'no-wake' && played.holidays.has(day);
  for (const rule of naming.length > 0 ? naming : played.rules) {
    if (naming.length === 0) {
      if (rule.named !== undefined) continue;
      if (rule.weekdays !== undefined && !rule.weekdays.includes(date.getUTCDay())) continue;
      if (rule.daysOfMonth !== undefined && !rule.daysOfMonth.includes(date.getUTCDate())) continue;
      if (quiet && rule.turn === 'on') continue;
    }
    for (const minute of rule.minutes) actions[minute] = rule.turn === 'on' ? 1 : 2;
  }
  return actions;
}

function closed(played: ModelCase, day: number): boolean {
  if (played.onHolidays !== 'closed' || !played.holidays.has(day)) return false;
  return !played.rules.some(({ named }) => named && day >= named.first && day <= named.last);
}
