// The routes in force: those of the settings, and before them the temporary ones, as they were last read from the store. They are put where the settings
// have theirs, so that everything that routes knows one kind of them.

import type { Settings } from '../config.ts';
import type { Clock, Store } from '../ports.ts';
import { inForce, type TemporaryRoute, withTemporary } from './temporary-route.ts';

export interface RouteBook {
  settings(): Settings;
  /** Reads what is there now: before a batch is taken, after each change, and now and then for those of other replicas. */
  renew(store: Pick<Store, 'temporaryRoutes'>): Promise<void>;
}

/** What a route took long ago is shown by its name alone. */
const KNOWN_MS = 30 * 86_400_000;

export function createRouteBook(parts: {
  readonly settings: () => Settings;
  readonly clock: Pick<Clock, 'nowMs'>;
}): RouteBook {
  let all: readonly TemporaryRoute[] = [];
  let made: { readonly of: Settings; readonly key: string; readonly is: Settings } | undefined;
  return {
    settings: () => {
      const of = parts.settings();
      const nowMs = parts.clock.nowMs();
      const { alerts } = of;
      if (alerts === undefined || all.length === 0) return of;
      // Whoever keeps something by what the settings were sees the same ones while nothing has changed.
      const key = JSON.stringify([all, inForce(all, nowMs).length]);
      if (made?.of !== of || made.key !== key) {
        made = { of, key, is: { ...of, alerts: withTemporary(alerts, all, nowMs) } };
      }
      return made.is;
    },
    renew: async (store) => {
      all = await store.temporaryRoutes(parts.clock.nowMs() - KNOWN_MS);
    },
  };
}
