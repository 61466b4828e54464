// What is told of switches from the store alone: what people asked for beside the timetables, and what was done.

import type { Settings } from '../config.ts';
import { alignColumns } from '../kubernetes/align-columns.ts';
import { type NameOf, withNames } from '../person-name.ts';
import type { Clock, Store } from '../ports.ts';
import type { Override } from '../timetable/timetable.ts';
import { writeInstant, writeSpan, writeWeekday } from '../timetable/words.ts';
import { counts } from './displaced.ts';
import { findSwitch } from './names.ts';
import { switchesOf } from './of-settings.ts';

interface Parts {
  readonly settings: () => Settings;
  readonly store: Store;
  readonly clock: Clock;
  readonly nameOf: NameOf;
}

const RUNS = 20;

/** @throws UsageError for a name that there is not. */
export async function listOverrides(
  name: string | undefined,
  { settings, store, clock, nameOf }: Parts,
): Promise<string> {
  const switches = switchesOf(settings());
  if (name !== undefined) findSwitch(name, switches, 'cluster overrides [NAME]');
  const nowMs = clock.nowMs();
  const rows: string[][] = [];
  for (const [each, { timetable }] of Object.entries(switches)) {
    if (name !== undefined && each !== name) continue;
    const { timeZone } = timetable.timetable;
    const counting = (await store.overrides(each)).filter((one) => counts(one, nowMs, timeZone));
    for (const one of counting) {
      const who = await withNames(one.who, nameOf);
      rows.push([each, ...cellsOf({ ...one, who }, timeZone)]);
    }
  }
  if (rows.length === 0) return 'Nothing is asked for beside the timetables now.\n';
  const table = alignColumns([['NAME', 'WHAT', 'FROM', 'UNTIL', 'WHO'], ...rows]);
  return `${table}\nOf those in force at one time the one that was asked for last counts.\n`;
}

/** @throws UsageError for a name that there is not. */
export async function writeHistory(
  name: string,
  { settings, store, nameOf }: Parts,
): Promise<string> {
  const { timetable } = findSwitch(name, switchesOf(settings()), 'cluster history NAME');
  const { timeZone } = timetable.timetable;
  const runs = await store.switchRuns(name, RUNS);
  if (runs.length === 0) return `${name} was not switched lately.\n`;
  const rows: string[][] = [];
  for (const run of runs) {
    const who = await withNames(run.who, nameOf);
    const because = await withNames(run.because, nameOf);
    rows.push([
      ...[writeInstant(run.startedAtMs, timeZone), run.state, who, run.outcome ?? 'not ended'],
      ...[String(run.switched ?? ''), tookOf(run), because],
    ]);
  }
  const remarks = runs.flatMap(({ remarks = [], startedAtMs }) =>
    remarks.map((line) => `${writeInstant(startedAtMs, timeZone)} ${line}`),
  );
  const head = ['AT', 'TO', 'WHO', 'OUTCOME', 'SWITCHED', 'TOOK', 'WHY'];
  return `${alignColumns([head, ...rows])}${remarks.length === 0 ? '' : `\n${remarks.join('\n')}\n`}`;
}

function cellsOf(override: Override, timeZone: string): string[] {
  const { who } = override;
  if (override.kind === 'skip') {
    return [
      'skip',
      writeInstant(override.fromMs, timeZone),
      `end of ${writeWeekday(override.day)}`,
      who,
    ];
  }
  const { state, fromMs, untilMs } = override;
  return [state, writeInstant(fromMs, timeZone), writeInstant(untilMs, timeZone), who];
}

function tookOf({ startedAtMs, endedAtMs }: { startedAtMs: number; endedAtMs?: number }): string {
  if (endedAtMs === undefined) return '';
  const ms = endedAtMs - startedAtMs;
  return ms < 60_000 ? `${Math.round(ms / 1_000)} s` : writeSpan(ms);
}
