// Adds what a look at a switch saw to the sums of its days. Of two processes that look at one time one counts.

import type { Store } from '../ports.ts';
import { between, lookAt } from './meter.ts';
import type { NamedSwitch } from './of-settings.ts';
import type { Target } from './plan.ts';

interface Seen {
  readonly name: string;
  readonly of: NamedSwitch;
  readonly targets: readonly Target[];
  readonly nowMs: number;
}

/** Nothing is reckoned without prices. */
export async function noteMeter({ name, of, targets, nowMs }: Seen, store: Store): Promise<void> {
  if (of.prices === undefined) return;
  const look = lookAt(targets, of.prices, nowMs);
  const { timeZone } = of.timetable.timetable;
  await store.transaction(async (inner) => {
    const last = await inner.meterLook(name);
    if (last !== undefined && last.atMs >= nowMs) return;
    if (!(await inner.saveMeterLook(name, look, last?.atMs))) return;
    if (last !== undefined) await inner.addMeterDays(name, between(last, nowMs, timeZone));
  });
}
