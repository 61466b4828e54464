// Decides, once for each change of what is wanted, whether it is made: one that is seen late is made, left out or asked about as the
// timetable says.

import type { Clock, Store } from '../ports.ts';
import { catchUp } from '../timetable/catch-up.ts';
import type { Teller } from './notices.ts';
import type { NamedSwitch } from './of-settings.ts';
import type { Decision } from './switch-store.ts';
import type { Wanted } from './wanted.ts';

interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly tell: Teller;
}

/** @returns whether what is wanted is to be brought about. */
export async function decide(
  { name, of }: { readonly name: string; readonly of: NamedSwitch },
  wanted: Wanted,
  { store, clock, tell }: Parts,
): Promise<boolean> {
  const known = await store.decision(name);
  if (known?.cause === wanted.cause) return known.decision === 'run';
  const decision = isFirstOn(known, wanted) ? 'run' : lateness(of, wanted, clock.nowMs());
  const fresh: Decision = { switchName: name, cause: wanted.cause, decision, told: [] };
  await store.saveDecision(fresh);
  if (decision !== 'run') await tell.notMade(decision);
  return decision === 'run';
}

/** Once a person has said what is to be done now, however late it is: it is gone on with. What was told of it already is not told again. */
export async function decideToRun(
  name: string,
  { cause }: Wanted,
  store: Pick<Store, 'decision' | 'saveDecision' | 'transaction'>,
): Promise<void> {
  await store.transaction(async (inner) => {
    const known = await inner.decision(name);
    const told = known?.cause === cause ? known.told : [];
    await inner.saveDecision({ switchName: name, cause, decision: 'run', told });
  });
}

/** Nothing is known of it yet, so nothing was left out: that something is on as it should be is told to nobody, and asked of nobody. */
function isFirstOn(known: Decision | undefined, { state }: Wanted): boolean {
  return known === undefined && state === 'on';
}

/** What a person asked for is made however late it is seen: it has an end of its own. */
function lateness(
  { timetable: { timetable } }: NamedSwitch,
  { because, sinceMs }: Wanted,
  nowMs: number,
): Decision['decision'] {
  return because.kind === 'change' ? catchUp(timetable.catchUp, sinceMs, nowMs) : 'run';
}
