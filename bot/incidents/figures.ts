// How long it takes until somebody leads an incident, and until it is over. Pure.

import { tableOf } from '../kafka/table.ts';
import { writeSpan } from '../timetable/words.ts';
import type { Incident } from './incident.ts';

export interface Figures {
  readonly incidents: number;
  readonly open: number;
  /** Mean time from the beginning until somebody led it, in milliseconds; undefined where nobody did. */
  readonly mttaMs: number | undefined;
  /** Mean time from the beginning until it was resolved, in milliseconds; undefined where none was. */
  readonly mttrMs: number | undefined;
}

export function figuresOf(incidents: readonly Incident[]): Figures {
  return {
    incidents: incidents.length,
    open: incidents.filter(({ state }) => state === 'open').length,
    mttaMs: mean(
      incidents.flatMap(({ beganAtMs, ledAtMs }) =>
        ledAtMs === undefined ? [] : [ledAtMs - beganAtMs],
      ),
    ),
    mttrMs: mean(
      incidents.flatMap(({ beganAtMs, resolvedAtMs }) =>
        resolvedAtMs === undefined ? [] : [resolvedAtMs - beganAtMs],
      ),
    ),
  };
}

/** A line for each severity, and one for all of them. */
export function writeFigures(incidents: readonly Incident[]): string {
  const rows = ([1, 2, 3, 4] as const).map((severity) =>
    rowOf(`SEV ${severity}`, figuresOf(incidents.filter((each) => each.severity === severity))),
  );
  return [
    tableOf([
      ['SEVERITY', 'INCIDENTS', 'OPEN', 'MTTA', 'MTTR'],
      ...rows,
      rowOf('all', figuresOf(incidents)),
    ]),
    'Of 90 days. MTTA: from when it began until somebody led it; MTTR: until it was resolved; means.\n',
  ].join('\n');
}

/** For Prometheus, in seconds; what there is none of is left out. */
export function incidentGauges(incidents: readonly Incident[]): Readonly<Record<string, number>> {
  const { open, mttaMs, mttrMs } = figuresOf(incidents);
  return {
    incidents_open: open,
    ...(mttaMs === undefined ? {} : { incident_mtta_seconds: mttaMs / 1_000 }),
    ...(mttrMs === undefined ? {} : { incident_mttr_seconds: mttrMs / 1_000 }),
  };
}

function rowOf(name: string, { incidents, open, mttaMs, mttrMs }: Figures): readonly string[] {
  return [name, String(incidents), String(open), spanOf(mttaMs), spanOf(mttrMs)];
}

function spanOf(ms: number | undefined): string {
  return ms === undefined ? '-' : writeSpan(ms);
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
