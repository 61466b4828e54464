// What a turn would do to each workload at this moment, with nothing changed.

import type { KubectlContext } from '../command.ts';
import { holdBack } from './held-back.ts';
import { knownOriginals, situationOf } from './journal.ts';
import type { Target } from './plan.ts';
import { readTargets } from './read-found.ts';
import { type Step, stepFor } from './step.ts';
import type { SwitchStore } from './switch-store.ts';
import type { TurnWish } from './turn.ts';

export interface Planned {
  readonly target: Target;
  readonly step: Step;
}

export async function planTurn(
  wish: TurnWish,
  ports: Pick<KubectlContext, 'api' | 'catalog' | 'pipelines'> & {
    readonly store: Pick<SwitchStore, 'originals'>;
  },
): Promise<readonly Planned[]> {
  const known = await knownOriginals(wish, ports.store);
  const targets = await readTargets(wish.of, ports, [...known.values()], wish.isAsked);
  const planned = targets.map((target) => ({
    target,
    step: stepFor(wish.state, situationOf(target, known, wish)),
  }));
  return holdBack(wish.state, planned);
}
