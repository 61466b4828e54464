// The values of a timetable: rules that say when something is switched on or off, holidays, and what people have asked for
// beside it. Values only; docs/decisions has what they mean.

import type { Day } from './calendar-day.ts';
import type { Cron } from './cron.ts';

export type State = 'on' | 'off';

/** When a rule applies: on weekdays, on named days, or by a cron line. Times are minutes of the local day, 0 to 1439. */
export type When =
  /** By weekday: 0 is Sunday. */
  | { readonly kind: 'weekdays'; readonly weekdays: ReadonlySet<number>; readonly minute: number }
  /** Both ends are meant. */
  | { readonly kind: 'days'; readonly first: Day; readonly last: Day; readonly minute: number }
  | { readonly kind: 'cron'; readonly cron: Cron };

export interface Rule {
  readonly turn: State;
  readonly when: When;
  /** As it stands in the settings. */
  readonly text: string;
}

/** On a holiday nothing is switched on, everything is off the whole day, or it is a day like any other. */
export type OnHolidays = 'no-wake' | 'closed' | 'usual';

/** What becomes of a change that is seen late, because nobody looked when it was due. */
export type CatchUp =
  | { readonly kind: 'late'; readonly withinMs: number }
  | { readonly kind: 'skip' }
  | { readonly kind: 'ask' };

export interface Timetable {
  readonly timeZone: string;
  readonly rules: readonly Rule[];
  readonly onHolidays: OnHolidays;
  readonly catchUp: CatchUp;
}

/** What each holiday is called. */
export type Holidays = ReadonlyMap<Day, string>;

interface Asked {
  readonly id: string;
  /** Of those that were made in the same millisecond the later of the list counts as made later. */
  readonly madeAtMs: number;
  readonly who: string;
  readonly why: string;
}

/** Something is on, or off, for a while, and goes back to what the timetable says by itself. */
export interface Lease extends Asked {
  readonly kind: 'lease';
  readonly state: State;
  readonly fromMs: number;
  /** No longer from this instant on. */
  readonly untilMs: number;
}

/** The changes of that day that come after `fromMs` do not happen. */
export interface Skip extends Asked {
  readonly kind: 'skip';
  readonly day: Day;
  readonly fromMs: number;
}

export type Override = Lease | Skip;

/** One change that a rule makes. */
export interface Change {
  readonly atMs: number;
  readonly day: Day;
  /** As the rule has it; at another time only where the clocks were put forward over it. */
  readonly minute: number;
  readonly turn: State;
  readonly rule: Rule;
}

/** Why something is to be on or off. */
export type Because =
  | { readonly kind: 'lease'; readonly lease: Lease }
  | { readonly kind: 'closed'; readonly day: Day; readonly holiday: string }
  | { readonly kind: 'change'; readonly change: Change }
  /** There was no change yet: things are left on. */
  | { readonly kind: 'nothing' };

export interface Desired {
  readonly state: State;
  readonly because: Because;
}

/** An instant at which the desired state becomes another. */
export interface Turn extends Desired {
  readonly atMs: number;
}
