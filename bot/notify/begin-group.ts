// A new group, and how it is told: by a message of its own, in a storm's, later in a digest, or not at all.

import type { AlertSettings } from '../config/alerts.ts';
import type { Clock, Store } from '../ports.ts';
import type { Notice, Severity } from '../sources/source.ts';
import type { AlertGroup, Bundle, Telling } from './alert.ts';
import { ALERT_LIMITS } from './limits.ts';
import { NONE } from './merge.ts';
import { heldUntil, routeOf } from './route.ts';

/** The route of what fits none. */
export const NO_ROUTE = '(no route)';

const BY_WEIGHT: readonly Severity[] = ['critical', 'warning', 'info'];

interface Beginning {
  readonly key: string;
  readonly source: string;
  readonly notices: readonly Notice[];
}

interface BeginParts {
  readonly clock: Clock;
  readonly settings: () => {
    readonly alerts?: AlertSettings | undefined;
    readonly timeZone: string;
  };
  readonly nowMs: number;
}

/** Nothing is kept of it here but the storm that it begins or joins. */
export async function beginGroup(
  { key, source, notices }: Beginning,
  store: Store,
  parts: BeginParts,
): Promise<AlertGroup> {
  const { clock, nowMs } = parts;
  const { alerts, timeZone } = parts.settings();
  const first = worstOf(notices);
  const route = alerts === undefined ? undefined : routeOf(first, alerts);
  const channelId = route?.channel ?? '';
  return {
    ...{
      id: clock.id(),
      key,
      source,
      title: first.groupTitle,
      route: route?.name ?? NO_ROUTE,
      channelId,
    },
    telling:
      route === undefined || channelId === ''
        ? { kind: 'muted' }
        : await tellingOf(
            {
              channelId,
              severity: first.severity,
              untilMs: heldUntil(route, first.severity, { nowMs, timeZone }),
            },
            store,
            parts,
          ),
    ...{
      state: 'resolved',
      severity: first.severity,
      firing: NONE,
      resolved: 0,
      occurrences: 0,
      labels: {},
    },
    ...{ openedAtMs: nowMs, changedAtMs: nowMs, turnsAtMs: [] },
  };
}

interface Told {
  readonly channelId: string;
  readonly severity: Severity;
  readonly untilMs: number | undefined;
}

async function tellingOf(
  { channelId, severity, untilMs }: Told,
  store: Store,
  { clock, nowMs }: BeginParts,
): Promise<Telling> {
  const { stormGroups, stormWithinMs, stormCalmMs } = ALERT_LIMITS;
  if (untilMs !== undefined) return { kind: 'held', untilMs };
  const opened = await store.opened(channelId, nowMs - stormWithinMs);
  // What is critical has room of its own: noise takes none of it.
  const isCrowded =
    severity === 'critical'
      ? opened.critical >= stormGroups
      : opened.all - opened.critical >= stormGroups;
  const storm = await store.openStorm(channelId);
  const rages = storm !== undefined && storm.grownAtMs > nowMs - stormCalmMs;
  if (!isCrowded && (severity === 'critical' || !rages)) return { kind: 'own' };
  const bundle: Bundle = rages
    ? { ...storm, grownAtMs: nowMs, state: 'firing' }
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

function worstOf(notices: readonly Notice[]): Notice {
  const firing = notices.filter(({ state }) => state === 'firing');
  const among = firing.length > 0 ? firing : notices;
  const sorted = among.toSorted(
    (one, other) => BY_WEIGHT.indexOf(one.severity) - BY_WEIGHT.indexOf(other.severity),
  );
  const [first] = sorted;
  if (first === undefined) throw new Error('a group begins with a notice');
  return first;
}
