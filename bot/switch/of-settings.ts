// The switches of the settings, each with its timetable and the prices. Pure.

import type { Prices, SelfSettings, SwitchSettings } from '../config/switches.ts';
import type { Settings } from '../config.ts';
import { type NamedTimetable, timetablesOf } from '../timetable/of-settings.ts';
import type { Machine } from './machines.ts';

export interface NamedSwitch {
  readonly settings: SwitchSettings;
  /** One without rules where people alone switch it. */
  readonly timetable: NamedTimetable;
  readonly self: SelfSettings;
  readonly prices: Prices | undefined;
  /** What it, or one whose place it takes, has switched off. Absent: that was not looked up. */
  readonly left?: LeftOff;
}

export interface LeftOff {
  /** Namespaces in which it has switched workloads off. */
  readonly namespaces: readonly string[];
  /** Those in which it has suspended Jobs. */
  readonly jobs: readonly string[];
  /** What brings machines that it has switched off. */
  readonly machines: readonly Machine[];
  /** Pipelines of the settings that it has paused. */
  readonly pipelines: readonly string[];
  /** Those in which it has suspended what owns workloads. */
  readonly gitOps: readonly string[];
  /** Switches that the settings no longer have, which have left something off on the same cluster. */
  readonly formerNames: readonly string[];
  /** The settings no longer have it: all that can be done is to switch on what it has left off. */
  readonly isGone: boolean;
}

export function switchesOf(settings: Settings): Readonly<Record<string, NamedSwitch>> {
  const timetables = timetablesOf(settings);
  const entries = Object.entries(settings.switches).flatMap(([name, each]) => {
    const timetable =
      each.timetable === undefined
        ? withoutRules(settings)
        : timetables.find((one) => one.name === each.timetable);
    const prices = pricesOf(settings, each.cluster);
    const named = { settings: each, prices, self: settings.self };
    return timetable === undefined ? [] : [[name, { ...named, timetable }] as const];
  });
  return Object.fromEntries(entries);
}

/** undefined where it is not told what is saved. */
export function pricesOf({ prices, clusters }: Settings, cluster: string): Prices | undefined {
  return prices === undefined ? undefined : { ...prices, ...clusters[cluster]?.prices };
}

/** All that its tiers name, and what it has left off, each once. */
export function pipelinesOf({
  settings: { tiers },
  left,
}: Pick<NamedSwitch, 'settings' | 'left'>): readonly string[] {
  const named = tiers.flatMap(({ pipelines }) => pipelines);
  return [...new Set([...named, ...(left?.pipelines ?? [])])];
}

/** On, unless somebody asks for something else. */
export function withoutRules({ timeZone }: Settings): NamedTimetable {
  return {
    name: 'no timetable',
    timetable: { timeZone, rules: [], onHolidays: 'usual', catchUp: { kind: 'skip' } },
    calendars: [],
    holidays: new Map(),
  };
}

/** Switches of which nobody is told anything: neither they nor "approvals" name a channel. */
export function unheard({ switches, approvals }: Settings): readonly string[] {
  const isHeard = (approvals.owners ?? approvals.channel) !== undefined;
  const all = Object.entries(switches).filter(([, { owners }]) => owners === undefined && !isHeard);
  return all.map(([name]) => name);
}

/** What of the switches names something that there is not. */
export function switchProblems(settings: Settings): readonly string[] {
  const { switches, clusters, timetables, kafkas, reports, prices, pipelines } = settings;
  const own = Object.entries(switches).flatMap(([name, { cluster, timetable, tiers }]) => {
    const tierNames = tiers.map((tier) => tier.name);
    return [
      ...(cluster in clusters
        ? []
        : [`switches.${name}.cluster: there is no cluster "${cluster}"`]),
      ...(timetable === undefined || timetable in timetables
        ? []
        : [`switches.${name}.timetable: there is no timetable "${timetable}"`]),
      ...tiers.flatMap(({ kafka }, index) =>
        kafka === undefined || kafka in kafkas
          ? []
          : [`switches.${name}.tiers.${index}.kafka: there is no Kafka "${kafka}"`],
      ),
      ...tiers.flatMap(({ pipelines: names }, index) => {
        const at = `switches.${name}.tiers.${index}.pipelines`;
        const brokers = (each: string) =>
          tiers.findIndex(({ kafka }) => kafka !== undefined && kafka === pipelines[each]?.kafka);
        return names.flatMap((each) => {
          if (!(each in pipelines)) return [`${at}: there is no pipeline "${each}"`];
          if (brokers(each) < index) return [];
          return [
            `${at}: ${each} uses the Kafka of the tier ${tierNames[brokers(each)]}, so it belongs to a later one, which goes off first`,
          ];
        });
      }),
      ...tiers.flatMap(({ nodeGroups, autoScalingGroups }, index) => {
        const aws = clusters[cluster]?.aws;
        const isMissing =
          (nodeGroups.length > 0 && aws?.eksCluster === undefined) ||
          (autoScalingGroups.length > 0 && aws === undefined);
        return isMissing
          ? [`switches.${name}.tiers.${index}: the cluster "${cluster}" has no "aws" with it`]
          : [];
      }),
      ...(new Set(tierNames).size === tierNames.length
        ? []
        : [`switches.${name}.tiers: two tiers have the same name`]),
    ];
  });
  const isUnpriced = reports !== undefined && prices === undefined;
  const silenced = Object.entries(switches).filter(([, { silence }]) => silence !== undefined);
  const unsilenced =
    settings.alertmanager === undefined
      ? silenced.map(([name]) => `switches.${name}.silence: it needs "alertmanager"`)
      : [];
  return [
    ...own,
    ...unsilenced,
    ...Object.entries(clusters).flatMap(([name, { costs, prices: own }]) =>
      prices === undefined && (costs ?? own) !== undefined
        ? [`clusters.${name}: what is paid there has no currency, so set "prices" too`]
        : [],
    ),
    ...(isUnpriced ? ['reports: they tell what is saved, so set "prices" too'] : []),
  ];
}
