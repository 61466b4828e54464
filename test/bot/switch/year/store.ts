// What a year of switching keeps, in memory, and what its meter comes to: as it was written, and reckoned anew from what was so at each look.

import type { Store } from '../../../../bot/ports.ts';
import type { MeterDay, MeterLook } from '../../../../bot/switch/meter.ts';
import { createMemorySwitches } from '../../../escape/memory-switches.ts';

/** @param savedNow what is not paid for in this moment, in millionths an hour */
export function createYearStore(savedNow: () => bigint) {
  const { part } = createMemorySwitches();
  let look: MeterLook | undefined;
  let truth: { readonly atMs: number; readonly saved: bigint } | undefined;
  let [saved, reckoned, turns] = [0n, 0n, 0];
  const store: Partial<Store> = {
    ...part,
    transaction: async (body) => await body(store as Store),
    enqueue: async () => {},
    appendAudit: (async () => ({ seq: 1 })) as unknown as Store['appendAudit'],
    freezes: async () => [],
    saveSwitchRun: async (run) => {
      if (run.endedAtMs !== undefined) turns += 1;
      await part.saveSwitchRun?.(run);
    },
    switchRuns: async (name, limit) => (await part.switchRuns?.(name, limit)) ?? [],
    meterLook: async () => look,
    saveMeterLook: async (_, next) => {
      if (truth !== undefined) reckoned += truth.saved * BigInt(next.atMs - truth.atMs);
      truth = { atMs: next.atMs, saved: savedNow() };
      look = next;
      return true;
    },
    addMeterDays: async (_: string, days: readonly MeterDay[]) => {
      for (const day of days) saved += day.saved;
    },
  };
  return {
    store,
    meter: { saved: () => saved, truth: () => reckoned, turns: () => turns },
  };
}
