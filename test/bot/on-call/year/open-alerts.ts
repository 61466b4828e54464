// The list of alerts of the model, and what is true of one at a minute.

import { minutesOfQuiet } from './quiet-model.ts';
import { layersOfYear, type ModelSwap } from './rota-model.ts';
import type { Severity, YearCase, YearEscalation } from './year-case.ts';

export interface OpenAlert {
  readonly number: number;
  /** What it is called in the trace. */
  readonly title: string;
  fires: boolean;
  severity: Severity;
  /** When anything was last heard of it that was not known. */
  lastHeard: number;
  /** When it began to fire again, by itself. */
  turns: number[];
  /** Somebody said that it is over, and its source has not. */
  isClosed: boolean;
  ack:
    | { readonly by: string; readonly at: number; readonly until: number; isReminded: boolean }
    | undefined;
  silencedUntil: number | undefined;
  told: 'alone' | 'among others' | 'held by silence' | 'held by quiet hours';
  /** Who is called for it: since when the next is waited for, and how many steps were called. */
  chain: { readonly for: readonly Severity[]; since: number; called: number } | undefined;
}

export interface Ward {
  readonly played: YearCase;
  /** Of each matter, for each minute: 1 where it is quiet. */
  readonly quiet: readonly Uint8Array[];
  readonly rota: Readonly<Record<string, Rota>>;
  /** The newest alert of each matter. */
  readonly alerts: (OpenAlert | undefined)[];
  /** What the source of each matter said last. */
  readonly said: { fires: boolean; severity: Severity }[];
  numbers: number;
}

export interface Rota {
  readonly layers: readonly (string | undefined)[];
  /** In the order in which they were made. */
  readonly swaps: ModelSwap[];
}

export const EVERYTHING: readonly Severity[] = ['critical', 'warning', 'info'];
/** Before everything begins again there is at least so much time to answer the last. */
const AGAIN_AFTER = 5;

export function openWard(played: YearCase): Ward {
  const { routes, rotations, fromMs, timeZone } = played;
  return {
    played,
    quiet: routes.map((route) => minutesOfQuiet(route, timeZone, fromMs)),
    rota: Object.fromEntries(
      Object.entries(rotations).map(([name, rotation]) => [
        name,
        { layers: layersOfYear(rotation, fromMs), swaps: [] },
      ]),
    ),
    alerts: routes.map(() => undefined),
    said: routes.map(() => ({ fires: false, severity: 'info' })),
    numbers: 0,
  };
}

export function isSilenced({ silencedUntil }: OpenAlert, minute: number): boolean {
  return silencedUntil !== undefined && silencedUntil > minute;
}

export function isHeld({ told }: OpenAlert): boolean {
  return told === 'held by silence' || told === 'held by quiet hours';
}

/** It is told now, unless its hours are quiet. */
export function tell(
  { quiet, played }: Ward,
  matter: number,
  alert: OpenAlert,
  { minute, as }: { readonly minute: number; readonly as: 'alone' | 'among others' },
): void {
  const severities = played.routes[matter]?.quietHours?.severities ?? [];
  const isQuiet = quiet[matter]?.[minute] === 1 && severities.includes(alert.severity);
  alert.told = isQuiet ? 'held by quiet hours' : as;
}

/** What is critical is not left among others, but what is told is not held back again. */
export function tellLouder(ward: Ward, matter: number, alert: OpenAlert, minute: number): void {
  const before = alert.told;
  if (before === 'alone') return;
  tell(ward, matter, alert, { minute, as: 'alone' });
  if (before === 'among others' && isHeld(alert)) alert.told = before;
}

/** People are called for it from now on, from the first. */
export function beginCalls(
  { played }: Ward,
  matter: number,
  severity: Severity,
  minute: number,
): OpenAlert['chain'] {
  const { callFor = [] } = played.routes[matter] ?? {};
  return callFor.includes(severity) ? { for: callFor, since: minute, called: 0 } : undefined;
}

export function callAnew(alert: OpenAlert, minute: number): void {
  if (alert.chain !== undefined) alert.chain = { ...alert.chain, since: minute, called: 0 };
}

export function escalationOf({ played }: Ward, matter: number): YearEscalation {
  const { escalation = '' } = played.routes[matter] ?? {};
  return played.escalations[escalation] ?? { steps: [], repeat: 0 };
}

export function stepCount({ steps, repeat }: YearEscalation): number {
  return steps.length * (repeat + 1);
}

/** Minutes, before the step that comes after so many. */
export function waitOf(called: number, { steps }: YearEscalation): number {
  const own = steps[called % steps.length]?.afterMinutes ?? 0;
  const isAgain = called > 0 && called % steps.length === 0;
  return isAgain ? Math.max(own, steps.at(-1)?.afterMinutes ?? 0, AGAIN_AFTER) : own;
}
