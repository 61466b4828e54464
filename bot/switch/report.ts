// A plan in words: each workload a line, in the order in which it would be switched off, and what that saves. Pure.

import type { Prices } from '../config/switches.ts';
import { alignColumns } from '../kubernetes/align-columns.ts';
import { next } from '../timetable/next.ts';
import type { NamedTimetable } from '../timetable/of-settings.ts';
import { writeInstant, writeSpan } from '../timetable/words.ts';
import type { Machine } from './machines.ts';
import { forSpan, writeMoney } from './money.ts';
import { type Target, wordOf, workloadsOf } from './plan.ts';
import { offMs, savingAnHour, savingsAnHour } from './saving.ts';

const WEEK_MS = 7 * 86_400_000;

export interface PlanReport {
  readonly name: string;
  readonly cluster: string;
  /** What the settings name that brings machines. */
  readonly machines: readonly Machine[];
  readonly targets: readonly Target[];
  readonly timetable: NamedTimetable;
  readonly prices: Prices | undefined;
  readonly nowMs: number;
}

export function writePlan(report: PlanReport): string {
  const { name, cluster, targets, machines } = report;
  const missing = machines
    .filter((one) => !targets.some((each) => each.kind === one.kind && each.name === one.name))
    .map((one) => `There is no ${one.kind} ${one.name} on ${cluster}.`);
  if (targets.length === 0) {
    return [`${name} has no workloads on ${cluster} now.`, ...missing, ''].join('\n');
  }
  // Off goes the last tier first.
  const rows = targets.toReversed().map((target) => rowOf(target, report));
  const ends = targets.reduce((sum, { pods }) => sum + pods, 0);
  const workloads = workloadsOf(targets);
  const kept = workloads.filter((target) => target.kept !== undefined).length;
  return [
    `${name} on ${cluster}: off would end ${ends} pods of ${workloads.length - kept} workloads; ${kept} are kept.`,
    '',
    alignColumns([['TIER', 'WORKLOAD', 'NAMESPACE', 'NOW', 'AFTER', 'SAVES/H', 'NOTES'], ...rows]),
    ...missing,
    ...whenLines(report),
    ...moneyLines(report),
    'This is a plan: nothing is switched.',
    '',
  ].join('\n');
}

function rowOf(target: Target, { prices }: PlanReport): readonly string[] {
  const { tier, namespace, now, after, kept, notes } = target;
  const saving = prices === undefined ? undefined : savingAnHour(target, prices);
  const saves =
    target.pods === 0
      ? '-'
      : saving === undefined
        ? '?'
        : writeMoney(saving, prices?.currency ?? '');
  const words = kept === undefined ? notes : [`kept: ${kept}`, ...notes];
  return [tier, wordOf(target), namespace || '-', now, after, saves, words.join('; ') || '-'];
}

function whenLines({ timetable: named, nowMs }: PlanReport): readonly string[] {
  const { name, timetable, holidays } = named;
  if (timetable.rules.length === 0) return ['It has no timetable: people alone switch it.'];
  const turns = next(timetable, [], holidays, { nowMs, count: 2 }).map(
    ({ state, atMs }) =>
      `${state} ${writeInstant(atMs, timetable.timeZone)}, in ${writeSpan(atMs - nowMs)}`,
  );
  return [
    turns.length === 0
      ? `${name} changes nothing within two years.`
      : `By ${name}: ${turns.join('; ')}.`,
  ];
}

/** Which prices these are, where the settings do not have them. */
function learned({ learnedAtMs }: Prices, nowMs: number): string {
  if (learnedAtMs === undefined) return '';
  return ` At what OpenCost said ${writeSpan(nowMs - learnedAtMs)} ago: list prices, unless it knows the bill.`;
}

function moneyLines({ targets, timetable, prices, nowMs }: PlanReport): readonly string[] {
  if (prices === undefined)
    return ['What it saves is not known: there are no "prices" in the settings.'];
  const sum = savingsAnHour(targets, prices);
  const unknown = targets.filter((each) => savingAnHour(each, prices) === undefined).length;
  const ms = offMs(timetable, nowMs, nowMs + WEEK_MS);
  const week = `; off for ${writeSpan(ms)} of the next 7 d: ${writeMoney(forSpan(sum, ms), prices.currency)}`;
  return [
    `Saves ${writeMoney(sum, prices.currency)} an hour${ms === 0 ? '' : week}, once nodes go with the pods.${learned(prices, nowMs)}`,
    ...(unknown === 0
      ? []
      : [
          `Of ${unknown} workloads it is not said what their pods ask for: what these save is not counted.`,
        ]),
  ];
}
