// What of alerts the store in memory keeps: one that fires, which commands can do something about.

import type { Alert, AlertGroup, AlertLine } from '../../bot/notify/alert.ts';
import type { TemporaryRoute } from '../../bot/notify/temporary-route.ts';
import type { Swap } from '../../bot/on-call/rotation.ts';
import type { Store } from '../../bot/ports.ts';
import { groupOf, noticeOf } from '../bot/notify/fixtures.ts';

export function createMemoryAlerts() {
  const groups = new Map<string, AlertGroup>();
  const alerts = new Map<string, Alert>();
  let lines: AlertLine[] = [];
  let swaps: Swap[] = [];
  let routes: TemporaryRoute[] = [];
  const forget = () => {
    const { group: _, groupTitle: __, ...notice } = noticeOf();
    const firing = { critical: 0, warning: 1, info: 0 };
    groups.clear();
    alerts.clear();
    groups.set('g1', groupOf({ state: 'firing', firing, occurrences: 1 }));
    alerts.set(notice.key, { ...notice, groupId: 'g1', countBefore: 0, changedAtMs: 0 });
    lines = [];
    swaps = [];
    routes = [];
  };
  forget();
  const part: Partial<Store> = {
    holdAlerts: async () => {},
    numberedAlertGroup: async (number) =>
      [...groups.values()].find((group) => group.number === number),
    alertGroups: async (keys) => [...groups.values()].filter(({ key }) => keys.includes(key)),
    liveAlertGroups: async () => [...groups.values()],
    openStorm: async () => undefined,
    opened: async () => ({ all: 0, critical: 0 }),
    saveAlertGroup: async (group) => void groups.set(group.id, group),
    everyAlert: async () => [...alerts.values()],
    worstAlerts: async () => [...alerts.values()],
    saveAlerts: async (all) => {
      for (const alert of all) alerts.set(alert.key, alert);
    },
    addAlertLines: async (more) => void lines.push(...more),
    alertLines: async () => lines,
    nextRouteNumber: async () => routes.length + 1,
    saveTemporaryRoute: async (route) => void routes.unshift(route),
    temporaryRoutes: async (afterMs) => routes.filter(({ untilMs }) => untilMs > afterMs),
    endTemporaryRoute: async (number) => {
      const count = routes.length;
      routes = routes.filter((route) => route.number !== number);
      return routes.length < count;
    },
    saveSwap: async (swap) => void swaps.push(swap),
    swaps: async (rotation) => swaps.filter((swap) => swap.rotation === rotation),
    endSwap: async (id) => {
      const count = swaps.length;
      swaps = swaps.filter((swap) => swap.id !== id);
      return swaps.length < count;
    },
  };
  return { part, forget };
}
