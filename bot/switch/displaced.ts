// What people have asked for that ends, or no longer counts, by what somebody asks for now: whose it is and until when. Pure.

import type { Lease, Override } from '../timetable/timetable.ts';
import { writeInstant, writeWeekday } from '../timetable/words.ts';
import { dayAt } from '../zoned-time.ts';

/** Whether it is in force, or to come. */
export function counts(override: Override, nowMs: number, timeZone: string): boolean {
  if (override.kind === 'lease') {
    return override.untilMs > nowMs && override.untilMs > override.fromMs;
  }
  return override.fromMs <= nowMs && override.day >= dayAt(nowMs, timeZone);
}

/**
 * @param asked what is asked for now; absent: only that the timetable counts again
 * @returns a sentence each; none where nothing is displaced
 */
export function displacedBy(
  asked: Lease | undefined,
  overrides: readonly Override[],
  { nowMs, timeZone }: { readonly nowMs: number; readonly timeZone: string },
): readonly string[] {
  const counting = overrides.filter((each) => counts(each, nowMs, timeZone));
  if (asked === undefined) {
    return counting.map((each) => `It ends what ${each.who} asked for: ${wishOf(each, timeZone)}.`);
  }
  return counting
    .filter((each): each is Lease => each.kind === 'lease' && isCrossed(each, asked))
    .map((each) => {
      const again =
        each.untilMs > asked.untilMs
          ? `, which counts again from ${writeInstant(asked.untilMs, timeZone)} on`
          : '';
      return `It counts in place of what ${each.who} asked for: ${wishOf(each, timeZone)}${again}.`;
    });
}

/** At the same time, and for something else. */
function isCrossed(lease: Lease, { state, fromMs, untilMs }: Lease): boolean {
  return lease.state !== state && lease.fromMs < untilMs && lease.untilMs > fromMs;
}

function wishOf(override: Override, timeZone: string): string {
  return override.kind === 'skip'
    ? `nothing is to change on ${writeWeekday(override.day)}`
    : `${override.state} until ${writeInstant(override.untilMs, timeZone)}`;
}
