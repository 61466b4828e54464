// The preview and the run of `cluster off` and `cluster on`: the rest of these commands. What was tried is what runs, by the same engine as
// what timetables do.

import type { Access, KubectlContext, KubectlPlace, Output, Preview } from '../command.ts';
import { alignColumns } from '../kubernetes/align-columns.ts';
import { LIMITS } from '../limits.ts';
import type { Lease, State } from '../timetable/timetable.ts';
import { writeInstant } from '../timetable/words.ts';
import { turnAccesses } from './accesses.ts';
import { leaseFor, type Span } from './lease.ts';
import { findSwitch } from './names.ts';
import type { NamedSwitch } from './of-settings.ts';
import { writeOriginal } from './original.ts';
import { type Planned, planTurn } from './plan-turn.ts';
import { type RunPorts, remarksOf, runTurn } from './run-turn.ts';
import { requestOf } from './switch-workload.ts';
import { switchingOf } from './switching.ts';
import { keyOf, type TurnReport } from './turn.ts';
import { wantedAt } from './wanted.ts';

export interface TurnArgs {
  readonly name: string;
  readonly span: Span;
}

export function turning(state: State, usage: string) {
  return {
    cluster: ({ name }: TurnArgs, switches: Switches) => switches[name]?.settings.cluster,
    access: ({ name }: TurnArgs, { catalog, switches = {} }: KubectlPlace): readonly Access[] =>
      turnAccesses(findSwitch(name, switches, usage).settings, catalog),
    deadlineMs: () => LIMITS.switchTurnMs,
    preview: async (args: TurnArgs, context: KubectlContext): Promise<Preview> => {
      const of = findSwitch(args.name, context.switches ?? {}, usage);
      const asked = await askedFor(state, args, { of, context, usage });
      const { store } = switchingOf(context);
      const wish = { name: args.name, of, state, isAsked: true };
      const planned = await planTurn(wish, { ...context, store });
      for (const each of planned) await tryStep(each, context);
      return previewOf(state, { args, of, asked, planned, context });
    },
    run: async (args: TurnArgs, context: KubectlContext): Promise<Output> => {
      const of = findSwitch(args.name, context.switches ?? {}, usage);
      const asked = await askedFor(state, args, { of, context, usage });
      await remember(args.name, asked, context);
      const { timeZone } = of.timetable.timetable;
      if (asked !== undefined && asked.fromMs > context.nowMs()) {
        const words = `${args.name} is switched ${state} at ${writeInstant(asked.fromMs, timeZone)}`;
        return {
          stdout: `${words}, until ${writeInstant(asked.untilMs, timeZone)}.\n`,
          stderr: '',
          exitCode: 0,
        };
      }
      return await turnNow(state, { args, of, asked, context });
    },
  };
}

type Switches = Readonly<Record<string, NamedSwitch>>;

interface Asking {
  readonly of: NamedSwitch;
  readonly context: KubectlContext;
  readonly usage: string;
}

/** @returns undefined where the timetable says so anyway: then what was asked for beside it ends. */
async function askedFor(
  state: State,
  { span }: TurnArgs,
  { of, context, usage }: Asking,
): Promise<Lease | undefined> {
  const isPlain = Object.values(span).every((each) => each === undefined);
  const nowMs = context.nowMs();
  if (isPlain && wantedAt(of, [], nowMs).state === state) return undefined;
  const { who, newId } = switchingOf(context);
  return leaseFor(state, span, { asker: { id: newId(), who, nowMs }, of, usage });
}

async function remember(
  name: string,
  asked: Lease | undefined,
  context: KubectlContext,
): Promise<void> {
  const { store } = switchingOf(context);
  if (asked === undefined) await store.endOverrides(name, context.nowMs());
  else await store.saveOverride(name, asked);
}

/** As the person who asks: what the cluster refuses them is refused here, before it is written down as wanted. */
async function tryStep({ target, step }: Planned, { api, catalog }: KubectlContext): Promise<void> {
  if (step.kind !== 'patch') return;
  await api.request({ ...requestOf(target, step, { catalog }), dryRun: true });
}

interface Shown {
  readonly args: TurnArgs;
  readonly of: NamedSwitch;
  readonly asked: Lease | undefined;
  readonly planned: readonly Planned[];
  readonly context: KubectlContext;
}

