// Looks at the switches of the settings: what their timetables could not bring about, and what was left off. How each stood is known from what turns
// them, so the cluster is asked about wakes that have not come up alone.

import type { Settings } from '../config.ts';
import type { Clock, Store } from '../ports.ts';
import { isOn } from '../switch/in-play.ts';
import { type NamedSwitch, switchesOf } from '../switch/of-settings.ts';
import { missingOfWake, type WakeParts } from '../switch/on-call.ts';
import type { Stand } from '../switch/stand.ts';
import { wantedAt } from '../switch/wanted.ts';
import { createPolled, type Finding } from './polled.ts';
import type { Source } from './source.ts';
import { isOfUnknown, leftOffFindings, switchFindings } from './switches/findings.ts';

export interface SwitchSourceParts extends Pick<WakeParts, 'clusters' | 'pipelines'> {
  readonly settings: () => Settings;
  readonly store: Pick<
    Store,
    'overrides' | 'decision' | 'switchRuns' | 'switchedOff' | 'originals'
  >;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
  /** How each stood when this process looked last. */
  readonly switchStands: () => ReadonlyMap<string, Stand>;
}

const EVERY_MS = 15_000;
const DEADLINE_MS = 60_000;

/** @param names of the switches that are watched */
export function createSwitchSource(names: readonly string[], parts: SwitchSourceParts): Source {
  return createPolled({
    ...{ name: 'switches', everyMs: EVERY_MS, deadlineMs: DEADLINE_MS, log: parts.log },
    look: async (signal, nowMs) => {
      const switches = switchesOf(parts.settings());
      const stands = parts.switchStands();
      const found = await Promise.all(
        names.map(async (name) => {
          const of = switches[name];
          return of === undefined ? [] : await look(name, of, { ...parts, nowMs, signal });
        }),
      );
      const findings = [...found.flat(), ...(await leftOff(parts))];
      return { findings, isUnseen: (key) => isOfUnknown(key, stands) };
    },
  });
}

interface Looking extends SwitchSourceParts {
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

async function look(name: string, of: NamedSwitch, parts: Looking): Promise<readonly Finding[]> {
  const { store, nowMs, signal } = parts;
  const wanted = wantedAt(of, await store.overrides(name), nowMs);
  const [last] = await store.switchRuns(name, 1);
  return switchFindings({
    ...{ name, of, wanted, last, settings: parts.settings() },
    decision: await store.decision(name),
    stand: parts.switchStands().get(name),
    missing: await missingOfWake({ name, of }, wanted, parts, signal),
  });
}

async function leftOff({ store, settings }: SwitchSourceParts): Promise<readonly Finding[]> {
  const { switches } = settings();
  const off = (await store.switchedOff()).filter((each) => {
    const cluster = switches[each.switchName]?.cluster;
    return cluster === undefined || !isOn(each, cluster);
  });
  const places = new Map(off.map((each) => [`${each.switchName} ${each.cluster}`, each]));
  const left = [...places.values()].map(async ({ switchName, cluster }) => {
    const rows = (await store.originals(switchName)).filter((row) => row.cluster === cluster);
    return { name: switchName, cluster, rows };
  });
  return leftOffFindings(await Promise.all(left), settings());
}
