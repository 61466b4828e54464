// What would become of an event, said and not done: which route takes it and why no other does, where and when it is told, what it goes into, and who
// would be called when.

import type { RouteSettings } from '../config/alerts.ts';
import type { OnCallSettings } from '../config/on-call.ts';
import { cutTo } from '../cut-to.ts';
import type { Store } from '../ports.ts';
import type { Severity } from '../sources/source.ts';
import { writeInstant, writeSpan } from '../timetable/words.ts';
import type { AlertGroup } from './alert.ts';
import { wayInto } from './begin-group.ts';
import { whomToCall } from './call.ts';
import { whyNot } from './explain-route.ts';
import { ALERT_LIMITS } from './limits.ts';
import { heldUntil, type Routed, routeOf } from './route.ts';
import { stepsOf, waitBefore } from './wake.ts';

export interface RouteTestParts {
  readonly store: Store;
  readonly timeZone: string;
  readonly nowMs: number;
  /** When it would begin. */
  readonly atMs: number;
  readonly onCall: OnCallSettings;
  readonly routes: readonly RouteSettings[];
  /** The name of the first, where it is not of the settings. */
  readonly pasted: string | undefined;
  readonly channelOf: (route: RouteSettings) => Promise<string>;
  /** Of a Slack id. */
  readonly nameOf: (userId: string) => Promise<string>;
}

export interface Tested extends Routed {
  readonly severity: Severity;
  /** The alert that it is. */
  readonly group: AlertGroup | undefined;
}

const LOOKED_AT = 500;
const LISTED = 10;

export async function testRoute(tested: Tested, parts: RouteTestParts): Promise<string> {
  const { routes, pasted } = parts;
  const taken = routeOf(tested, { routes });
  const others = routes.flatMap((route) => whyOther(route, tested, taken));
  const [first] = pasted === undefined ? [] : routes;
  const changed = first === undefined ? [] : [...(await takenBy(first, parts)).lines, NOT_IN_FORCE];
  return [
    ...(taken === undefined ? NO_ROUTE : await takenLines(taken, tested, parts)),
    ...(others.length === 0 ? [] : ['', 'Why no other:', ...others]),
    ...(changed.length === 0 ? [] : ['', ...changed]),
    '',
  ].join('\n');
}

const NOT_IN_FORCE =
  'It is not in force: whoever keeps the settings adds it there, or "qm routes add" for some hours. What is told already stays where it is.';

const NO_ROUTE = ['Route:    none. It is counted, and told nowhere.'];

function whyOther(
  route: RouteSettings,
  tested: Tested,
  taken: RouteSettings | undefined,
): readonly string[] {
  if (route === taken) return [];
  const why = whyNot(tested, route) ?? `it comes after ${taken?.name}`;
  return [`  ${route.name}: ${why}`];
}

async function takenLines(
  route: RouteSettings,
  tested: Tested,
  parts: RouteTestParts,
): Promise<readonly string[]> {
  const { timeZone, atMs, pasted, channelOf } = parts;
  const { channel } = route;
  const place = parts.routes.indexOf(route) + 1;
  const from = route.name === pasted && place === 1 ? 'the one that was pasted' : `${place}`;
  const untilMs = heldUntil(route, tested.severity, { nowMs: atMs, timeZone });
  return [
    `Route:    ${route.name} (${from} of ${parts.routes.length})`,
    `Channel:  ${channel === undefined ? 'none: it is muted, and counted' : await channelOf(route)}`,
    ...(channel === undefined
      ? []
      : [
          `Told:     ${untilMs === undefined ? 'at once' : `in a digest, ${writeInstant(untilMs, timeZone)}`}`,
          ...(await into(channel, untilMs, tested, parts)).map((line) => `Goes to:  ${line}`),
          ...(await calls(route, untilMs, tested, parts)),
        ]),
  ];
}