function previewOf(state: State, { args, of, asked, planned, context }: Shown): Preview {
  const steps = planned.filter(({ step }) => step.kind === 'patch');
  const { timeZone } = of.timetable.timetable;
  const ends = steps.reduce((sum, { target }) => sum + target.pods, 0);
  const workloads = steps.length === 1 ? '1 workload' : `${steps.length} workloads`;
  const pods = state === 'off' ? `, which ends ${ends} pods` : '';
  const until = asked === undefined ? '' : ` until ${writeInstant(asked.untilMs, timeZone)}`;
  const later = args.span.inMs === undefined ? '' : ` in ${args.span.inMs / 60_000} min`;
  const refused = planned.flatMap(({ target, step }) =>
    step.kind === 'refused' ? [`${keyOf(target)} stays as it is: ${step.why}`] : [],
  );
  const kept = planned.flatMap(({ target }) =>
    target.kept === undefined || state === 'on'
      ? []
      : [`${keyOf(target)} stays on: ${target.kept}`],
  );
  const notes = steps.flatMap(({ target }) =>
    target.notes.map((note) => `${keyOf(target)}: ${note}`),
  );
  return {
    summary: `Switch ${args.name} ${state} on ${context.cluster.name}${later}: ${workloads}${pods}${until}.`,
    diff: diffOf(state, steps),
    warnings: [...refused, ...kept, ...notes],
    substance: JSON.stringify([
      ...[state, args.span.until ?? '', args.span.forMs ?? 0, args.span.inMs ?? 0],
      planned.map(({ target, step }) => [
        ...[keyOf(target), target.object.metadata?.uid, step.kind],
        // How many an autoscaler runs at this moment is nobody's agreement.
        state === 'on' && step.kind === 'patch' ? step.original : null,
      ]),
    ]),
  };
}

function diffOf(state: State, steps: readonly Planned[]): string {
  if (steps.length === 0) return '';
  const lines = steps.flatMap(({ target, step }) => {
    if (step.kind !== 'patch') return [];
    const is = state === 'off' ? target.after : writeOriginal(step.original);
    return [`-${keyOf(target)}: ${target.now}\n`, `+${keyOf(target)}: ${is}\n`];
  });
  return `--- now\n+++ ${state}\n@@ -1,${steps.length} +1,${steps.length} @@\n${lines.join('')}`;
}

const BUSY_LOOKS = 20;

async function turnNow(
  state: State,
  { args, of, asked, context }: Omit<Shown, 'planned'>,
): Promise<Output> {
  const { store, clock, who } = switchingOf(context);
  const ports: RunPorts = {
    ...{ store, clock, api: context.api, catalog: context.catalog, signal: context.signal },
    show: (report) => context.show(outputOf(state, { args, of, asked, report })),
  };
  const sinceMs = context.nowMs();
  const wish = {
    name: args.name,
    of,
    state,
    sinceMs,
    isAsked: true,
    who,
    because: asked?.why ?? 'asked for',
  };
  for (let look = 0; look < BUSY_LOOKS; look += 1) {
    const report = await runTurn(wish, ports);
    if (report !== undefined) return outputOf(state, { args, of, asked, report });
    await context.sleep(LIMITS.switchLookMs);
  }
  const stdout = `${args.name} is being switched by somebody else at this moment. It is written down that it is to be ${state}: that is done within minutes.\n`;
  return { stdout, stderr: '', exitCode: 0 };
}

interface Told {
  readonly args: TurnArgs;
  readonly of: NamedSwitch;
  readonly asked: Lease | undefined;
  readonly report: TurnReport;
}

function outputOf(state: State, { args, of, asked, report }: Told): Output {
  const { switched, drifts, failures, ended } = report;
  const rows = switched.map(({ target, step }) => [
    `${target.kind.toLowerCase()}/${target.name}`,
    target.namespace,
    step.kind === 'patch' ? writeOriginal(step.original) : '',
  ]);
  const head = ['WORKLOAD', 'NAMESPACE', state === 'off' ? 'WAS' : 'IS'];
  const { timeZone } = of.timetable.timetable;
  const until = asked === undefined ? '' : ` until ${writeInstant(asked.untilMs, timeZone)}`;
  const how =
    ended === 'superseded'
      ? 'Something else was asked for meanwhile, so this ended.'
      : ended === 'left on'
        ? 'What should end first has not ended in time, so the tiers beneath it were left on.'
        : `${args.name} is ${state}${until}: ${switched.length} switched.`;
  const lines = [
    how,
    ...remarksOf(report),
    ...drifts.map(({ target }) => `${keyOf(target)} was set by hand and is left as it is.`),
  ];
  const table = rows.length === 0 ? '' : alignColumns([head, ...rows]);
  return {
    stdout: `${lines.join('\n')}\n${table === '' ? '' : `\n${table}`}`,
    stderr: failures.map((line) => `${line}\n`).join(''),
    exitCode: failures.length > 0 || ended !== undefined ? 1 : 0,
  };
}
