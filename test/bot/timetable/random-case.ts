// Random timetables with holidays and overrides, each by its seed, weighted towards the hours at which clocks are moved.

import type { ModelCase, ModelLease, ModelRule } from './model.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export type Random = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

export function randomCase(
  random: Random,
  timeZone: string,
  fromMs: number,
  toMs: number,
): ModelCase {
  const within = {
    firstDay: Math.ceil(fromMs / DAY_MS) + 2,
    days: Math.floor((toMs - fromMs) / DAY_MS) - 4,
  };
  const anyDay = () => within.firstDay + random(within.days);
  const holidays = new Set<number>();
  for (let count = random(4) * 30; count > 0; count -= 1) {
    const first = anyDay();
    for (let more = random(4); more >= 0; more -= 1) holidays.add(first + more);
  }
  const rules = many(1 + random(6), () => randomRule(random, anyDay));
  return {
    timeZone,
    rules,
    onHolidays: pick(random, ['no-wake', 'closed', 'usual'] as const),
    holidays,
    leases: many(random(25), () => randomLease(random, anyDay)),
    skips: many(random(12), () => {
      const day = random(3) === 0 ? ([...holidays][random(holidays.size)] ?? anyDay()) : anyDay();
      return { day, fromMs: day * DAY_MS + (random(3000) - 900) * MINUTE_MS };
    }),
  };
}

function randomRule(random: Random, anyDay: () => number): ModelRule {
  const turn = pick(random, ['on', 'off'] as const);
  const minute = randomMinute(random);
  switch (random(5)) {
    case 0:
      return { turn, text: clock(minute), minutes: [minute] };
    case 1: {
      const first = anyDay();
      const last = first + (random(2) === 0 ? 0 : random(20));
      const days = first === last ? iso(first) : `${iso(first)}..${iso(last)}`;
      return { turn, text: `${days} ${clock(minute)}`, minutes: [minute], named: { first, last } };
    }
    case 2:
      return randomCron(random, turn, minute);
    default: {
      const from = random(7);
      const length = random(7);
      const weekdays = many(length + 1, (index) => (from + index) % 7);
      const days =
        random(2) === 0
          ? weekdays.map((day) => WEEKDAYS[day]).join(',')
          : `${WEEKDAYS[from]}-${WEEKDAYS[(from + length) % 7]}`;
      return { turn, text: `${days} ${clock(minute)}`, minutes: [minute], weekdays };
    }
  }
}

function randomCron(random: Random, turn: 'on' | 'off', minute: number): ModelRule {
  const [hour, rest] = [Math.floor(minute / 60), minute % 60];
  if (random(3) === 0) {
    const step = 2 + random(6);
    const hours = many(24, (each) => each).filter((each) => each % step === 0);
    const minutes = hours.map((each) => each * 60 + rest);
    return { turn, text: `${rest} */${step} * * *`, minutes };
  }
  const daysOfMonth = [...new Set(many(1 + random(4), () => 1 + random(31)))];
  const hasWeekdays = random(2) === 0;
  return {
    ...{ turn, minutes: [minute], daysOfMonth },
    text: `${rest} ${hour} ${daysOfMonth.join(',')} * ${hasWeekdays ? '1-5' : '*'}`,
    ...(hasWeekdays ? { weekdays: [1, 2, 3, 4, 5] } : {}),
  };
}

function randomLease(random: Random, anyDay: () => number): ModelLease {
  const fromMs = anyDay() * DAY_MS + random(1440) * MINUTE_MS;
  const minutes = 1 + random(pick(random, [60, 600, 5000]));
  const madeAtMs = fromMs - random(3) * 1000 * MINUTE_MS;
  const state = pick(random, ['on', 'off'] as const);
  return { state, fromMs, untilMs: fromMs + minutes * MINUTE_MS, madeAtMs };
}

/** Often in the small hours, and on few different minutes, so that rules meet each other. */
export function randomMinute(random: Random): number {
  const hour = random(2) === 0 ? random(4) : random(24);
  return hour * 60 + pick(random, [0, 15, 30, 59]);
}

export function pick<T>(random: Random, values: readonly T[]): T {
  return values[random(values.length)] as T;
}

export function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export function clock(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function iso(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
