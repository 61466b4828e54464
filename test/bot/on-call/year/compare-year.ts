// One year by its seed, lived by the product and by the model: what differs first, in words.

import { modelYear, type YearTrace } from './call-model.ts';
import { botHandOffs, type HandOffs, modelHandOffs } from './hand-offs.ts';
import type { Mistake } from './mistakes.ts';
import { playYear } from './play-year.ts';
import { type Crowd, randomYear } from './random-year.ts';
import type { YearCase } from './year-case.ts';

export interface ExpectedYear extends YearTrace {
  readonly played: YearCase;
  readonly handOffs: HandOffs;
}

/** By the model alone. */
export function expectYear(seed: number, crowd?: Crowd): ExpectedYear {
  const played = randomYear(seed, crowd);
  return { played, ...modelYear(played), handOffs: modelHandOffs(played) };
}

/** @returns the first differences, in words; undefined: there is none */
export async function differenceOf(
  { played, events, rings, handOffs }: ExpectedYear,
  mistake?: Mistake,
): Promise<string | undefined> {
  const given = mistake?.given?.(played) ?? played;
  const lived = await playYear(given, mistake?.store);
  const difference =
    firstDifference('events', events, lived.events) ??
    firstDifference('rings', rings, lived.rings) ??
    firstDifference('hand-offs', handOffs, botHandOffs(given));
  return difference === undefined ? undefined : `seed ${played.seed}: ${difference}`;
}

export function countsOf(expected: ExpectedYear) {
  return {
    wishes: expected.played.wishes.length,
    calls: countOf(expected, /: called /u),
    refused: countOf(expected, / refused: /u),
    reminders: countOf(expected, / is reminded$/u),
    handOffs: expected.handOffs.length,
  };
}

function countOf({ events }: YearTrace, pattern: RegExp): number {
  return events.filter((event) => pattern.test(event)).length;
}

function firstDifference(
  what: string,
  expected: readonly string[],
  found: readonly string[],
): string | undefined {
  const [missing, extra] = [without(expected, found), without(found, expected)];
  if (missing.length + extra.length === 0) return undefined;
  return [
    `${what} differ`,
    ...missing.slice(0, 3).map((each) => `only the model has "${each}"`),
    ...extra.slice(0, 3).map((each) => `only the bot has "${each}"`),
  ].join('; ');
}

/** By the minute. Each as often as it is there. */
function without(all: readonly string[], taken: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const each of taken) left.set(each, (left.get(each) ?? 0) + 1);
  return all
    .filter((each) => {
      const count = left.get(each) ?? 0;
      left.set(each, count - 1);
      return count <= 0;
    })
    .toSorted((one, other) => minuteIn(one) - minuteIn(other));
}

function minuteIn(event: string): number {
  return Number(/\d{3,}/u.exec(event)?.[0] ?? 0);
}
