// Mistakes that a timetable could make, planted: each gives the bot something else than the model has.

import type { Rule, Timetable } from '../../../bot/timetable/timetable.ts';
import type { Given } from './compare.ts';

const DAY_MS = 86_400_000;

export const MISTAKES: Readonly<Record<string, (given: Given) => Given>> = {
  'holidays are forgotten': (given) => ({ ...given, holidays: new Map() }),
  'a closed day only does not wake': (given) => onHolidays(given, 'closed', 'no-wake'),
  'a day without waking is closed': (given) => onHolidays(given, 'no-wake', 'closed'),
  'the lease that was made first wins': (given) => ({
    ...given,
    overrides: given.overrides.toReversed().map((each) => ({ ...each, madeAtMs: -each.madeAtMs })),
  }),
  'a lease ends a minute late': (given) => ({
    ...given,
    overrides: given.overrides.map((each) =>
      each.kind === 'lease' ? { ...each, untilMs: each.untilMs + 60_000 } : each,
    ),
  }),
  'a skipped day is not skipped': (given) => ({
    ...given,
    overrides: given.overrides.filter(({ kind }) => kind !== 'skip'),
  }),
  'a skipped day is skipped from its beginning': (given) => ({
    ...given,
    overrides: given.overrides.map((each) =>
      each.kind === 'skip' ? { ...each, fromMs: each.fromMs - 3 * DAY_MS } : each,
    ),
  }),
  'of several changes in a minute the first stays': (given) =>
    withRules(given, (rules) => rules.toReversed()),
  'the last of several days is left out': (given) =>
    withRules(given, (rules) =>
      rules.flatMap((rule) => {
        const { when } = rule;
        if (when.kind !== 'days') return [rule];
        return when.first === when.last
          ? []
          : [{ ...rule, when: { ...when, last: when.last - 1 } }];
      }),
    ),
  'clocks are never moved': (given) => ({
    ...given,
    timetable: { ...given.timetable, timeZone: STANDARD[given.timetable.timeZone] ?? 'UTC' },
  }),
};

/** The same zones without summer time. */
const STANDARD: Readonly<Record<string, string>> = {
  'Asia/Seoul': 'Asia/Seoul',
  'America/New_York': 'Etc/GMT+5',
  'Europe/London': 'UTC',
  'Australia/Lord_Howe': '+10:30',
  'America/Sao_Paulo': 'Etc/GMT+3',
  'Pacific/Apia': 'Etc/GMT-13',
};

function onHolidays(given: Given, from: string, to: Timetable['onHolidays']): Given {
  const { timetable } = given;
  if (timetable.onHolidays !== from) return given;
  return { ...given, timetable: { ...timetable, onHolidays: to } };
}

function withRules(given: Given, change: (rules: readonly Rule[]) => readonly Rule[]): Given {
  return { ...given, timetable: { ...given.timetable, rules: change(given.timetable.rules) } };
}
