// Which objects of GitOps controllers own what a switch switches, and are suspended while it is off. Pure.

import type { SelfSettings } from '../config/switches.ts';
import { type GitOps, isHealing, ownersOf } from './gitops.ts';
import { keptBecause } from './notes.ts';
import type { Found } from './plan.ts';
import { undoneBy } from './undone-by.ts';

export interface Owner {
  readonly found: Found;
  /** Workloads of the switch that are not kept on. */
  readonly owns: readonly Found[];
  /** Whether it sets them back, but for the time in which it is suspended. */
  readonly heals: boolean;
  /** Why it cannot be suspended, in words. */
  readonly undone: string | undefined;
}

/** @param known uids of what the store knows to be suspended */
export function findOwners(
  found: readonly Found[],
  gitOps: GitOps,
  { self, known }: { readonly self: SelfSettings; readonly known: ReadonlySet<string> },
): readonly Owner[] {
  const own = found
    .filter((each) => keptBecause(each, self) === undefined)
    .map((each) => ({ each, owners: ownersOf(each, gitOps) }));
  return gitOps.objects.flatMap((object) => {
    const owns = own.filter(({ owners }) => owners.includes(object)).map(({ each }) => each);
    if (owns.length === 0) return [];
    const heals = isHealing(object) || known.has(object.object.metadata?.uid ?? '');
    return [{ found: object, owns, heals, undone: undoneBy(object, gitOps) }];
  });
}
