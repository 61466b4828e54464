// Routes for some hours, as people ask for them in Slack: shown first with what they would take and who would not be called any more, then kept.

import type { Preview, Request } from '../command.ts';
import type { RouteSettings } from '../config/alerts.ts';
import type { Settings } from '../config.ts';
import { OperatorError, UsageError } from '../errors.ts';
import { type End, endsAt } from '../freeze.ts';
import type { Clock, Directory, Store } from '../ports.ts';
import { writeInstant, writeSpan } from '../timetable/words.ts';
import type { AlertGroup } from './alert.ts';
import { callsOf } from './escalation.ts';
import { routeCells } from './explain-route.ts';
import { ALERT_LIMITS } from './limits.ts';
import { channelOf, noRoutes, type ReadRouteParts, readRoute } from './read-route.ts';
import { routeNamed } from './route.ts';
import { takenBy } from './route-test.ts';
import { assertNotMutingCritical, type TemporaryRoute, temporaryName } from './temporary-route.ts';

export interface TemporaryWish {
  /** As under "routes" in the settings, in YAML. */
  readonly route: string;
  readonly reason: string;
  readonly end: End;
}

/** Each throws UsageError for what is no route or no end, OperatorError for what may not be or is not there. */
export interface TemporaryDesk {
  previewAdd(wish: TemporaryWish): Promise<Preview>;
  /** @returns what is told to whoever asked. */
  add(request: Request, wish: TemporaryWish): Promise<string>;
  previewEnd(number: number): Promise<Preview>;
  end(number: number): Promise<string>;
}

export interface TemporaryDeskParts extends ReadRouteParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly directory: Directory;
  readonly renewRoutes: (store: Store) => Promise<void>;
  /** Why the bot cannot write there. */
  readonly channelProblem: (channelId: string) => Promise<string | undefined>;
}

const USAGE = 'qm routes add REASON --route YAML (--for 2h | --until HH:MM)';

export function createTemporaryDesk(parts: TemporaryDeskParts): TemporaryDesk {
  return {
    previewAdd: (wish) => previewAdd(wish, parts),
    add: (request, wish) => add(request, wish, parts),
    previewEnd: (number) => previewEnd(number, parts),
    end: (number) => end(number, parts),
  };
}

async function previewAdd(wish: TemporaryWish, parts: TemporaryDeskParts): Promise<Preview> {
  const { store, clock, settings } = parts;
  await parts.renewRoutes(store);
  const route = await checked(wish, parts);
  const nowMs = clock.nowMs();
  const untilMs = endOf(wish, nowMs, settings());
  const { taken, lines } = await takenBy(route, { store, nowMs });
  const others = settings().alerts?.routes.map(({ name }) => name) ?? [];
  return {
    summary: `Put a route before all others until ${writeInstant(untilMs, settings().timeZone)}: ${await wordsOf(route, parts)}.`,
    diff: [
      `+${(await cellsOf(route, parts)).join('  ')}`,
      ...others.map((name) => ` ${name}`),
      '',
      ...lines.map((line) => ` ${line}`),
      ' What is told already stays where it is.',
      '',
    ].join('\n'),
    warnings: warningsOf(route, taken, settings()),
    // How long it is to last, not until when: a minute passes until the click.
    substance: JSON.stringify({ route, end: 'forMs' in wish.end ? wish.end : untilMs, others }),
  };
}

async function add(
  { address: { teamId, userId } }: Request,
  wish: TemporaryWish,
  parts: TemporaryDeskParts,
): Promise<string> {
  const { store, clock, settings } = parts;
  const route = await checked(wish, parts);
  const startedAtMs = clock.nowMs();
  const untilMs = endOf(wish, startedAtMs, settings());
  const name = await store.transaction(async (inner) => {
    const number = await inner.nextRouteNumber();
    const name = temporaryName(number);
    const made: TemporaryRoute = {
      ...{ number, route: { ...route, name }, reason: wish.reason, teamId, userId },
      ...{ startedAtMs, untilMs },
    };
    await inner.saveTemporaryRoute(made);
    return name;
  });
  await parts.renewRoutes(store);
  const { timeZone } = settings();
  return `${name} is in force until ${writeInstant(untilMs, timeZone)}: ${await wordsOf(route, parts)}.\nTo end it before: qm routes end ${name}\n`;
}

