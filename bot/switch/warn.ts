// The words before something is switched off by its timetable: when, what ends, and what each way to put it off costs. Pure.

import type { NoticeText } from '../render/notice.ts';
import { writeDay } from '../timetable/calendar-day.ts';
import { next } from '../timetable/next.ts';
import type { Override, Turn } from '../timetable/timetable.ts';
import { writeBecause, writeInstant, writeSpan } from '../timetable/words.ts';
import { dayAt, localTimeOf } from '../zoned-time.ts';
import { forSpan, writeMoney } from './money.ts';
import type { NamedSwitch } from './of-settings.ts';
import type { Target } from './plan.ts';
import { savingAnHour } from './saving.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** So long before. */
const WARNINGS_MS = [5 * MINUTE_MS, 30 * MINUTE_MS];
const LATE = '22:00';

export interface Warning {
  /** The same for one warning before one turn. */
  readonly about: string;
  readonly text: NoticeText;
}

export interface WarnWish {
  readonly name: string;
  readonly of: NamedSwitch;
  readonly overrides: readonly Override[];
  readonly targets: readonly Target[];
  readonly nowMs: number;
}

/** @returns undefined where nothing is switched off soon, or there is nothing that would end. */
export function warningBefore(wish: WarnWish): Warning | undefined {
  const { name, of, overrides, targets, nowMs } = wish;
  const { timetable, holidays } = of.timetable;
  const [turn] = next(timetable, overrides, holidays, { nowMs, count: 1 });
  const leftMs = (turn?.atMs ?? Number.POSITIVE_INFINITY) - nowMs;
  const warning = WARNINGS_MS.find((each) => leftMs <= each);
  const pods = targets.reduce((sum, each) => sum + each.pods, 0);
  if (turn?.state !== 'off' || warning === undefined || pods === 0) return undefined;
  const { timeZone } = timetable;
  return {
    about: `warn ${warning / MINUTE_MS} before ${turn.atMs}`,
    text: {
      sign: ':hourglass_flowing_sand:',
      title: `${name} goes off in ${writeSpan(leftMs)}, at ${writeInstant(turn.atMs, timeZone)}`,
      lines: [
        `${pods} pods of ${targets.filter((each) => each.pods > 0).length} workloads end: ${writeBecause(turn.because, timeZone)}.`,
      ],
      listing: waysOf(wish, turn)
        .map(({ command, untilMs }) => `${command}${costOf(wish, untilMs - turn.atMs)}`)
        .join('\n'),
      hint: 'Any of these leaves it on for a while; the timetable goes on by itself after it.',
    },
  };
}

interface Way {
  readonly command: string;
  /** How long it stays on by it. */
  readonly untilMs: number;
}

/** An hour more, until late, or the whole day: the ways that lie behind the turn. */
function waysOf({ name, of, overrides, nowMs }: WarnWish, turn: Turn): readonly Way[] {
  const { timetable, holidays } = of.timetable;
  const { timeZone } = timetable;
  const day = dayAt(turn.atMs, timeZone);
  const anHourMs = turn.atMs + HOUR_MS;
  const { hour, minute } = localTimeOf(anHourMs, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  const snooze = `${two(hour)}:${two(minute)}`;
  const lateMs = lateOf(turn.atMs, timeZone);
  const skip: Override = {
    ...{ kind: 'skip', id: '', who: '', why: '', madeAtMs: nowMs, day, fromMs: nowMs },
  };
  const offs = next(timetable, [...overrides, skip], holidays, { nowMs, count: 2 });
  const skippedMs = offs.find(({ state }) => state === 'off')?.atMs;
  return [
    { command: `/cluster keep ${name} --until ${snooze}`, untilMs: anHourMs },
    ...(lateMs > anHourMs
      ? [{ command: `/cluster keep ${name} --until ${LATE}`, untilMs: lateMs }]
      : []),
    ...(skippedMs === undefined || turn.because.kind !== 'change'
      ? []
      : [
          {
            command: `/cluster skip ${name} ${day === dayAt(nowMs, timeZone) ? 'today' : writeDay(day)}`,
            untilMs: skippedMs,
          },
        ]),
  ];
}

/** 22:00 of the same day. */
function lateOf(atMs: number, timeZone: string): number {
  const { hour, minute, second } = localTimeOf(atMs, timeZone);
  return atMs + ((22 - hour) * 60 - minute) * MINUTE_MS - second * 1_000;
}

function costOf({ of: { prices }, targets }: WarnWish, ms: number): string {
  if (prices === undefined) return '';
  const anHour = targets.reduce<bigint>(
    (sum, target) => sum + (savingAnHour(target, prices) ?? 0n),
    0n,
  );
  return `   ${writeMoney(forSpan(anHour, ms), prices.currency)}`;
}
