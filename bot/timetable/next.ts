// What a timetable will do next: the instants at which the desired state becomes another. Pure.

import { dayAt, firstInstant } from '../zoned-time.ts';
import { closedFor } from './day-changes.ts';
import { changesOfDay, desired } from './desired.ts';
import type { Holidays, Override, Timetable, Turn } from './timetable.ts';

/** How far is looked ahead: a rule for one day of the year is found. */
const AHEAD_DAYS = 800;

/**
 * In their order, fewer than `count` where nothing else happens within two years.
 * @param nowMs since the epoch; what happens at this very instant has happened
 */
export function next(
  timetable: Timetable,
  overrides: readonly Override[],
  holidays: Holidays,
  { nowMs, count }: { readonly nowMs: number; readonly count: number },
): readonly Turn[] {
  const turns: Turn[] = [];
  let { state } = desired(timetable, overrides, holidays, nowMs);
  for (const atMs of occasions(timetable, overrides, holidays, nowMs)) {
    if (turns.length >= count) break;
    const then = desired(timetable, overrides, holidays, atMs);
    if (then.state === state) continue;
    state = then.state;
    turns.push({ atMs, ...then });
  }
  return turns;
}

/** Every instant after now at which the state could become another, in order. */
function* occasions(
  timetable: Timetable,
  overrides: readonly Override[],
  holidays: Holidays,
  nowMs: number,
): Generator<number> {
  const edges = overrides
    .flatMap((each) => (each.kind === 'lease' ? [each.fromMs, each.untilMs] : []))
    .filter((atMs) => atMs > nowMs)
    .sort((one, other) => one - other);
  const today = dayAt(nowMs, timetable.timeZone);
  for (let day = today; day <= today + AHEAD_DAYS; day += 1) {
    const [startMs, endMs] = [day, day + 1].map((each) =>
      firstInstant(each, 0, timetable.timeZone),
    );
    const isClosed = closedFor(timetable, holidays, day) !== undefined;
    const ofDay = [
      ...changesOfDay(timetable, overrides, holidays, day).map(({ atMs }) => atMs),
      ...(isClosed ? [startMs ?? 0, endMs ?? 0] : []),
    ];
    while ((edges[0] ?? Infinity) < (endMs ?? 0)) ofDay.push(edges.shift() ?? 0);
    yield* ofDay.filter((atMs) => atMs > nowMs).sort((one, other) => one - other);
  }
}
