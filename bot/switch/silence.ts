// Which silences there are to be while a switch is off: exactly its labels, until its wake and some time for coming up. Pure.

import type { Silence, SilenceMatcher, SilenceWish } from '../alertmanager.ts';
import { next } from '../timetable/next.ts';
import type { Override } from '../timetable/timetable.ts';
import { writeInstant } from '../timetable/words.ts';
import type { NamedSwitch } from './of-settings.ts';
import type { Wanted } from './wanted.ts';

export const CREATED_BY = 'quartermaster';
const MINUTE_MS = 60_000;
/** Where nothing will switch it on: renewed when half of it is over. */
const ENDLESS_MS = 24 * 60 * MINUTE_MS;
const OFF_BY_MS = 2 * MINUTE_MS;

export type Labels = Readonly<Record<string, string>>;

export type SilenceStep =
  | { readonly kind: 'set'; readonly wish: SilenceWish }
  | { readonly kind: 'expire'; readonly id: string };

interface Situation {
  readonly name: string;
  readonly of: NamedSwitch;
  readonly wanted: Wanted;
  /** Whether something of it is off, by it. */
  readonly isOff: boolean;
  readonly overrides: readonly Override[];
  readonly silences: readonly Silence[];
  readonly nowMs: number;
}

/** Those of the settings, else each namespace that is switched whole: of a part of one no more is silenced than somebody has said. */
export function labelsOf({ settings }: NamedSwitch): readonly Labels[] {
  const { silence, tiers } = settings;
  if (silence === undefined) return [];
  if (silence.labels !== undefined) return silence.labels;
  const whole = tiers.flatMap(({ workloads }) =>
    workloads.filter(({ selector }) => selector === undefined).map(({ namespace }) => namespace),
  );
  return [...new Set(whole)].map((namespace) => ({ namespace }));
}

/** What is to be done, worked out from what is there: what was lost, or done without an answer, is seen. */
export function silenceSteps(situation: Situation): readonly SilenceStep[] {
  const { name, of, silences, nowMs } = situation;
  const own = silences.filter((each) => isOwn(each, name) && each.state !== 'expired');
  const wished = labelsOf(of).map(matchersOf);
  const ended = own
    .filter(({ matchers }) => !wished.some((each) => isSame(each, matchers)))
    .map(({ id }) => expire(id));
  const graceMs = of.settings.silence?.grace ?? 0;
  return [
    ...ended,
    ...wished.flatMap((matchers) => {
      const [first, ...doubles] = own.filter((each) => isSame(each.matchers, matchers));
      const rest = doubles.map(({ id }) => expire(id));
      const { wanted, isOff } = situation;
      if (wanted.state === 'off' && isOff) {
        const wakeMs = wakeOf(situation);
        const endMs = wakeMs ?? nowMs + ENDLESS_MS;
        const endsAtMs = endMs + graceMs;
        if (first !== undefined && isLongEnough(first, { wakeMs, endsAtMs, nowMs })) return rest;
        const comment = commentOf(situation, endMs);
        const wish: SilenceWish = {
          ...(first === undefined ? {} : { id: first.id }),
          ...{ matchers, createdBy: CREATED_BY, comment },
          ...{ startsAtMs: first?.startsAtMs ?? nowMs, endsAtMs },
        };
        return [...rest, { kind: 'set' as const, wish }];
      }
      // After its wake it ends by itself; where that came early it ends now.
      const isEarly = first !== undefined && first.endsAtMs > wanted.sinceMs + graceMs + OFF_BY_MS;
      return isEarly && wanted.state === 'on' ? [...rest, expire(first.id)] : rest;
    }),
  ];
}

/** @returns undefined where nothing will switch it on */
function wakeOf({ of, overrides, nowMs }: Situation): number | undefined {
  const { timetable, holidays } = of.timetable;
  const [turn] = next(timetable, overrides, holidays, { nowMs, count: 1 });
  return turn?.atMs;
}

interface Wanting {
  readonly wakeMs: number | undefined;
  /** When the silence is to end. */
  readonly endsAtMs: number;
  readonly nowMs: number;
}

function isLongEnough(silence: Silence, { wakeMs, endsAtMs, nowMs }: Wanting): boolean {
  if (wakeMs === undefined) return silence.endsAtMs > nowMs + ENDLESS_MS / 2;
  return Math.abs(silence.endsAtMs - endsAtMs) < MINUTE_MS;
}

function commentOf({ name, of }: Situation, wakeMs: number): string {
  return `${markOf(name)} is off until ${writeInstant(wakeMs, of.timetable.timetable.timeZone)}`;
}

function isOwn({ createdBy, comment }: Silence, name: string): boolean {
  return createdBy === CREATED_BY && comment.startsWith(`${markOf(name)} `);
}

function markOf(name: string): string {
  return `switch ${name}`;
}

function matchersOf(labels: Labels): readonly SilenceMatcher[] {
  return Object.entries(labels).map(([name, value]) => ({
    ...{ name, value, isRegex: false, isEqual: true },
  }));
}

function isSame(one: readonly SilenceMatcher[], other: readonly SilenceMatcher[]): boolean {
  return written(one) === written(other);
}

function written(matchers: readonly SilenceMatcher[]): string {
  return matchers
    .map(({ name, value, isRegex, isEqual }) => JSON.stringify([name, value, isRegex, isEqual]))
    .sort()
    .join();
}

function expire(id: string): SilenceStep {
  return { kind: 'expire', id };
}
