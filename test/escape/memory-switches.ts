// What of switches the store in memory keeps. Nobody else is there to hold a lease.

import type { Lease, Store } from '../../bot/ports.ts';
import type { Decision, StoredOriginal, SwitchRun } from '../../bot/switch/switch-store.ts';
import type { Override } from '../../bot/timetable/timetable.ts';

const LEASE: Lease = { holder: '', token: 1, expiresAtMs: Number.MAX_SAFE_INTEGER };

export function createMemorySwitches() {
  let overrides: (readonly [string, Override])[] = [];
  const originals = new Map<string, StoredOriginal>();
  const decisions = new Map<string, Decision>();
  const runs = new Map<string, SwitchRun>();
  const part: Partial<Store> = {
    acquireLease: async () => LEASE,
    assertLease: async () => {},
    releaseLease: async () => {},
    saveOverride: async (name, override) => void overrides.push([name, override]),
    overrides: async (name) => overrides.filter(([of]) => of === name).map(([, one]) => one),
    endOverrides: async (name, _, id) => {
      const count = overrides.length;
      overrides = overrides.filter(([of, each]) => of !== name || (id ?? each.id) !== each.id);
      return count - overrides.length;
    },
    saveOriginals: async (rows) => {
      for (const row of rows) originals.set(`${row.kind}/${row.namespace}/${row.name}`, row);
    },
    originals: async () => [...originals.values()],
    switchedOff: async () => [...originals.values()],
    dropOriginals: async (keys) => {
      for (const { kind, namespace, name } of keys)
        originals.delete(`${kind}/${namespace}/${name}`);
    },
    meterLook: async () => undefined,
    saveMeterLook: async () => true,
    // Nothing goes off by itself here.
    openOffers: async () => [],
    offer: async () => undefined,
    saveDecision: async (decision) => void decisions.set(decision.switchName, decision),
    decision: async (name) => decisions.get(name),
    saveSwitchRun: async (run) => void runs.set(run.id, run),
    switchRuns: async (_, limit) => [...runs.values()].reverse().slice(0, limit),
  };
  const forget = () => {
    overrides = [];
    for (const each of [originals, decisions, runs]) each.clear();
  };
  return { part, forget };
}
