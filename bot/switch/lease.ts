// What people ask for beside a timetable: on or off for a while, from some time on, or a day whose changes do not happen. How it is typed is
// with the commands. Pure.

import { UsageError } from '../errors.ts';
import { nextTimeOfDay } from '../freeze.ts';
import { type Day, readDay } from '../timetable/calendar-day.ts';
import { next } from '../timetable/next.ts';
import type { Lease, Skip, State } from '../timetable/timetable.ts';
import { dayAt } from '../zoned-time.ts';
import type { NamedSwitch } from './of-settings.ts';

/** As it was typed. */
export interface Span {
  readonly inMs: number | undefined;
  readonly forMs: number | undefined;
  /** HH:MM, in the zone of the timetable. */
  readonly until: string | undefined;
}

export interface Asker {
  readonly id: string;
  readonly who: string;
  readonly nowMs: number;
}

/** The longest that something is asked for, so that none is forgotten. */
export const LONGEST_LEASE_MS = 14 * 86_400_000;

/**
 * Without an end it lasts until the timetable itself changes something.
 * @throws UsageError where that is never, or too far away.
 */
export function leaseFor(
  state: State,
  { inMs = 0, forMs, until }: Span,
  { asker, of, usage }: { readonly asker: Asker; readonly of: NamedSwitch; readonly usage: string },
): Lease {
  const { id, who, nowMs } = asker;
  const { timeZone } = of.timetable.timetable;
  const fromMs = nowMs + inMs;
  const untilMs =
    forMs !== undefined
      ? fromMs + forMs
      : until !== undefined
        ? nextTimeOfDay(until, { nowMs: fromMs, timeZone })
        : nextTurn(of, fromMs);
  if (untilMs === undefined) throw noEnd(until, usage);
  if (untilMs > nowMs + LONGEST_LEASE_MS) throw tooLong(usage);
  return {
    kind: 'lease',
    id,
    who,
    why: `asked for ${state}`,
    madeAtMs: nowMs,
    state,
    fromMs,
    untilMs,
  };
}

/** @param text `today`, `tomorrow` or a day such as 2026-12-24 */
export function skipFor(
  text: string,
  { asker, of, usage }: { readonly asker: Asker; readonly of: NamedSwitch; readonly usage: string },
): Skip {
  const { id, who, nowMs } = asker;
  const today = dayAt(nowMs, of.timetable.timetable.timeZone);
  const day = dayOf(text, today);
  if (day === undefined || day < today || day > today + LONGEST_LEASE_MS / 86_400_000) {
    throw new UsageError({
      what: `"${text}" is no day that can be skipped.`,
      why: 'It is today, tomorrow, or a day of the next two weeks such as 2026-12-24.',
      fix: 'Name one of these.',
      usage,
    });
  }
  return { kind: 'skip', id, who, why: `skips ${text}`, madeAtMs: nowMs, day, fromMs: nowMs };
}

function dayOf(text: string, today: Day): Day | undefined {
  if (text === 'today') return today;
  return text === 'tomorrow' ? today + 1 : readDay(text);
}

function nextTurn({ timetable: { timetable, holidays } }: NamedSwitch, nowMs: number) {
  return next(timetable, [], holidays, { nowMs, count: 1 })[0]?.atMs;
}

function noEnd(until: string | undefined, usage: string): UsageError {
  return new UsageError({
    what: 'It is not said until when.',
    why:
      until === undefined
        ? 'Its timetable changes nothing that would end it.'
        : `The clocks are put forward over ${until}.`,
    fix: 'Add --for 2h or --until 22:00.',
    usage,
  });
}

function tooLong(usage: string): UsageError {
  return new UsageError({
    what: 'That is too long.',
    why: 'It lasts 14 days at most, so that none is forgotten.',
    fix: 'Choose a nearer end; it can be asked for again.',
    usage,
  });
}
