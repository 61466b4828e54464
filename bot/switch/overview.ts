// The switches of one cluster, a line each: what each is to be and why, how it is seen to be, what comes next, and how its last turn ended.
// Nothing is asked of a cluster here.

import { alignColumns } from '../kubernetes/align-columns.ts';
import { type NameOf, withNames } from '../person-name.ts';
import { next } from '../timetable/next.ts';
import type { Override } from '../timetable/timetable.ts';
import { writeBecause, writeInstant, writeSpan } from '../timetable/words.ts';
import type { NamedSwitch } from './of-settings.ts';
import { isOff, originalOf } from './original.ts';
import type { Planned } from './plan-turn.ts';
import { unsettled } from './settled.ts';
import type { Decision, SwitchRun } from './switch-store.ts';
import type { Wanted } from './wanted.ts';

/** So far away a weekday names one day alone. */
const NEAR_MS = 6 * 86_400_000;

export interface SwitchView {
  readonly name: string;
  readonly of: NamedSwitch;
  readonly wanted: Wanted;
  readonly overrides: readonly Override[];
  readonly planned: readonly Planned[];
  readonly decision: Decision | undefined;
  readonly last: SwitchRun | undefined;
}

export async function writeOverview(
  views: readonly SwitchView[],
  { nowMs, nameOf }: { readonly nowMs: number; readonly nameOf: NameOf },
): Promise<string> {
  const rows: string[][] = [];
  for (const view of views) {
    const why = await withNames(whyOf(view, nowMs), nameOf);
    const cells = [view.name, view.wanted.state, seenAs(view), why];
    rows.push([...cells, nextOf(view, nowMs), lastOf(view, nowMs)]);
  }
  return alignColumns([['NAME', 'WANTED', 'SEEN', 'WHY', 'NEXT', 'LAST TURN'], ...rows]);
}

/** `off`, or where they are not all alike `7 on, 2 off, 1 to come`. */
export function seenAs({ planned, wanted: { state } }: SwitchView): string {
  const counts = new Map<string, number>();
  for (const each of planned) {
    const how = seenOne(each, state);
    if (how !== undefined) counts.set(how, (counts.get(how) ?? 0) + 1);
  }
  const [only, ...others] = counts.keys();
  if (only === undefined) return 'nothing to switch';
  if (others.length === 0) return only;
  return [...counts].map(([how, count]) => `${count} ${how}`).join(', ');
}

/** @returns undefined for what it does not switch: what is kept, and what an autoscaler of the same switch scales. */
function seenOne({ target, step }: Planned, state: Wanted['state']): string | undefined {
  const { kind, object, kept, scaledBy } = target;
  if (kept !== undefined || scaledBy !== undefined) return undefined;
  if (step.kind === 'drift') return 'set by hand';
  if (step.kind === 'refused' || step.kind === 'held') return 'not touched';
  const original = originalOf(kind, object);
  // What was off before it was switched off is no reason to say that something is missing.
  if (isOff(original) && state === 'on' && step.kind === 'none') return undefined;
  const is = isOff(original) ? 'off' : 'on';
  if (unsettled(is, kind, object) === undefined) return is;
  return is === 'off' ? 'ending' : 'not ready';
}

function whyOf({ wanted, decision, of }: SwitchView, nowMs: number): string {
  const { timeZone } = of.timetable.timetable;
  const { because } = wanted;
  const why =
    because.kind === 'lease'
      ? `${because.lease.who}, until ${writeSoon(because.lease.untilMs, { nowMs, timeZone })}`
      : writeBecause(because, timeZone);
  const isLeft = decision?.cause === wanted.cause && decision.decision !== 'run';
  return isLeft ? `${why}, seen too late and left out` : why;
}

function nextOf({ of, overrides }: SwitchView, nowMs: number): string {
  const { timetable, holidays } = of.timetable;
  const { timeZone } = timetable;
  const [turn] = next(timetable, overrides, holidays, { nowMs, count: 1 });
  if (turn === undefined) return 'never';
  const at = writeSoon(turn.atMs, { nowMs, timeZone });
  const zone = /\(.*\)$/u.exec(writeInstant(turn.atMs, timeZone))?.[0] ?? '';
  return `${turn.state} ${at} ${zone}, in ${writeSpan(turn.atMs - nowMs)}`;
}

function lastOf({ last, of }: SwitchView, nowMs: number): string {
  if (last === undefined) return 'none';
  const { timeZone } = of.timetable.timetable;
  return `${last.state} ${writeSoon(last.startedAtMs, { nowMs, timeZone })}: ${last.outcome ?? 'not ended'}`;
}

/** `Fri 22:00`, and with its date what is not within some days: a line is short enough to be read at a glance. */
function writeSoon(
  atMs: number,
  { nowMs, timeZone }: { readonly nowMs: number; readonly timeZone: string },
): string {
  const [weekday = '', date = '', time = ''] = writeInstant(atMs, timeZone).split(' ');
  return Math.abs(atMs - nowMs) < NEAR_MS ? `${weekday} ${time}` : `${date} ${time}`;
}
