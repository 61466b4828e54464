// What a turn would do to each workload at this moment, with nothing changed.

import type { KubectlContext } from '../command.ts';
import type { State } from '../timetable/timetable.ts';
import { sureOf } from './journal.ts';
import type { NamedSwitch } from './of-settings.ts';
import type { Target } from './plan.ts';
import { type Step, stepFor } from './step.ts';
import type { StoredOriginal, SwitchStore } from './switch-store.ts';
import { readTargets } from './turn.ts';
import { wantedAt } from './wanted.ts';

export interface Planned {
  readonly target: Target;
  readonly step: Step;
}

export interface PlanWish {
  readonly name: string;
  readonly of: NamedSwitch;
  readonly state: State;
  readonly isAsked: boolean;
}

export async function planTurn(
  { name, of, state, isAsked }: PlanWish,
  ports: Pick<KubectlContext, 'api' | 'catalog' | 'nowMs'> & {
    readonly store: Pick<SwitchStore, 'originals' | 'overrides'>;
  },
): Promise<readonly Planned[]> {
  const targets = await readTargets(of, ports);
  const rows = await ports.store.originals(name);
  const nowMs = ports.nowMs();
  const { sinceMs } = wantedAt(of, await ports.store.overrides(name), nowMs);
  return targets.map((target) => {
    const stored = sureOf(rowOf(target, rows), target);
    return { target, step: stepFor(state, { ...target, name, stored, sinceMs, isAsked }) };
  });
}

function rowOf({ kind, namespace, name }: Target, rows: readonly StoredOriginal[]) {
  return rows.find((row) => row.kind === kind && row.namespace === namespace && row.name === name);
}
