// The words before something is switched off by its timetable: when, what ends, and what each way to put it off costs. Pure.

import type { NoticeText } from '../render/notice.ts';
import { writeDay } from '../timetable/calendar-day.ts';
import { next } from '../timetable/next.ts';
import type { Override, Turn } from '../timetable/timetable.ts';
import { writeBecause, writeInstant, writeSpan } from '../timetable/words.ts';
import { dayAt, localTimeOf } from '../zoned-time.ts';
import { forSpan, writeMoney } from './money.ts';
import type { NamedSwitch } from './of-settings.ts';
import { isOff, originalOf } from './original.ts';
import { keyOf, type Target } from './plan.ts';
import { savingsAnHour } from './saving.ts';
import type { OfferedWay } from './switch-store.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** So long before. */
const WARNINGS_MS = [5 * MINUTE_MS, 30 * MINUTE_MS];
const LATE = '22:00';

export interface WarnWish {
  readonly name: string;
  readonly of: NamedSwitch;
  readonly overrides: readonly Override[];
  readonly nowMs: number;
}

/** What is to be warned of at an instant. */
export interface DueWarning {
  readonly turn: Turn;
  /** The same for one warning before one turn. */
  readonly key: string;
}

/** @returns undefined where nothing is switched off soon. */
export function dueWarning({ name, of, overrides, nowMs }: WarnWish): DueWarning | undefined {
  const { timetable, holidays } = of.timetable;
  const [turn] = next(timetable, overrides, holidays, { nowMs, count: 1 });
  const leftMs = (turn?.atMs ?? Number.POSITIVE_INFINITY) - nowMs;
  const warning = WARNINGS_MS.find((each) => leftMs <= each);
  if (turn?.state !== 'off' || warning === undefined) return undefined;
  return { turn, key: `switch:${name}:warn ${warning / MINUTE_MS} before ${turn.atMs}` };
}

export interface Warning {
  readonly text: NoticeText;
  readonly ways: readonly OfferedWay[];
}

/** @param targets what would end; or in words why that could not be found out */
export function writeWarning(
  wish: WarnWish,
  turn: Turn,
  targets: readonly Target[] | string,
): Warning {
  const { name, of, nowMs } = wish;
  const { timeZone } = of.timetable.timetable;
  const ways = waysOf(wish, turn).map((way) => ({
    ...way,
    cost: costOf(of, targets, way.untilMs - turn.atMs),
  }));
  return {
    text: {
      sign: ':hourglass_flowing_sand:',
      title: `${name} goes off in ${writeSpan(turn.atMs - nowMs)}, at ${writeInstant(turn.atMs, timeZone)}`,
      lines: [
        `${endsOf(targets)}: ${writeBecause(turn.because, timeZone)}.`,
        ...ways.map(
          ({ title, untilMs, cost }) =>
            `${title}: on until ${writeInstant(untilMs, timeZone)}${cost === '' ? '' : `, ${cost}`}`,
        ),
      ],
      hint: `A button asks for it as if you typed it, for example "${ways[0]?.command}". The timetable goes on by itself after it.`,
    },
    ways: ways.map(({ kind, title, command, cost }) => ({
      ...{ kind, command },
      label: cost === '' ? title : `${title} · ${cost}`,
    })),
  };
}

function endsOf(targets: readonly Target[] | string): string {
  if (typeof targets === 'string') return `What ends is not known now (${targets})`;
  const workloads = targets.filter((each) => each.pods > 0).length;
  const pods = podsOf(targets);
  const running = pipelinesOn(targets);
  const paused = running.length === 0 ? '' : `${running.map(keyOf).join(', ')} paused`;
  const ended = `${pods === 1 ? '1 pod' : `${pods} pods`} of ${workloads === 1 ? '1 workload' : `${workloads} workloads`} end`;
  return paused === '' ? ended : pods === 0 ? paused : `${ended}, ${paused}`;
}

/** Whether anything ends or is paused. */
export function isAnyOn(targets: readonly Target[]): boolean {
  return podsOf(targets) > 0 || pipelinesOn(targets).length > 0;
}

function pipelinesOn(targets: readonly Target[]): readonly Target[] {
  return targets.filter(
    ({ kind, kept, object }) =>
      kind === 'Pipeline' && kept === undefined && !isOff(originalOf(kind, object)),
  );
}

function podsOf(targets: readonly Target[]): number {
  return targets.reduce((sum, each) => sum + each.pods, 0);
}

interface Way extends Pick<OfferedWay, 'kind' | 'command'> {
  readonly title: string;
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
  const keep = `cluster keep ${name} --until`;
  const isToday = day === dayAt(nowMs, timeZone);
  return [
    { kind: 'snooze', title: 'Snooze 1 h', command: `${keep} ${snooze}`, untilMs: anHourMs },
    ...(lateMs > anHourMs
      ? [
          {
            kind: 'late' as const,
            title: `Keep till ${LATE}`,
            command: `${keep} ${LATE}`,
            untilMs: lateMs,
          },
        ]
      : []),
    ...(skippedMs === undefined || skippedMs <= turn.atMs
      ? []
      : [
          {
            kind: 'skip' as const,
            title: isToday ? 'Skip today' : 'Skip tomorrow',
            command: `cluster skip ${name} ${writeDay(day)}`,
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

function costOf({ prices }: NamedSwitch, targets: readonly Target[] | string, ms: number): string {
  if (prices === undefined || typeof targets === 'string') return '';
  return writeMoney(forSpan(savingsAnHour(targets, prices), ms), prices.currency);
}