async function previewEnd(number: number, parts: TemporaryDeskParts): Promise<Preview> {
  const { store, settings } = parts;
  await parts.renewRoutes(store);
  const found = await find(number, parts);
  const until = writeInstant(found.untilMs, settings().timeZone);
  return {
    summary: `End ${found.route.name}, which would last until ${until}: ${await wordsOf(found.route, parts)}.`,
    diff: `-${(await cellsOf(found.route, parts)).join('  ')}\n`,
    warnings: [],
    substance: JSON.stringify(found),
  };
}

async function end(number: number, parts: TemporaryDeskParts): Promise<string> {
  const { store, clock } = parts;
  const found = await find(number, parts);
  const isEnded = await store.endTemporaryRoute(number, clock.nowMs());
  await parts.renewRoutes(store);
  if (!isEnded) throw noSuch(number, []);
  return `${found.route.name} has ended. What it took stays in its messages; what begins now goes by the other routes.\n`;
}

async function find(number: number, { store, clock }: TemporaryDeskParts): Promise<TemporaryRoute> {
  const all = await store.temporaryRoutes(clock.nowMs());
  const found = all.find((one) => one.number === number);
  if (found === undefined) throw noSuch(number, all);
  return found;
}

function noSuch(number: number, all: readonly TemporaryRoute[]): OperatorError {
  const names = all.map(({ route }) => route.name).join(', ');
  return new OperatorError({
    what: `No route ${temporaryName(number)} is in force.`,
    why: names === '' ? 'There is no temporary route now.' : `In force are ${names}.`,
    fix: '"/qm routes" shows all routes. Those of the settings are changed there.',
  });
}

/** @throws UsageError, OperatorError for a route that cannot or may not be. */
async function checked(wish: TemporaryWish, parts: TemporaryDeskParts): Promise<RouteSettings> {
  const route = readRoute(wish.route, USAGE, parts);
  if (parts.settings().alerts === undefined) throw noRoutes();
  assertNotMutingCritical(route);
  const { channel } = route;
  const problem = channel === undefined ? undefined : await parts.channelProblem(channel);
  if (problem === undefined) return route;
  throw new OperatorError({
    what: `Nothing can be told in ${channel}.`,
    why: `Of that channel Slack says: ${problem}.`,
    fix: 'Name a channel that the bot is in, by its id: it stands at the end of "View channel details".',
  });
}

function endOf({ end: wished }: TemporaryWish, nowMs: number, { timeZone }: Settings): number {
  const untilMs = endsAt(wished, { nowMs, timeZone });
  if (untilMs !== undefined && untilMs <= nowMs + ALERT_LIMITS.handledMs) return untilMs;
  throw new UsageError({
    what: 'A temporary route cannot end then.',
    why:
      untilMs === undefined
        ? 'The clocks are put forward over that time.'
        : `It lasts at most ${writeSpan(ALERT_LIMITS.handledMs)}: what is to stay belongs into the settings.`,
    fix: 'Choose another end.',
    usage: USAGE,
  });
}

/** What somebody may not have thought of. */
function warningsOf(
  route: RouteSettings,
  taken: readonly AlertGroup[],
  settings: Settings,
): readonly string[] {
  const lost = taken.filter(
    (group) => calls(routeNamed(group.route, settings.alerts), group) && !calls(route, group),
  );
  return [
    ...(Object.keys(route.match).length === 0 ? ['It has no "match": it takes everything.'] : []),
    ...(route.mute === true ? ['What it takes is told nowhere, and counted.'] : []),
    ...(lost.length === 0
      ? []
      : [
          `People are called for ${lost.length} of those by the route that has them now; by this one nobody would be called for their like.`,
        ]),
  ];
}

function calls(route: RouteSettings | undefined, { severity }: AlertGroup): boolean {
  return callsOf(route, severity, 0) !== undefined;
}

async function cellsOf(
  route: RouteSettings,
  parts: TemporaryDeskParts,
): Promise<readonly string[]> {
  return routeCells({ ...route, name: 'temporary' }, await channelOf(route, parts));
}

/** `namespace=shop goes to #noise (C0NOISE), nobody is called` */
async function wordsOf(route: RouteSettings, parts: TemporaryDeskParts): Promise<string> {
  const [, labels = '', channel, called, held = '-'] = await cellsOf(route, parts);
  const where = route.mute === true ? 'is muted' : `goes to ${channel}`;
  return `${labels} ${where}, ${called} ${called === 'nobody' ? 'is' : 'are'} called${held === '-' ? '' : `, held back ${held}`}`;
}
