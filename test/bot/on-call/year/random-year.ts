// Random years on call, each by its seed: weighted towards the hours at which clocks are moved, and with much that happens to one alert.

import {
  clock,
  many,
  randomMinute as minuteOfDay,
  pick,
  type Random,
  randomOf,
} from '../../timetable/random-case.ts';
import {
  MINUTE_MS,
  type PersonWish,
  type Severity,
  type SourceWish,
  type SwapWish,
  type Wish,
  YEAR_MINUTES,
  type YearCase,
  type YearEscalation,
  type YearLayer,
  type YearRotation,
  type YearRoute,
} from './year-case.ts';
import { zoneOfYear } from './zones.ts';

/** Half hours, two hours, midnight, a leapt day, the southern summer, a summer time that ends for a month. */
const ZONES = [
  ...['Asia/Seoul', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Antarctica/Troll'],
  ...['America/Sao_Paulo', 'Pacific/Apia', 'Asia/Beirut', 'Africa/Casablanca'],
];
/** Samoa's leapt day, Brazil's last summer time, and lately. */
const YEARS = [2011, 2018, 2025, 2026];
const DAY_MINUTES = 1440;
const MATTERS = 6;
const EPISODES = 110;
const SWAPS = 40;
const PEOPLE = ['T1/U1', 'T1/U2', 'T1/U3', 'T1/U4', 'T1/U5', 'T1/U6', 'T1/U7'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const EVERYTHING: readonly Severity[] = ['critical', 'warning', 'info'];

/** How much happens. */
export interface Crowd {
  readonly episodes: number;
  readonly swaps: number;
}

export function randomYear(
  seed: number,
  crowd: Crowd = { episodes: EPISODES, swaps: SWAPS },
): YearCase {
  const random = randomOf(seed);
  const year = pick(random, YEARS);
  const fromMs = Date.UTC(year, 0, 1);
  const timeZone = pick(random, ZONES);
  const rotations = named(1 + random(3), 'rota', () => randomRotation(random, fromMs));
  const names = Object.keys(rotations);
  const escalations = named(1 + random(3), 'chain', () => randomEscalation(random, names));
  const chains = Object.keys(escalations);
  const zones = [timeZone, ...Object.values(rotations).map((rotation) => rotation.timeZone)];
  const moves = [...new Set(zones)].flatMap((zone) => zoneOfYear(zone, fromMs).moves);
  const wishes = [
    ...many(crowd.episodes, () => randomEpisode(random, moves)).flat(),
    ...randomSwaps(random, crowd.swaps, names, moves),
  ];
  return {
    ...{ seed, fromMs, timeZone, rotations, escalations },
    routes: many(MATTERS, () => randomRoute(random, chains)),
    wishes: wishes
      .filter(({ minute }) => minute < YEAR_MINUTES - 1)
      .toSorted((one, other) => one.minute - other.minute),
  };
}

function randomRotation(random: Random, fromMs: number): YearRotation {
  return {
    timeZone: pick(random, ZONES),
    layers: many(1 + random(3), (index) => randomLayer(random, fromMs, index)),
  };
}

function randomLayer(random: Random, fromMs: number, index: number): YearLayer {
  const begin = fromMs + (random(400) - 300) * DAY_MINUTES * MINUTE_MS;
  const [from, to] = [randomTime(random), randomTime(random)];
  return {
    name: `layer${index}`,
    people: shuffled(random, PEOPLE).slice(0, 1 + random(4)),
    from: new Date(begin).toISOString().slice(0, 10),
    handOff: { days: pick(random, [1, 1, 2, 7, 7, 14, 1 + random(90)]), at: randomTime(random) },
    ...(random(2) === 0 || from === to ? {} : { hours: { from, to, days: randomDays(random) } }),
  };
}

function randomDays(random: Random): readonly string[] {
  return random(2) === 0 ? WEEKDAYS : shuffled(random, WEEKDAYS).slice(0, 1 + random(6));
}

function randomEscalation(random: Random, rotations: readonly string[]): YearEscalation {
  return {
    steps: many(1 + random(4), () => {
      const named = shuffled(random, rotations).slice(0, random(3));
      const people = shuffled(random, PEOPLE).slice(0, random(3) + (named.length === 0 ? 1 : 0));
      const afterMinutes = pick(random, [0, 0, 1, 3, 5, 10, 15, 30, 60]);
      return { afterMinutes, rotations: named, people };
    }),
    repeat: random(3),
  };
}

function randomRoute(random: Random, escalations: readonly string[]): YearRoute {
  const [from, to] = [randomTime(random), randomTime(random)];
  const quiet = { from, to, severities: pick(random, [['warning', 'info'], EVERYTHING] as const) };
  const callFor: readonly (readonly Severity[])[] = [
    ...[['critical'], ['critical', 'warning'], ['warning'], EVERYTHING],
  ] as const;
  return {
    escalation: pick(random, escalations),
    callFor: pick(random, callFor),
    ...(random(2) === 0 || from === to ? {} : { quietHours: quiet }),
  };
}

/** What happens to one matter for some hours: half of it within minutes. */
function randomEpisode(random: Random, moves: readonly number[]): readonly Wish[] {
  const matter = random(MATTERS);
  let minute = randomMinute(random, moves);
  const wishes: Wish[] = [
    { minute, matter, kind: 'fire', severity: pick(random, ['critical', 'warning', 'info']) },
  ];
  for (let count = 2 + random(10); count > 0; count -= 1) {
    minute += random(pick(random, [4, 20, 20, 300]));
    const what = random(2) === 0 ? randomWord(random) : randomAct(random);
    wishes.push({ minute, matter, ...what });
  }
  if (random(6) > 0) wishes.push({ minute: minute + random(60), matter, kind: 'end' });
  return wishes;
}

type Unplaced<T> = T extends unknown ? Omit<T, 'matter'> : never;

function randomWord(random: Random): Unplaced<SourceWish> {
  const severity = pick(random, EVERYTHING);
  const words: readonly Unplaced<SourceWish>[] = [
    ...([
      { kind: 'fire', severity },
      { kind: 'fire', severity },
      { kind: 'severity', severity },
    ] as const),
    ...([{ kind: 'seen again' }, { kind: 'repeat' }, { kind: 'end' }, { kind: 'end' }] as const),
  ];
  return pick(random, words);
}

function randomAct(random: Random): Unplaced<PersonWish> {
  const by = (pick(random, PEOPLE).split('/')[1] ?? '') as string;
  const minutes = 1 + random(pick(random, [10, 120, 600, 3_000]));
  const acts: readonly Unplaced<PersonWish>[] = [
    ...([
      { kind: 'ack', by, minutes },
      { kind: 'ack', by, minutes },
      { kind: 'unack', by },
    ] as const),
    ...([
      { kind: 'silence', by, minutes },
      { kind: 'unsilence', by },
    ] as const),
    ...([
      { kind: 'escalate', by },
      { kind: 'close', by },
      { kind: 'reopen', by },
    ] as const),
  ];
  return pick(random, acts);
}

/** At most one is made in a minute: who says so last is said by the clock. */
function randomSwaps(
  random: Random,
  count: number,
  rotations: readonly string[],
  moves: readonly number[],
): readonly Wish[] {
  const made = new Map<number, SwapWish>();
  for (let left = count; left > 0; left -= 1) {
    const minute = randomMinute(random, moves);
    made.set(minute, {
      ...{ kind: 'swap', rotation: pick(random, rotations), person: pick(random, PEOPLE) },
      fromMinute: minute + random(pick(random, [1, 600, 3_000])),
      minutes: 1 + random(pick(random, [60, 1_000, 10_000])),
    });
  }
  const swaps = [...made].toSorted(([one], [other]) => one - other);
  return swaps.flatMap(([minute, swap], which): readonly Wish[] => {
    if (random(3) > 0 || swap.kind !== 'swap') return [{ minute, ...swap }];
    const endMinute = minute + 1 + random(swap.minutes + 600);
    return [
      { minute, ...swap },
      { minute: endMinute, kind: 'unswap', which },
    ];
  });
}

/** Not in the first days: what was before the year is of no account. */
function randomMinute(random: Random, moves: readonly number[]): number {
  const [first, last] = [3 * DAY_MINUTES, YEAR_MINUTES - 3 * DAY_MINUTES];
  const near = moves.filter((minute) => minute > first && minute < last);
  if (random(3) > 0 || near.length === 0) return first + random(last - first);
  return pick(random, near) + random(600) - 400;
}

function randomTime(random: Random): string {
  return clock(minuteOfDay(random));
}

function named<T>(count: number, name: string, make: () => T): Readonly<Record<string, T>> {
  return Object.fromEntries(many(count, (index) => [`${name}${index}`, make()]));
}

function shuffled<T>(random: Random, values: readonly T[]): readonly T[] {
  const left = [...values];
  return many(left.length, () => left.splice(random(left.length), 1)[0] as T);
}
