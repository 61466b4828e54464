// What `cluster off` and `cluster on` would do, in words, and what of it is agreed to by a click. Pure.

import type { KubectlContext, Preview } from '../command.ts';
import type { Lease, Override, State } from '../timetable/timetable.ts';
import { writeInstant } from '../timetable/words.ts';
import { displacedBy } from './displaced.ts';
import type { Span } from './lease.ts';
import { LEFT_TIER } from './notes.ts';
import type { NamedSwitch } from './of-settings.ts';
import { writeOriginal } from './original.ts';
import { keyOf, workloadsOf } from './plan.ts';
import type { Planned } from './plan-turn.ts';

export interface Shown {
  readonly args: { readonly name: string; readonly span: Span };
  readonly of: NamedSwitch;
  readonly asked: Lease | undefined;
  /** What was asked for before. */
  readonly overrides: readonly Override[];
  readonly planned: readonly Planned[];
  readonly context: Pick<KubectlContext, 'cluster' | 'nowMs'>;
}

export function previewTurn(state: State, shown: Shown): Preview {
  const { args, of, asked, overrides, planned, context } = shown;
  const steps = planned.filter(({ step }) => step.kind === 'patch');
  const { timeZone } = of.timetable.timetable;
  const ends = steps.reduce((sum, { target }) => sum + target.pods, 0);
  const count = workloadsOf(steps.map(({ target }) => target)).length;
  const workloads = count === 1 ? '1 workload' : `${count} workloads`;
  const pods = state === 'off' ? `, which ends ${ends} pods` : '';
  const until = asked === undefined ? '' : ` until ${writeInstant(asked.untilMs, timeZone)}`;
  const later = args.span.inMs === undefined ? '' : ` in ${args.span.inMs / 60_000} min`;
  const displaced = displacedBy(asked, overrides, { nowMs: context.nowMs(), timeZone });
  return {
    summary: `Switch ${args.name} ${state} on ${context.cluster.name}${later}: ${workloads}${pods}${until}.`,
    diff: diffOf(state, steps),
    warnings: [...displaced, ...warningsOf(state, planned)],
    substance: JSON.stringify([
      ...[state, args.span.until ?? '', args.span.forMs ?? 0, args.span.inMs ?? 0],
      ...(displaced.length === 0 ? [] : [displaced.length]),
      planned.map(({ target, step }) => [
        ...[keyOf(target), target.object.metadata?.uid, step.kind],
        // How many an autoscaler runs at this moment is nobody's agreement.
        state === 'on' && step.kind === 'patch' ? step.original : null,
      ]),
    ]),
  };
}

function warningsOf(state: State, planned: readonly Planned[]): readonly string[] {
  const refused = planned.flatMap(({ target, step }) =>
    step.kind === 'refused' || step.kind === 'held'
      ? [`${keyOf(target)} stays as it is: ${step.why}`]
      : [],
  );
  const kept = planned.flatMap(({ target }) =>
    target.kept === undefined || target.tier === LEFT_TIER || state === 'on'
      ? []
      : [`${keyOf(target)} stays on: ${target.kept}`],
  );
  const notes = planned.flatMap(({ target, step }) =>
    step.kind === 'patch' ? target.notes.map((note) => `${keyOf(target)}: ${note}`) : [],
  );
  return [...refused, ...kept, ...notes];
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
