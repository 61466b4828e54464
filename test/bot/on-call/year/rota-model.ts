// Who is on call by a watch on the wall that is read every minute of the year. It shares nothing with bot/on-call/: it has no notion of turns,
// instants or next times, only of what the clock shows now and what it has shown before.

import { YEAR_MINUTES, type YearLayer, type YearRotation } from './year-case.ts';
import { type ZoneOfYear, zoneOfYear } from './zones.ts';

const DAY_MINUTES = 1440;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Made in this order; the last that is in force counts. */
export interface ModelSwap {
  readonly person: string;
  readonly fromMinute: number;
  untilMinute: number;
}

const known = new WeakMap<YearRotation, readonly (string | undefined)[]>();

/** @returns for each minute of the year whoever the layers have; undefined: nobody. */
export function layersOfYear(
  rotation: YearRotation,
  fromMs: number,
): readonly (string | undefined)[] {
  const found = known.get(rotation) ?? readLayers(rotation, fromMs);
  known.set(rotation, found);
  return found;
}

function readLayers(
  { timeZone, layers }: YearRotation,
  fromMs: number,
): readonly (string | undefined)[] {
  const zone = zoneOfYear(timeZone, fromMs);
  const watched = layers.map((layer) => watch(layer, zone));
  return Array.from({ length: YEAR_MINUTES }, (_, minute) => {
    let person: string | undefined;
    for (const look of watched) person = look(minute) ?? person;
    return person;
  });
}

export function onCallIn(
  layers: readonly (string | undefined)[],
  swaps: readonly ModelSwap[],
  minute: number,
): string | undefined {
  let person = layers[minute];
  for (const swap of swaps) {
    if (swap.fromMinute <= minute && minute < swap.untilMinute) person = swap.person;
  }
  return person;
}

/** To be asked minute after minute. */
function watch(
  { people, from, handOff, hours }: YearLayer,
  { shown }: ZoneOfYear,
): (minute: number) => string | undefined {
  // Hand-offs come when the clock has shown their time, or a later one: each once, though it may show it twice.
  let due = localMinute(from, handOff.at);
  let handOffs = 0;
  const shows = hours === undefined ? () => true : showing(hours);
  return (minute) => {
    const now = shown[minute] ?? 0;
    while (due <= now) {
      handOffs += 1;
      due += handOff.days * DAY_MINUTES;
    }
    if (handOffs === 0 || !shows(now)) return undefined;
    return people[(handOffs - 1) % people.length];
  };
}

/** Read once: it is asked about each minute of the year. */
function showing(hours: NonNullable<YearLayer['hours']>): (now: number) => boolean {
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  const isNamed = WEEKDAYS.map((weekday) => hours.days.includes(weekday));
  return (now) => {
    const time = now % DAY_MINUTES;
    // 1970-01-01 was a Thursday.
    const weekday = (Math.floor(now / DAY_MINUTES) + 4) % 7;
    const today = isNamed[weekday] ?? false;
    if (from < to) return from <= time && time < to && today;
    return time >= from ? today : time < to && (isNamed[(weekday + 6) % 7] ?? false);
  };
}

function localMinute(date: string, time: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 60_000 + minutesOf(time);
}

export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
