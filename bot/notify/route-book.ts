// The routes in force: those of the settings, and before them the temporary ones, as they were last read from the store. They are put where the settings
// have theirs, so that everything that routes knows one kind of them.

import { isDeepStrictEqual } from 'node:util';
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
  let made: Made | undefined;
  return {
    settings: () => {
      const of = parts.settings();
      const { alerts } = of;
      if (alerts === undefined || all.length === 0) return of;
      const nowMs = parts.clock.nowMs();
      const count = inForce(all, nowMs).length;
      // Whoever keeps something by what the settings were sees the same ones while nothing has changed.
      if (made?.of !== of || made.all !== all || made.count !== count) {
        made = { of, all, count, is: { ...of, alerts: withTemporary(alerts, all, nowMs) } };
      }
      return made.is;
    },
    renew: async (store) => {
      const renewed = await store.temporaryRoutes(parts.clock.nowMs() - KNOWN_MS);
      if (!isDeepStrictEqual(renewed, all)) all = renewed;
    },
  };
}

interface Made {
  readonly of: Settings;
  readonly all: readonly TemporaryRoute[];
  /** How many of them are in force. */
  readonly count: number;
  readonly is: Settings;
}
