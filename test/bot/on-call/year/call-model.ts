// Who is called at which minute, by a person with a list of open alerts and a watch: every minute they go through the list and ask of each alert
// whether somebody is to be called for it now. It shares nothing with bot/notify/ and bot/on-call/.

import { act } from './act.ts';
import { hear } from './hear.ts';
import {
  callAnew,
  escalationOf,
  isHeld,
  isSilenced,
  type OpenAlert,
  openWard,
  stepCount,
  tell,
  tellLouder,
  type Ward,
  waitOf,
} from './open-alerts.ts';
import { type ModelSwap, onCallIn } from './rota-model.ts';
import { type SwapWish, YEAR_MINUTES, type YearCase, type YearStep } from './year-case.ts';

const REMINDED_BEFORE = 10;

/** What happened in the year, in words: the minute first. */
export interface YearTrace {
  /** Who was called for which alert, who was reminded, what ran out, what was refused. */
  readonly events: readonly string[];
  /** Who got a direct message at all in which minute. */
  readonly rings: readonly string[];
}

interface Notes {
  readonly events: string[];
  readonly rings: Set<string>;
}

export function modelYear(played: YearCase): YearTrace {
  const ward = openWard(played);
  const swaps: ModelSwap[] = [];
  const notes: Notes = { events: [], rings: new Set() };
  let next = 0;
  for (let minute = 0; minute < YEAR_MINUTES; minute += 1) {
    for (let wish = played.wishes[next]; wish?.minute === minute; wish = played.wishes[next]) {
      next += 1;
      let isRefused = false;
      if (wish.kind === 'swap' || wish.kind === 'unswap')
        isRefused = swap(ward, swaps, wish, minute);
      else if ('by' in wish) isRefused = act(ward, wish, minute);
      else hear(ward, wish, minute);
      if (isRefused) notes.events.push(`${minute} refused: ${wish.kind}`);
    }
    for (let matter = 0; matter < ward.alerts.length; matter += 1) {
      const alert = ward.alerts[matter];
      if (alert !== undefined) look(ward, matter, alert, { minute, notes });
    }
  }
  return { events: notes.events.toSorted(), rings: [...notes.rings].toSorted() };
}

/** @returns whether it is refused. */
function swap(ward: Ward, made: ModelSwap[], wish: SwapWish, minute: number): boolean {
  if (wish.kind === 'swap') {
    const { person, fromMinute, minutes } = wish;
    const one = { person, fromMinute, untilMinute: fromMinute + minutes };
    made.push(one);
    ward.rota[wish.rotation]?.swaps.push(one);
    return false;
  }
  const one = made[wish.which];
  if (one === undefined || one.untilMinute <= minute) return true;
  one.untilMinute = minute;
  return false;
}

interface Now {
  readonly minute: number;
  readonly notes: Notes;
}

/** What the minute brings to an alert by itself. */
function look(ward: Ward, matter: number, alert: OpenAlert, now: Now): void {
  if (alert.fires) {
    lookAtAck(alert, now);
    lookAtSilence(ward, matter, alert, now);
  }
  release(ward, matter, alert, now.minute);
  if (alert.fires) callWhoIsDue(ward, matter, alert, now);
}

function lookAtAck(alert: OpenAlert, { minute, notes }: Now): void {
  const { ack, title } = alert;
  if (ack === undefined) return;
  if (ack.until <= minute) {
    notes.events.push(`${minute} ${title}: what ${ack.by} said has run out`);
    alert.ack = undefined;
    callAnew(alert, minute);
    return;
  }
  // In the second half of its time, ten minutes before its end at the earliest.
  const remindIn = Math.floor(Math.max(ack.until - REMINDED_BEFORE, (ack.at + ack.until) / 2));
  if (ack.isReminded || remindIn > minute) return;
  notes.events.push(`${minute} ${title}: ${ack.by} is reminded`);
  ack.isReminded = true;
}

function lookAtSilence(ward: Ward, matter: number, alert: OpenAlert, { minute, notes }: Now): void {
  if (alert.silencedUntil === undefined || isSilenced(alert, minute)) return;
  notes.events.push(`${minute} ${alert.title}: silence over`);
  alert.silencedUntil = undefined;
  callAnew(alert, minute);
  if (alert.severity === 'critical') tellLouder(ward, matter, alert, minute);
}

/** What nothing holds back any more is told, and counted from then. */
function release(ward: Ward, matter: number, alert: OpenAlert, minute: number): void {
  const { told } = alert;
  if (told === 'held by silence' && !isSilenced(alert, minute)) {
    tell(ward, matter, alert, { minute, as: 'among others' });
  }
  if (told === 'held by quiet hours' && ward.quiet[matter]?.[minute] === 0) {
    alert.told = isSilenced(alert, minute) ? 'held by silence' : 'among others';
  }
  const isReleased = told !== alert.told && alert.told === 'among others';
  if (isReleased && alert.chain !== undefined) alert.chain.since = minute;
}

function callWhoIsDue(ward: Ward, matter: number, alert: OpenAlert, { minute, notes }: Now): void {
  const escalation = escalationOf(ward, matter);
  for (;;) {
    const { chain } = alert;
    if (chain === undefined || !chain.for.includes(alert.severity) || isHeld(alert)) return;
    if (alert.ack !== undefined || alert.silencedUntil !== undefined) return;
    if (chain.called >= stepCount(escalation)) return;
    if (chain.since + waitOf(chain.called, escalation) > minute) return;
    const step = escalation.steps[chain.called % escalation.steps.length];
    if (step === undefined) return;
    call(ward, alert, step, { minute, notes });
    chain.called += 1;
    chain.since = minute;
  }
}

function call(ward: Ward, { title }: OpenAlert, step: YearStep, { minute, notes }: Now): void {
  const people = new Set(step.people);
  const empty: string[] = [];
  for (const name of step.rotations) {
    const { layers, swaps } = ward.rota[name] ?? { layers: [], swaps: [] };
    const person = onCallIn(layers, swaps, minute);
    if (person === undefined) empty.push(name);
    else people.add(person);
  }
  notes.events.push(`${minute} ${title}: ${calledText([...people], empty)}`);
  for (const person of people) notes.rings.add(`${minute} ${person}`);
}

/** Whoever is called, in the order of their ids. */
export function calledText(people: readonly string[], empty: readonly string[]): string {
  const ids = people.map((person) => person.split('/')[1] ?? '').toSorted();
  return `called ${[...ids, ...empty.toSorted().map((name) => `nobody of ${name}`)].join(', ')}`;
}
