// Holds the bot's timetables to the model over ten years: every change that `next` finds one after another, and what `desired`
// says at the minutes beside them and at random ones.

import { isDeepStrictEqual } from 'node:util';
import { desired } from '../../../bot/timetable/desired.ts';
import { next } from '../../../bot/timetable/next.ts';
import { readRule } from '../../../bot/timetable/read-rule.ts';
import type { Holidays, Override, Rule, Timetable } from '../../../bot/timetable/timetable.ts';
import { type ModelCase, playModel } from './model.ts';
import { type Random, randomCase, randomOf } from './random-case.ts';
import { type ZoneMinutes, zoneMinutes } from './zone-minutes.ts';

const MINUTE_MS = 60_000;
const NAMES = ['unknown', 'on', 'off'];
/** What is asked of next at once. */
const CHUNK = 400;
const RANDOM_MINUTES = 150;
/** Of so many seeds it is kept what the model says: each planted mistake is held to it again. */
const KEPT = 128;

/** Each with the first year of the ten: Samoa's leapt day and Brazil's last summer time lie within. */
export const ZONES: Readonly<Record<string, number>> = {
  'Asia/Seoul': 2018,
  'America/New_York': 2019,
  'Europe/London': 2020,
  'Australia/Lord_Howe': 2021,
  'America/Sao_Paulo': 2012,
  'Pacific/Apia': 2008,
};

/** What the bot is given in place of what the model is: a planted mistake changes it. */
export interface Given {
  readonly timetable: Timetable;
  readonly overrides: readonly Override[];
  readonly holidays: Holidays;
}

export interface Comparer {
  readonly zones: readonly ZoneMinutes[];
  /** @returns the first difference, in words, and how much was compared. */
  compare(seed: number, mistake?: (given: Given) => Given): Compared;
}

export interface Compared {
  readonly difference: string | undefined;
  /** Changes of the state, all of them compared. */
  readonly changes: number;
  /** Minutes at which the state was asked for. */
  readonly asked: number;
  /** Minutes that the model went through. */
  readonly minutes: number;
}

export function createComparer(): Comparer {
  const zones = Object.entries(ZONES).map(([zone, year]) =>
    zoneMinutes(zone, Date.UTC(year, 0, 1), Date.UTC(year + 10, 0, 1)),
  );
  const states = new Uint8Array(Math.max(...zones.map(({ shown }) => shown.length)));
  const known = new Map<number, Known>();
  const knownOf = (seed: number, played: ModelCase, zone: ZoneMinutes): Known => {
    const before = known.get(seed);
    if (before !== undefined) return before;
    const ofZone = states.subarray(0, zone.shown.length);
    const now = readKnown(ofZone, playModel(played, zone, ofZone));
    if (known.size < KEPT) known.set(seed, now);
    return now;
  };
  return {
    zones,
    compare: (seed, mistake) => {
      const random = randomOf(seed);
      const zone = zones[random(zones.length)] as ZoneMinutes;
      const length = zone.shown.length;
      const toMs = zone.fromMs + length * MINUTE_MS;
      const played = randomCase(random, zone.timeZone, zone.fromMs, toMs);
      const given = givenBy(played);
      const wrong = mistake?.(given) ?? given;
      // Nothing to be seen, unless the bot is wrong by itself.
      if (mistake !== undefined && isDeepStrictEqual(wrong, given))
        return { ...UNSEEN, minutes: length };
      const compared = hold(wrong, zone, knownOf(seed, played, zone), random);
      const { difference } = compared;
      return difference === undefined
        ? { ...compared, minutes: length }
        : {
            ...compared,
            minutes: length,
            difference: `seed ${seed}: ${difference}; ${describe(played)}`,
          };
    },
  };
}

const UNSEEN = { difference: undefined, changes: 0, asked: 0 };

/** What the model says, without the minutes at which nothing changes. */
interface Known {
  readonly first: number;
  readonly end: number;
  /** The minutes at which the state changes, with the state from then on. */
  readonly changes: readonly number[];
  readonly states: readonly number[];
  stateAt(index: number): number;
}

