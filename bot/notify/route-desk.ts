// What people ask about routes: which there are, what would become of an event, and what another route would change. Nothing is kept or sent by it.

import type { Request } from '../command.ts';
import type { RouteSettings } from '../config/alerts.ts';
import type { Settings } from '../config.ts';
import { nextTimeOfDay } from '../freeze.ts';
import { tableOf } from '../kafka/table.ts';
import type { Clock, Directory, Store } from '../ports.ts';
import { severityOf } from '../sources/delivery.ts';
import type { Severity } from '../sources/source.ts';
import { writeInstant } from '../timetable/words.ts';
import { routeCells } from './explain-route.ts';
import { findAlert } from './find-alert.ts';
import { channelOf, noRoutes, readRoute } from './read-route.ts';
import { type RouteTestParts, testRoute } from './route-test.ts';
import { labelsOfSource } from './source-labels.ts';

export interface RouteDesk {
  /** Those in force, in their order, a table; below it when the temporary ones end. */
  list(request: Request): Promise<string>;
  /** @throws UsageError for what does not describe an event, OperatorError for an alert that there is not. */
  test(request: Request, wish: RouteWish): Promise<string>;
}

export interface RouteWish {
  /** An alert that there is; its labels count, others are added. */
  readonly alert: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly severity: Severity | undefined;
  /** A webhook, a watched cluster, Kafka or pipeline of the settings. */
  readonly source: string | undefined;
  /** HH:MM, when it is next that time; now when undefined. */
  readonly at: string | undefined;
  /** A route as the settings would have it: it is tried before all others. */
  readonly route: string | undefined;
}

export interface RouteDeskParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly directory: Directory;
  readonly nameOf: (teamId: string, userId: string) => Promise<string | undefined>;
  readonly readYaml: (text: string, source: string) => unknown;
  readonly renewRoutes: (store: Store) => Promise<void>;
}

const USAGE = 'qm routes test [LABEL=VALUE ...] [--alert ALERT]';
const HEADER = ['ROUTE', 'MATCHES', 'CHANNEL', 'CALLS', 'HELD BACK'];

export function createRouteDesk(parts: RouteDeskParts): RouteDesk {
  return {
    list: (request) => list(request, parts),
    test: (request, wish) => test(request, wish, parts),
  };
}

async function list({ address }: Request, parts: RouteDeskParts): Promise<string> {
  const { store, clock, nameOf } = parts;
  const { timeZone } = parts.settings();
  await parts.renewRoutes(store);
  const routes = routesOf(parts.settings());
  const rows = await Promise.all(
    routes.map(async (route) => routeCells(route, await channelOf(route, parts))),
  );
  const ends = await Promise.all(
    (await store.temporaryRoutes(clock.nowMs())).map(async (one) => {
      const by = (await nameOf(address.teamId, one.userId)) ?? one.userId;
      return `${one.route.name} ends ${writeInstant(one.untilMs, timeZone)}. It is by ${by}: ${one.reason}\n`;
    }),
  );
  return `${tableOf([HEADER, ...rows])}${ends.join('')}The first that matches counts. What matches none is counted, and told nowhere.\n"/qm routes test LABEL=VALUE" says what would become of an event.\n`;
}

async function test(request: Request, wish: RouteWish, parts: RouteDeskParts): Promise<string> {
  const { store, clock, settings } = parts;
  const { timeZone } = settings();
  await parts.renewRoutes(store);
  const group = wish.alert === undefined ? undefined : await findAlert(wish.alert, store);
  const labels = {
    ...group?.labels,
    ...wish.labels,
    ...(wish.source === undefined ? {} : labelsOfSource(wish.source, settings(), USAGE)),
  };
  const severity = wish.severity ?? severityIn(wish.labels) ?? group?.severity ?? 'warning';
  const nowMs = clock.nowMs();
  const atMs =
    wish.at === undefined ? nowMs : (nextTimeOfDay(wish.at, { nowMs, timeZone }) ?? nowMs);
  const temporary = await store.temporaryRoutes(nowMs);
  const over = new Set(
    temporary.filter(({ untilMs }) => untilMs <= atMs).map(({ route }) => route.name),
  );
  const more = wish.route === undefined ? [] : [readRoute(wish.route, USAGE, parts)];
  const of: RouteTestParts = {
    ...{ store, timeZone, nowMs, atMs, onCall: settings().onCall },
    routes: [
      ...more,
      ...routesOf(settings(), more.length > 0).filter((route) => !over.has(route.name)),
    ],
    pasted: more[0]?.name,
    channelOf: (route) => channelOf(route, parts),
    nameOf: async (userId) => (await parts.nameOf(request.address.teamId, userId)) ?? userId,
  };
  const when = atMs === nowMs ? '' : `, as if it began ${writeInstant(atMs, timeZone)}`;
  const { severity: _, ...others } = labels;
  const what = Object.entries({ severity, ...others })
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  return `Nothing is sent: ${what}${when}\n\n${await testRoute({ labels, severity, group }, of)}`;
}

/** As it is read from the labels of an alert that Alertmanager delivers. */
function severityIn({ severity, priority }: RouteWish['labels']): Severity | undefined {
  const word = severity ?? priority;
  return word === undefined ? undefined : severityOf(word);
}

/** @throws OperatorError where there is none. */
function routesOf({ alerts }: Settings, mayBeNone = false): readonly RouteSettings[] {
  if (alerts !== undefined) return alerts.routes;
  if (mayBeNone) return [];
  throw noRoutes();
}
