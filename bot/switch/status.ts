// How a switch is, in words: what it is to be, and each workload with what it is now and what it was. Nothing is asked of a cluster here.

import { alignColumns } from '../kubernetes/align-columns.ts';
import { type NameOf, withNames } from '../person-name.ts';
import { next } from '../timetable/next.ts';
import { writeBecause, writeInstant, writeSpan } from '../timetable/words.ts';
import { holdersOf, originalOf, readMark, writeOriginal } from './original.ts';
import type { SwitchView } from './overview.ts';
import { wordOf } from './plan.ts';
import type { Planned } from './plan-turn.ts';
import { unsettled } from './settled.ts';
import type { Workload } from './workload.ts';

export interface StatusReport extends SwitchView {
  readonly cluster: string;
  readonly nowMs: number;
  readonly nameOf: NameOf;
}

export async function writeStatus(report: StatusReport): Promise<string> {
  const { name, cluster, of, wanted, planned } = report;
  const { timeZone } = of.timetable.timetable;
  const rows = planned.map((each) => rowOf(each, report));
  const table =
    rows.length === 0
      ? 'It has no workloads now.\n'
      : alignColumns([['WORKLOAD', 'NAMESPACE', 'NOW', 'ON', 'STATE'], ...rows]);
  const intro = [
    `${name} on ${cluster} is to be ${wanted.state}: ${writeBecause(wanted.because, timeZone)}.`,
    ...decisionLine(report),
    ...nextLine(report),
    ...lastLine(report),
  ].join('\n');
  return `${await withNames(intro, report.nameOf)}\n\n${table}`;
}

function decisionLine({ decision, wanted, name }: StatusReport): readonly string[] {
  if (decision?.cause !== wanted.cause || decision.decision === 'run') return [];
  const how =
    decision.decision === 'skip' ? 'it is left out until the next change' : 'it was asked about';
  return [
    `That was seen too late: ${how}. "/cluster ${wanted.state} ${name}" switches it ${wanted.state} now.`,
  ];
}

function nextLine({ of, overrides, nowMs }: StatusReport): readonly string[] {
  const { timetable, holidays } = of.timetable;
  const [turn] = next(timetable, overrides, holidays, { nowMs, count: 1 });
  if (turn === undefined) return ['Nothing will change it within two years.'];
  return [
    `Next: ${turn.state} at ${writeInstant(turn.atMs, timetable.timeZone)}, in ${writeSpan(turn.atMs - nowMs)}.`,
  ];
}

function lastLine({ last, of }: StatusReport): readonly string[] {
  if (last === undefined) return [];
  const at = writeInstant(last.startedAtMs, of.timetable.timetable.timeZone);
  const how = last.outcome ?? 'not ended';
  return [`Last: switched ${last.state} at ${at} by ${last.who}: ${how}.`];
}

/** What owns workloads of several switches is off as long as one of these is. */
function heldElsewhere({ name, of }: StatusReport, object: Workload): string | undefined {
  const mark = readMark(object);
  if (mark === undefined || mark === 'unreadable') return undefined;
  const others = holdersOf(mark).filter((each) => !of.left?.formerNames.includes(each));
  return others.includes(name) ? undefined : `off by ${others.join(' and ')}`;
}

function rowOf({ target, step }: Planned, report: StatusReport): readonly string[] {
  const { state } = report.wanted;
  const { kind, namespace, object, kept, scaledBy } = target;
  const mark = readMark(object);
  const was = mark === undefined || mark === 'unreadable' ? '' : writeOriginal(mark.original);
  const states: Readonly<Record<typeof step.kind, string>> = {
    patch: `to be switched ${state}`,
    drift: 'set by hand, left as it is',
    refused: step.kind === 'refused' ? step.why : '',
    held: step.kind === 'held' ? step.why : '',
    none: unsettled(state, kind, object) ?? heldElsewhere(report, object) ?? state,
  };
  const own = kept !== undefined ? `kept: ${kept}` : states[step.kind];
  const how = scaledBy === undefined ? own : `left to scaledobject/${scaledBy}`;
  return [
    ...[wordOf(target), namespace, writeOriginal(originalOf(kind, object))],
    ...[
      was,
      step.kind === 'none' && kept === undefined && target.now === '0 replicas' && state === 'on'
        ? 'was off before'
        : how,
    ],
  ];
}
