// Which troubles of switches are told as alerts, by the routes of the settings: these are not told a second time by the switches' own messages. Pure.

import type { RouteSettings } from '../config/alerts.ts';
import type { Settings } from '../config.ts';
import { routeOf } from '../notify/route.ts';
import type { Severity } from '../sources/source.ts';
import type { State } from '../timetable/timetable.ts';

/** What can be wrong with a switch, and how bad that is. */
export const TROUBLES = {
  /** A change was seen so late that it is left out, or asked about. */
  SwitchMissed: 'warning',
  /** A freeze, a policy or a Kafka stands in its way. */
  SwitchRefused: 'warning',
  /** Not all of it was switched. */
  SwitchFailed: 'warning',
  /** It was switched on, and is not ready by its deadline. */
  DidNotComeUp: 'critical',
  /** It has left something off where the settings no longer have it. */
  SwitchLeftOff: 'warning',
  /** Nobody can look how it stands. */
  SwitchUnseen: 'warning',
} as const satisfies Readonly<Record<string, Severity>>;

export type SwitchTrouble = keyof typeof TROUBLES;

export interface TroubledSwitch {
  readonly name: string;
  readonly cluster: string;
  /** What it is to be. */
  readonly state: State;
  readonly reason: SwitchTrouble;
}

/** What routes go by. */
export function troubleLabels(
  { name, cluster, state, reason }: TroubledSwitch,
  { clusters }: Pick<Settings, 'clusters'>,
): Readonly<Record<string, string>> {
  const { environment } = clusters[cluster] ?? {};
  return {
    ...{ switch: name, cluster, state, reason },
    ...(environment === undefined ? {} : { environment }),
  };
}

/** Whether an alert tells it: its switch is watched, and a route takes it to a channel. */
export function isAlerted(trouble: TroubledSwitch, settings: Settings): boolean {
  const route = routeFor(trouble, settings);
  if (route?.channel === undefined) return false;
  // Whoever the switch itself would call must not sleep because its route calls nobody.
  return trouble.reason !== 'DidNotComeUp' || isCalled(route) || !hasOwnCall(trouble, settings);
}

function routeFor(trouble: TroubledSwitch, settings: Settings): RouteSettings | undefined {
  const { alerts, switches } = settings;
  const watched = alerts?.switches ?? [];
  const isGone = !Object.hasOwn(switches, trouble.name);
  if (alerts === undefined || !(isGone ? watched.length > 0 : watched.includes(trouble.name))) {
    return undefined;
  }
  const severity = TROUBLES[trouble.reason];
  return routeOf({ labels: troubleLabels(trouble, settings), severity }, alerts);
}

function isCalled({ escalation, callFor }: RouteSettings): boolean {
  return escalation !== undefined && callFor.includes(TROUBLES.DidNotComeUp);
}

function hasOwnCall({ name }: TroubledSwitch, { switches }: Settings): boolean {
  return (switches[name]?.onCall?.mention ?? []).length > 0;
}
