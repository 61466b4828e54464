// The switches that there are: those of the settings, and beside them what others have left off that were renamed, taken out of the settings
// or narrowed while their workloads were off. These can be switched on again, by what the store knows of them.

import type { Switches } from '../command.ts';
import type { Settings } from '../config.ts';
import { isMachine, isOwner } from './kinds.ts';
import { type NamedSwitch, pricesOf, switchesOf, withoutRules } from './of-settings.ts';
import type { SwitchedOff, SwitchStore } from './switch-store.ts';

export async function switchesInPlay(
  settings: Settings,
  store: Pick<SwitchStore, 'switchedOff'>,
): Promise<Switches> {
  const named = switchesOf(settings);
  const off = await store.switchedOff();
  const gone = off.filter(({ switchName }) => !Object.hasOwn(named, switchName));
  const kept = Object.entries(named).map(([name, of]) => {
    const { cluster } = of.settings;
    const own = off.filter((each) => each.switchName === name && isOn(each, cluster));
    const former = gone.filter((each) => isOn(each, cluster));
    const left = { ...leftOf(own, settings), formerNames: namesOf(former), isGone: false };
    return [name, { ...of, left }] as const;
  });
  const others = namesOf(gone).map((name) => [name, goneSwitch(name, gone, settings)] as const);
  return Object.fromEntries([...kept, ...others]);
}

/** On the first of its clusters; what is on others follows when nothing of it is left there. */
function goneSwitch(name: string, gone: readonly SwitchedOff[], settings: Settings): NamedSwitch {
  const all = gone.filter((each) => each.switchName === name);
  const known = all.find(({ cluster }) => Object.hasOwn(settings.clusters, cluster));
  const { cluster } = known ?? all[0] ?? { cluster: '' };
  const own = all.filter((each) => isOn(each, cluster));
  return withoutTiers(cluster, own, settings);
}

/** A switch of what is off alone, where the settings say nothing of it. */
export function withoutTiers(
  cluster: string,
  off: readonly Pick<SwitchedOff, 'namespace' | 'name' | 'kind'>[],
  settings: Settings,
): NamedSwitch {
  return {
    settings: { cluster, tiers: [] },
    timetable: withoutRules(settings),
    self: settings.self,
    prices: pricesOf(settings, cluster),
    left: { ...leftOf(off, settings), formerNames: [], isGone: true },
  };
}

/** Rows of earlier versions do not say where. */
export function isOn(off: Pick<SwitchedOff, 'cluster'>, cluster: string): boolean {
  return off.cluster === cluster || off.cluster === '';
}

function leftOf(
  off: readonly Pick<SwitchedOff, 'namespace' | 'name' | 'kind'>[],
  { pipelines: known }: Pick<Settings, 'pipelines'>,
) {
  const machines = off.flatMap(({ kind, name }) => (isMachine(kind) ? [{ kind, name }] : []));
  const owners = off.filter(({ kind }) => isOwner(kind));
  const pipelines = off.filter(
    ({ kind, name }) => kind === 'Pipeline' && Object.hasOwn(known, name),
  );
  const workloads = off.filter((each) => each.namespace !== '' && !owners.includes(each));
  return {
    namespaces: [...new Set(workloads.map(({ namespace }) => namespace))],
    jobs: [...new Set(workloads.flatMap((each) => (each.kind === 'Job' ? each.namespace : [])))],
    machines,
    pipelines: [...new Set(pipelines.map(({ name }) => name))],
    gitOps: [...new Set(owners.map(({ namespace }) => namespace))],
  };
}

function namesOf(off: readonly SwitchedOff[]): readonly string[] {
  return [...new Set(off.map(({ switchName }) => switchName))];
}
