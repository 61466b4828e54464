// Who is on call, and until when: layers of people who take turns by the clock of a zone, and what people have swapped. Pure.

import type { Layer, Rotation } from '../config/on-call.ts';
import { dayAt, firstInstant, localTimeOf, minuteOf, WEEKDAYS } from '../zoned-time.ts';

/** Somebody takes over from whoever it would be. */
export interface Swap {
  readonly id: string;
  readonly rotation: string;
  /** TEAM_ID/USER_ID */
  readonly person: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Slack id of whoever said so. */
  readonly by: string;
  readonly madeAtMs: number;
}

export interface Duty {
  /** TEAM_ID/USER_ID; undefined: nobody. */
  readonly person: string | undefined;
  /** Why: a layer's name, or a swap. */
  readonly because: 'nobody' | { readonly layer: string } | { readonly swap: Swap };
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** How far it is looked for the next change. */
const AHEAD_DAYS = 400;

/** @param swaps of this rotation; the one that was made last counts where two meet */
export function onCallAt(rotation: Rotation, swaps: readonly Swap[], atMs: number): Duty {
  const swap = swaps
    .filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)
    .toSorted((one, other) => one.madeAtMs - other.madeAtMs)
    .at(-1);
  if (swap !== undefined) return { person: swap.person, because: { swap } };
  for (const layer of rotation.layers.toReversed()) {
    const person = onDuty(layer, rotation.timeZone, atMs);
    if (person !== undefined) return { person, because: { layer: layer.name } };
  }
  return { person: undefined, because: 'nobody' };
}

/**
 * When somebody else is on call next.
 * @returns undefined where nobody else is for more than a year.
 */
export function nextHandOff(
  rotation: Rotation,
  swaps: readonly Swap[],
  atMs: number,
): { readonly atMs: number; readonly duty: Duty } | undefined {
  const now = onCallAt(rotation, swaps, atMs).person;
  for (const changeMs of changesAfter(rotation, swaps, atMs)) {
    const duty = onCallAt(rotation, swaps, changeMs);
    if (duty.person !== now) return { atMs: changeMs, duty };
  }
  return undefined;
}

/** Every instant at which it may be somebody else, in order. */
function* changesAfter(rotation: Rotation, swaps: readonly Swap[], atMs: number): Iterable<number> {
  const { timeZone, layers } = rotation;
  const ends = swaps.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]);
  const minutes = layers.flatMap(({ handOff, hours }) => [
    minuteOf(handOff.at),
    ...(hours === undefined ? [] : [0, minuteOf(hours.from), minuteOf(hours.to)]),
  ]);
  const today = dayAt(atMs, timeZone);
  for (let day = today; day < today + AHEAD_DAYS; day += 1) {
    const [beginMs, endMs] = [firstInstant(day, 0, timeZone), firstInstant(day + 1, 0, timeZone)];
    const ofDay = [
      ...(endMs - beginMs === DAY_MS
        ? minutes.map((minute) => firstInstant(day, minute, timeZone))
        : everyMinute(beginMs, endMs)),
      ...ends.filter((each) => beginMs <= each && each < endMs),
    ];
    yield* [...new Set(ofDay)].filter((each) => each > atMs).toSorted((one, other) => one - other);
  }
}

/** Where clocks are moved, hours begin or end with that, or twice; a day that is left out brings what was due on it in its one instant. */
function everyMinute(beginMs: number, endMs: number): readonly number[] {
  const count = Math.max(1, Math.ceil((endMs - beginMs) / MINUTE_MS));
  return Array.from({ length: count }, (_, index) => beginMs + index * MINUTE_MS);
}

function onDuty(layer: Layer, timeZone: string, atMs: number): string | undefined {
  const { people, from, handOff, hours } = layer;
  if (hours !== undefined && !isWithin(hours, timeZone, atMs)) return undefined;
  const first = Date.parse(from) / DAY_MS;
  const minute = minuteOf(handOff.at);
  const begunMs = (turn: number) => firstInstant(first + turn * handOff.days, minute, timeZone);
  let turn = Math.floor((dayAt(atMs, timeZone) - first) / handOff.days);
  if (begunMs(turn) > atMs) turn -= 1;
  return turn < 0 ? undefined : people[turn % people.length];
}

/** By what the clock shows; the day is that on which the hours began. */
function isWithin(
  { from, to, days }: NonNullable<Layer['hours']>,
  timeZone: string,
  atMs: number,
): boolean {
  const { year, month, day, hour, minute } = localTimeOf(atMs, timeZone);
  const now = hour * 60 + minute;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const isOn = (which: number) => days.includes(WEEKDAYS[(which + 7) % 7] ?? 'Sun');
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  if (begin < end) return begin <= now && now < end && isOn(weekday);
  return (now >= begin && isOn(weekday)) || (now < end && isOn(weekday - 1));
}
