// What has become of `cluster off` and `cluster on`, in words. Pure.

import type { Output } from '../command.ts';
import { alignColumns } from '../kubernetes/align-columns.ts';
import type { Lease, State } from '../timetable/timetable.ts';
import { writeBecause, writeInstant } from '../timetable/words.ts';
import type { NamedSwitch } from './of-settings.ts';
import { writeOriginal } from './original.ts';
import { keyOf, wordOf } from './plan.ts';
import { remarksOf } from './run-turn.ts';
import { isAllDone, type TurnReport } from './turn.ts';
import type { Wanted } from './wanted.ts';

export interface Told {
  readonly name: string;
  readonly of: NamedSwitch;
  readonly asked: Lease | undefined;
  /** What people had asked for that ended by it, a sentence each. */
  readonly displaced: readonly string[];
}

export function outputOf(state: State, told: Told, report: TurnReport): Output {
  const { drifts, failures } = report;
  const lines = [
    howOf(state, told, report),
    ...told.displaced,
    ...remarksOf(report),
    ...drifts.map(({ target }) => `${keyOf(target)} was set by hand and is left as it is.`),
  ];
  return {
    stdout: `${lines.join('\n')}\n${tableOf(state, report)}`,
    stderr: failures.map((line) => `${line}\n`).join(''),
    exitCode: isAllDone(report) ? 0 : 1,
  };
}

/** It begins later: then that is all that is said. */
export function laterOf(state: State, { name, of, displaced }: Told, asked: Lease): Output {
  const { timeZone } = of.timetable.timetable;
  const [from, until] = [asked.fromMs, asked.untilMs].map((ms) => writeInstant(ms, timeZone));
  const lines = [`${name} is switched ${state} at ${from}, until ${until}.`, ...displaced];
  return { stdout: `${lines.join('\n')}\n`, stderr: '', exitCode: 0 };
}

/** It is not done by whoever asked, so it is no success. */
export function busyOf(state: State, name: string): Output {
  const stdout = `${name} is being switched by somebody else at this moment. It is written down that it is to be ${state}: that is done within minutes.\n`;
  return { stdout, stderr: '', exitCode: 1 };
}

/** @param wanted what it is to be now that what was asked for has ended */
export function stoppedOf(
  state: State,
  { name, of, asked }: Told,
  { report, wanted }: { readonly report: TurnReport | undefined; readonly wanted: Wanted },
): Output {
  const because = writeBecause(wanted.because, of.timetable.timetable.timeZone);
  const count = report?.switched.length ?? 0;
  const done = count === 1 ? '1 workload was' : `${count} workloads were`;
  const lines = [
    `It was stopped when ${done} switched ${state}.`,
    ...(asked === undefined
      ? []
      : ['What was asked for has ended with it; nothing of it is gone on with.']),
    wanted.state === state
      ? `${name} is to be ${state} all the same (${because}): that is gone on with within a minute. "/cluster ${other(state)} ${name} --for 1h" has it ${other(state)}.`
      : `${name} is to be ${wanted.state} (${because}): what was switched is switched back within a minute.`,
  ];
  const table = report === undefined ? '' : tableOf(state, report);
  return { stdout: `${lines.join('\n')}\n${table}`, stderr: '', exitCode: 1 };
}

function other(state: State): State {
  return state === 'on' ? 'off' : 'on';
}

function howOf(state: State, { name, of, asked }: Told, { switched, ended }: TurnReport): string {
  if (ended !== undefined) return ENDED[ended];
  const { timeZone } = of.timetable.timetable;
  const until = asked === undefined ? '' : ` until ${writeInstant(asked.untilMs, timeZone)}`;
  return `${name} is ${state}${until}: ${switched.length} switched.`;
}

const ENDED: Readonly<Record<NonNullable<TurnReport['ended']>, string>> = {
  superseded: 'Something else was asked for meanwhile, so this ended.',
  'left on': 'What should end first has not ended in time, so the tiers beneath it were left on.',
  forbidden: 'It may no longer be done, so this ended.',
};

function tableOf(state: State, { switched }: TurnReport): string {
  if (switched.length === 0) return '';
  const rows = switched.map(({ target, step }) => [
    ...[wordOf(target), target.namespace],
    step.kind === 'patch' ? writeOriginal(step.original) : '',
  ]);
  const head = ['WORKLOAD', 'NAMESPACE', state === 'off' ? 'WAS' : 'IS'];
  return `\n${alignColumns([head, ...rows])}`;
}
