// A new group, and how it is told: by a message of its own, in a storm's, later in a digest, or not at all.

import type { Clock, Store } from '../ports.ts';
import { type Notice, type Severity, WEIGHTS } from '../sources/source.ts';
import { type AlertGroup, type Bundle, type Calls, NONE, type Telling } from './alert.ts';
import { callsOf, type NotifySettings } from './escalation.ts';
import { ALERT_LIMITS } from './limits.ts';
import { heldUntil, routeOf } from './route.ts';

/** The route of what fits none. */
export const NO_ROUTE = '(no route)';

interface Beginning {
  /** The group of the same key before it. */
  readonly group: AlertGroup | undefined;
  readonly key: string;
  readonly source: string;
  readonly notices: readonly Notice[];
}

export interface BeginParts {
  readonly clock: Clock;
  readonly settings: () => NotifySettings;
  readonly nowMs: number;
}

/** Where something is told as it is now, by its worst notice. */
export interface Placed {
  readonly severity: Severity;
  readonly title: string;
  readonly route: string;
  /** '' where it is muted. */
  readonly channelId: string;
  /** It is held back until then. */
  readonly untilMs: number | undefined;
  /** Absent: nobody is called for it. */
  readonly calls: Calls | undefined;
}

export function placeOf(
  notices: readonly Notice[],
  { settings, nowMs }: Pick<BeginParts, 'settings' | 'nowMs'>,
): Placed {
  const { alerts, timeZone } = settings();
  const { severity, groupTitle: title, labels } = worstOf(notices);
  const route = alerts === undefined ? undefined : routeOf({ severity, labels }, alerts);
  return {
    ...{ severity, title, route: route?.name ?? NO_ROUTE, channelId: route?.channel ?? '' },
    untilMs: route && heldUntil(route, severity, { nowMs, timeZone }),
    calls: callsOf(route, severity, nowMs),
  };
}

/** Nothing is kept of it here but the storm that it begins or joins. */
export async function beginGroup(
  { group: before, key, source, notices }: Beginning,
  store: Store,
  parts: BeginParts,
): Promise<AlertGroup> {
  const { clock, nowMs } = parts;
  const { severity, title, route, channelId, untilMs, calls } = placeOf(notices, parts);
  // What was silenced stays so, though it ended meanwhile.
  const silenced = before?.handling.silenced;
  const isSilenced = silenced !== undefined && silenced.untilMs > nowMs;
  const told = { channelId, severity, untilMs: isSilenced ? silenced.untilMs : untilMs };
  return {
    ...{ id: clock.id(), number: await store.nextAlertNumber(), key, source, title },
    ...{ route, channelId, telling: await tellingOf(told, store, parts) },
    ...{ state: 'resolved', severity, firing: NONE, resolved: 0, occurrences: 0, labels: {} },
    ...{ openedAtMs: nowMs, toldAtMs: nowMs, changedAtMs: nowMs, turnsAtMs: [] },
    handling: isSilenced ? { silenced } : {},
    ...(calls === undefined ? {} : { calls }),
  };
}

interface Told {
  readonly channelId: string;
  readonly severity: Severity;
  readonly untilMs: number | undefined;
}

/** Begins or joins a storm where it has to. */
export async function tellingOf(
  { channelId, severity, untilMs }: Told,
  store: Store,
  { clock, nowMs }: BeginParts,
): Promise<Telling> {
  if (channelId === '') return { kind: 'muted' };
  if (untilMs !== undefined) return { kind: 'held', untilMs };
  const way = await wayInto({ channelId, severity }, store, nowMs);
  if (way.kind === 'own') return { kind: 'own' };
  const bundle: Bundle =
    way.kind === 'joins'
      ? { ...way.storm, grownAtMs: nowMs, state: 'firing' }
      : {
          id: clock.id(),
          kind: 'storm',
          channelId,
          openedAtMs: nowMs,
          grownAtMs: nowMs,
          state: 'firing',
        };
  await store.saveBundle(bundle, true);
  return { kind: 'bundled', bundleId: bundle.id };
}

/** What a new group that is told at once would be told in. */
type Way =
  | { readonly kind: 'own' }
  | { readonly kind: 'joins'; readonly storm: Bundle }
  | { readonly kind: 'begins' };

/** Keeps nothing. */
export async function wayInto(
  { channelId, severity }: Omit<Told, 'untilMs'>,
  store: Store,
  nowMs: number,
): Promise<Way> {
  const { stormGroups, stormWithinMs, stormCalmMs, stormLongestMs } = ALERT_LIMITS;
  const storm = await store.openStorm(channelId);
  const rages =
    storm !== undefined &&
    storm.grownAtMs > nowMs - stormCalmMs &&
    storm.openedAtMs > nowMs - stormLongestMs;
  if (severity === 'critical' || !rages) {
    const opened = await store.opened(channelId, nowMs - stormWithinMs);
    // What is critical has room of its own: noise takes none of it.
    const among = severity === 'critical' ? opened.critical : opened.all - opened.critical;
    if (among < stormGroups) return { kind: 'own' };
  }
  return rages ? { kind: 'joins', storm } : { kind: 'begins' };
}

function worstOf(notices: readonly Notice[]): Notice {
  const firing = notices.filter(({ state }) => state === 'firing');
  const among = firing.length > 0 ? firing : notices;
  const sorted = among.toSorted((one, other) => WEIGHTS[one.severity] - WEIGHTS[other.severity]);
  const [first] = sorted;
  if (first === undefined) throw new Error('a group begins with a notice');
  return first;
}