/** Which message it would be told in. */
async function into(
  channelId: string,
  untilMs: number | undefined,
  { labels, severity, group }: Tested,
  { store, nowMs }: RouteTestParts,
): Promise<readonly string[]> {
  if (group !== undefined && group.state === 'firing') {
    return [`the message of alert ${group.number}, which it is`];
  }
  const live = await store.liveAlertGroups(nowMs, LOOKED_AT);
  const alike = live.filter(
    (each) =>
      each.state === 'firing' &&
      Object.keys(labels).length > 0 &&
      Object.entries(labels).every(([name, value]) => each.labels[name] === value),
  );
  const numbers = alike.slice(0, LISTED).map(({ number }) => number);
  const open =
    numbers.length === 0
      ? []
      : [
          `or the message of alert ${numbers.join(', ')}, where its source says it is of that group`,
        ];
  if (untilMs !== undefined) return ['that digest', ...open];
  const way = await wayInto({ channelId, severity }, store, nowMs);
  const words = {
    own: 'a message of its own',
    joins: 'the message of the storm that rages in that channel',
    begins: 'a message of a storm: too many began in that channel just now',
  };
  return [words[way.kind], ...open];
}

async function calls(
  { escalation: name, callFor }: RouteSettings,
  untilMs: number | undefined,
  { severity }: Tested,
  parts: RouteTestParts,
): Promise<readonly string[]> {
  const { onCall, store, atMs, timeZone } = parts;
  const escalation = name === undefined ? undefined : onCall.escalations[name];
  if (escalation === undefined) return ['Calls:    nobody: the route has no escalation'];
  if (!callFor.includes(severity)) {
    return [`Calls:    nobody: it is called for ${callFor.join(', ')} alone`];
  }
  const lines: string[] = [];
  const toldMs = untilMs ?? atMs;
  let dueMs = toldMs;
  for (let step = 0; step < Math.min(stepsOf(escalation), LISTED); step += 1) {
    dueMs += waitBefore(step, escalation);
    const { rotations } = onCall;
    const called = await whomToCall(escalation, step, { rotations, store, nowMs: dueMs });
    const people = await Promise.all(
      called.people.map((account) => parts.nameOf(account.split('/')[1] ?? account)),
    );
    const whom = [
      ...people,
      ...called.pagers.map((pager) => `the pager ${pager}`),
      ...called.empty.map((rotation) => `nobody of ${rotation}`),
    ];
    const after = dueMs === toldMs ? 'at once' : `after ${writeSpan(dueMs - toldMs)}`;
    lines.push(`Calls:    ${after} (${writeInstant(dueMs, timeZone)}): ${whom.join(', ')}`);
  }
  const left = stepsOf(escalation) - lines.length;
  return [...lines, ...(left > 0 ? [`          and ${left} times more`] : [])];
}

export interface TakenBy {
  /** Those that a route would take if they began now. */
  readonly taken: readonly AlertGroup[];
  /** In words, with how many were looked at. */
  readonly lines: readonly string[];
}

/** Which of the alerts that there are would go by this route. */
export async function takenBy(
  route: RouteSettings,
  { store, nowMs }: Pick<RouteTestParts, 'store' | 'nowMs'>,
): Promise<TakenBy> {
  const groups = (await store.liveAlertGroups(nowMs - ALERT_LIMITS.latelyMs, LOOKED_AT)).filter(
    ({ goesOnIn }) => goesOnIn === undefined,
  );
  const taken = groups.filter((group) => whyNot(group, route) === undefined);
  const named = cutTo(
    LISTED,
    taken,
    ({ number, title, route: now }) => `${number}: ${title} (now ${now})`,
  );
  const counted = taken.length === 0 ? 'none.' : `${taken.length}:`;
  const lines = [
    `Of ${groups.length} alerts that fire or did within three hours it would take ${counted}`,
    ...named.map((line) => `  ${line}`),
  ];
  return { taken, lines };
}