function readKnown(minutes: Uint8Array, first: number): Known {
  const changes: number[] = [];
  const states: number[] = [];
  for (let index = first + 1; index < minutes.length; index += 1) {
    if (minutes[index] === minutes[index - 1]) continue;
    changes.push(index);
    states.push(minutes[index] ?? 0);
  }
  const before = minutes[first] ?? 0;
  const stateAt = (index: number) => states[changes.findLastIndex((at) => at <= index)] ?? before;
  return { first, end: minutes.length, changes, states, stateAt };
}

function hold(
  given: Given,
  zone: ZoneMinutes,
  { first, end, changes, states, stateAt: modelAt }: Known,
  random: Random,
): Omit<Compared, 'minutes'> {
  if (first === end) return UNSEEN;
  const found = everyTurn(given, zone, first, end);
  const differing = Array.from({ length: Math.max(found.length, changes.length) }).findIndex(
    (_, at) => found[at]?.index !== changes[at] || found[at]?.state !== NAMES[states[at] ?? 0],
  );
  const show = (index: number | undefined) =>
    index === undefined ? 'nothing' : new Date(zone.fromMs + index * MINUTE_MS).toISOString();
  if (differing >= 0) {
    const difference = `change ${differing} is at ${show(found[differing]?.index)} to ${found[differing]?.state}, by the model at ${show(changes[differing])}`;
    return { difference, changes: changes.length, asked: 0 };
  }
  const beside = Array.from({ length: 40 }, () => changes[random(changes.length)] ?? first);
  const minutes = [
    ...beside.flatMap((index) => [index - 1, index, index + 1]),
    ...Array.from({ length: RANDOM_MINUTES }, () => first + random(end - first)),
  ].filter((index) => index >= first && index < end);
  const wrong = minutes.find((index) => stateAt(given, zone, index) !== NAMES[modelAt(index)]);
  return {
    changes: changes.length,
    asked: minutes.length,
    difference:
      wrong === undefined ? undefined : `at ${show(wrong)} it is ${stateAt(given, zone, wrong)}`,
  };
}

function stateAt(
  { timetable, overrides, holidays }: Given,
  zone: ZoneMinutes,
  index: number,
): string {
  return desired(timetable, overrides, holidays, zone.fromMs + index * MINUTE_MS).state;
}

function everyTurn(
  { timetable, overrides, holidays }: Given,
  zone: ZoneMinutes,
  first: number,
  end: number,
) {
  const found: { index: number; state: string }[] = [];
  let nowMs = zone.fromMs + first * MINUTE_MS;
  for (;;) {
    const turns = next(timetable, overrides, holidays, { nowMs, count: CHUNK });
    for (const { atMs, state } of turns) {
      const index = (atMs - zone.fromMs) / MINUTE_MS;
      if (index >= end) return found;
      found.push({ index, state });
    }
    // Where it found nothing it has looked two years ahead.
    nowMs = turns.at(-1)?.atMs ?? nowMs + 700 * 86_400_000;
    if (nowMs >= zone.fromMs + end * MINUTE_MS) return found;
  }
}

function givenBy(played: ModelCase): Given {
  const rules = played.rules.map(({ turn, text }): Rule => {
    const rule = readRule(turn, text);
    if (typeof rule === 'string') throw new Error(rule);
    return rule;
  });
  const { timeZone, onHolidays } = played;
  const asked = { who: 'somebody', why: 'a reason' };
  return {
    timetable: { timeZone, rules, onHolidays, catchUp: { kind: 'ask' } },
    overrides: [
      ...played.leases.map((lease, index) => ({
        ...lease,
        ...asked,
        id: `lease-${index}`,
        kind: 'lease' as const,
      })),
      ...played.skips.map((skip, index) => ({
        ...{ ...skip, ...asked, id: `skip-${index}`, kind: 'skip' as const, madeAtMs: skip.fromMs },
      })),
    ],
    holidays: new Map([...played.holidays].map((day) => [day, 'a holiday'])),
  };
}

function describe({ timeZone, rules, onHolidays, leases, skips }: ModelCase): string {
  const told = rules.map(({ turn, text }) => `${turn} ${text}`).join(', ');
  return `${timeZone}, ${told}, holidays ${onHolidays}, ${leases.length} leases, ${skips.length} skips`;
}
