// Who is on call by a clock that is read minute by minute: another way to the same, slow and plain. It knows zones from Intl alone.

import type { Rotation } from '../../../bot/config/on-call.ts';
import type { Swap } from '../../../bot/on-call/rotation.ts';

export type ModelledRotation = Rotation;

interface Stretch {
  readonly fromMs: number;
  readonly days: number;
}

const MINUTE = 60_000;
/** Hand-offs are counted from before the first of them. */
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** @returns each minute of the stretch with whoever is on call in it. */
export function modelOf(
  rotation: Rotation,
  swaps: readonly Swap[],
  { fromMs, days }: Stretch,
): readonly [number, string | undefined][] {
  const clock = clockOf(rotation.timeZone);
  const counters = rotation.layers.map((layer) => {
    const due = dueHandOffs(layer, clock(fromMs).date);
    return { layer, ...due };
  });
  const result: [number, string | undefined][] = [];
  const endMs = fromMs + days * 1440 * MINUTE;
  for (let atMs = fromMs; atMs < endMs; atMs += MINUTE) {
    const now = clock(atMs);
    let person: string | undefined;
    for (const counter of counters) {
      const { layer } = counter;
      // A hand-off has come as soon as the clock has shown its time or a later one.
      while (counter.next <= now.text) {
        counter.turn += 1;
        counter.next = plusDays(counter.next, layer.handOff.days);
      }
      const isOn = layer.hours === undefined || isWithin(layer.hours, now);
      if (isOn && counter.turn >= 0) person = layer.people[counter.turn % layer.people.length];
    }
    const swap = swaps
      .filter((each) => each.fromMs <= atMs && atMs < each.untilMs)
      .reduce<Swap | undefined>(
        (last, each) => (last === undefined || each.madeAtMs >= last.madeAtMs ? each : last),
        undefined,
      );
    result.push([atMs, swap?.person ?? person]);
  }
  return result;
}

type Shown = ReturnType<ReturnType<typeof clockOf>>;

/** What the clock on the wall shows. */
function clockOf(timeZone: string) {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  return (atMs: number) => {
    const parts = Object.fromEntries(
      format.formatToParts(atMs).map(({ type, value }) => [type, value]),
    );
    const date = `${parts.year}-${parts.month}-${parts.day}`;
    const time = `${parts.hour}:${parts.minute}`;
    return { date, time, text: `${date} ${time}` };
  };
}

/** How many hand-offs were due days before the stretch, and when the next is. */
function dueHandOffs(
  { from, handOff }: Rotation['layers'][number],
  date: string,
): { turn: number; next: string } {
  let [turn, next] = [-1, `${from} ${handOff.at}`];
  const before = plusDays(`${date} 00:00`, -2);
  while (next < before) {
    turn += 1;
    next = plusDays(next, handOff.days);
  }
  return { turn, next };
}

function plusDays(text: string, days: number): string {
  const [date = '', time = ''] = text.split(' ');
  return `${new Date(Date.parse(date) + days * 1440 * MINUTE).toISOString().slice(0, 10)} ${time}`;
}

function isWithin(
  { from, to, days }: NonNullable<Rotation['layers'][number]['hours']>,
  { date, time }: Shown,
): boolean {
  const weekday = new Date(Date.parse(date)).getUTCDay();
  const today = (days as readonly string[]).includes(WEEKDAYS[weekday] ?? '');
  const yesterday = (days as readonly string[]).includes(WEEKDAYS[(weekday + 6) % 7] ?? '');
  if (from < to) return today && from <= time && time < to;
  return (today && time >= from) || (yesterday && time < to);
}
