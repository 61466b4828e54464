// What the bot's own commands may ask: help for one reader, the audit, and a look at everything the bot depends on.

import { auditForm, auditValuesOf } from './audit/form.ts';
import { askerOf, authorizeEntry } from './authorize.ts';
import { breakGlass, mendGlass, reviewGlass, reviewsInWords } from './breaking-glass.ts';
import type { Address, Call, Command, Request } from './command.ts';
import type { Settings } from './config.ts';
import { OperatorError } from './errors.ts';
import { explain } from './explain.ts';
import { declareFreeze, endFreezes, freezesInWords } from './freezing.ts';
import { homeView } from './home.ts';
import { createIncidentDesk } from './incidents/desk.ts';
import { createDesk } from './notify/desk.ts';
import type { GraphParts } from './notify/graph.ts';
import { createRouteDesk, type RouteDeskParts } from './notify/route-desk.ts';
import { createTemporaryDesk, type TemporaryDeskParts } from './notify/temporary-desk.ts';
import { createOnCallDesk } from './on-call/desk.ts';
import { type OnCallFindingParts, onCallChecks } from './on-call/findings.ts';
import { parse } from './parse.ts';
import { type NameOf, personName } from './person-name.ts';
import { listPipelines } from './pipelines/listing.ts';
import type { Place } from './place.ts';
import { type PlaceParts, placeKindOf } from './places.ts';
import type {
  BotServices,
  Clock,
  Clusters,
  Directory,
  Finding,
  Kafkas,
  PolicyEngine,
  Reach,
  Store,
} from './ports.ts';
import type { ReloadProblems } from './reload.ts';
import type { Block } from './render/blocks.ts';
import { switchAdvice } from './switch/findings.ts';
import { listOverrides, writeHistory } from './switch/told.ts';
import { timetablesOf } from './timetable/of-settings.ts';

export interface ServiceParts {
  readonly commands: readonly Command[];
  readonly version: string;
  readonly settings: () => Settings;
  readonly clusters: () => Clusters;
  readonly kafkas: () => Kafkas;
  readonly lagHistory: PlaceParts['lagHistory'];
  readonly pipelines: PlaceParts['pipelines'];
  readonly pipelineLooks: PlaceParts['pipelineLooks'];
  readonly policies: PolicyEngine;
  readonly directory: Directory;
  readonly store: Store;
  readonly clock: Clock;
  readonly readYaml: RouteDeskParts['readYaml'];
  readonly renewRoutes: TemporaryDeskParts['renewRoutes'];
  readonly openPager: OnCallFindingParts['openPager'];
  readonly openPrometheus: GraphParts['openPrometheus'];
  readonly userGroups: OnCallFindingParts['userGroups'];
  readonly channelProblem: OnCallFindingParts['channelProblem'];
  readonly isConnected: () => boolean;
  readonly policyTest: BotServices['policyTest'];
  readonly reloadProblems: () => ReloadProblems;
  /** Why what a cluster costs is not known from where the settings say. */
  readonly priceProblem: (cluster: string) => string | undefined;
  /** What is to be said of the audit's retention, exports and published heads. */
  readonly auditFindings: () => Promise<readonly Finding[]>;
}

interface Reader {
  readonly teamId: string;
  readonly userId: string;
}

export interface Services extends BotServices {
  /** The view for App Home of one reader. */
  home(reader: Reader): Promise<Block>;
  /** The modal that searches the audit, filled with the search whose answer this output is. */
  auditForm(wish: AuditFormWish): Promise<Block>;
}

interface AuditFormWish {
  readonly outputId: string;
  readonly address: Address;
  readonly metadata: string;
}

const RECENT = 10;

export function createServices(parts: ServiceParts): Services {
  const nameOf = (teamId: string, userId: string) => personName(parts.directory, teamId, userId);
  return {
    commands: parts.commands,
    version: parts.version,
    reach: (request) => reachOf(request, parts),
    pipelines: async (request, signal) => {
      const open = (await reachOf(request, parts)).pipelines.map(({ name }) => name);
      return await listPipelines(open, {
        pipelines: parts.pipelines(),
        clock: parts.clock,
        signal,
      });
    },
    home: (reader) => homeOf(reader, parts),
    auditForm: (wish) => auditFormOf(wish, parts),
    freeze: (request, wish) => declareFreeze(request, wish, parts),
    unfreeze: (scope) => endFreezes(scope, parts),
    freezes: () => freezesInWords(parts),
    alerts: createDesk({ ...parts, nameOf }),
    incidents: createIncidentDesk({ ...parts, nameOf }),
    routes: createRouteDesk({ ...parts, nameOf }),
    temporaryRoutes: createTemporaryDesk(parts),
    onCall: createOnCallDesk({ ...parts, nameOf }),
    timetables: () => timetablesOf(parts.settings()),
    overrides: (request, name) =>
      listOverrides(name, { ...parts, nameOf: namesFor(request, parts) }),
    switchHistory: (request, name) =>
      writeHistory(name, { ...parts, nameOf: namesFor(request, parts) }),
    breakGlass: (request, wish) => breakGlass(request, wish, parts),
    mendGlass: (request) => mendGlass(request, parts),
    reviews: () => reviewsInWords(parts),
    review: (request, wish) => reviewGlass(request, wish, parts),
    explain: (request, command, userId) => explain({ request, command, userId }, parts),
    searchAudit: (filter) => parts.store.searchAudit(filter),
    personName: nameOf,
    timeZone: () => parts.settings().timeZone,
    verifyAudit: (witnesses) => parts.store.verifyAudit(witnesses),
    doctor: (signal) => examine(parts, signal),
    policyTest: parts.policyTest,
  };
}

/** Of the asker's own workspace. */
function namesFor({ address }: Request, { directory }: ServiceParts): NameOf {
  return (userId) => personName(directory, address.teamId, userId);
}

/** Empty for whoever did not ask for that search themselves. */
async function auditFormOf(
  { outputId, address, metadata }: AuditFormWish,
  { store, commands }: ServiceParts,
): Promise<Block> {
  const stored = await store.output(outputId);
  const isOwn =
    stored?.userId === address.userId &&
    stored.teamId === address.teamId &&
    stored.channelId === address.channelId;
  const values = isOwn ? auditValuesOf(parse(stored.command, commands).words) : {};
  return auditForm(values, metadata);
}

/** What App Home tells its reader: nothing that is closed to them. */
async function homeOf(reader: Reader, parts: ServiceParts): Promise<Block> {
  const { clock, directory, store, version } = parts;
  const person = await directory.person(reader.teamId, reader.userId);
  const { commands, clusters, kafkas, pipelines } = await reachOf(
    {
      id: clock.id(),
      surface: 'home',
      ask: { kind: 'command', text: 'qm help' },
      address: { ...reader, channelId: '' },
      receivedAtMs: clock.nowMs(),
    },
    parts,
  );
  const ran = { userId: reader.userId, kind: 'outcome', limit: RECENT } as const;
  return homeView({
    person,
    allowed: commands,
    recent: commands.length === 0 ? [] : await store.searchAudit(ran),
    clusters,
    kafkas,
    pipelines,
    freezes: commands.length === 0 ? [] : await freezesInWords(parts),
    version,
  });
}

async function reachOf(request: Request, parts: ServiceParts): Promise<Reach> {
  const { teamId, userId } = request.address;
  const settings = parts.settings();
  const asker = askerOf(await parts.directory.person(teamId, userId), settings);
  const { policies } = parts; // a freeze passes: what one may do is told without it
  const nowMs = parts.clock.nowMs();
  const isOpen = (command: Command, place: Place): boolean => {
    const call: Call = { command, args: undefined, words: NO_WORDS, text: command.name };
    return authorizeEntry({ asker, request, call, place, settings, policies, nowMs, freezes: [] })
      .allowed;
  };
  const open = parts.commands.map((command) => ({
    command,
    places: placeKindOf(command, parts)
      .all()
      .filter((place) => isOpen(command, place)),
  }));
  const openOn = (on: Command['on']) => {
    const places = open.filter(({ command }) => command.on === on).flatMap(({ places }) => places);
    return [...new Map(places.map((place) => [place.name, place])).values()];
  };
  return {
    commands: open.filter(({ places }) => places.length > 0).map(({ command }) => command),
    clusters: openOn('cluster'),
    kafkas: openOn('kafka'),
    pipelines: openOn('pipeline'),
  };
}

const NO_WORDS: Call['words'] = { positionals: [], flags: {} };

async function examine(parts: ServiceParts, signal: AbortSignal): Promise<readonly Finding[]> {
  const clusters = parts.clusters();
  const kafkas = parts.kafkas();
  const pipelines = parts.pipelines();
  const checks = [
    finding('Slack connection', async () =>
      parts.isConnected()
        ? undefined
        : 'not connected; the tokens and the network are to be looked at',
    ),
    finding('store', async () => {
      await parts.store.check();
      return undefined;
    }),
    finding('audit chain', async () => {
      const { broken } = await parts.store.verifyAudit();
      return broken === undefined ? undefined : `row ${broken.seq}: ${broken.why}`;
    }),
    finding('settings', async () => {
      const { settings } = parts.reloadProblems();
      return settings === undefined ? undefined : notInForce('last good ones', settings);
    }),
    finding('policies', async () => {
      const { policies } = parts.reloadProblems();
      if (policies !== undefined) return notInForce('last good set', policies);
      const { failed } = await parts.policyTest();
      return failed === 0 ? undefined : `${failed} fixtures fail; see "qm policy test"`;
    }),
    finding('switches', () => switchAdvice(parts.settings(), parts.store)),
    ...Object.entries(onCallChecks(parts)).map(([what, look]) => finding(what, look)),
    ...clusters.all.map(({ name }) =>
      finding(`cluster ${name}`, () => clusters.check(name, signal)),
    ),
    ...Object.entries(parts.settings().clusters).flatMap(([name, { costs }]) =>
      costs === undefined ? [] : finding(`costs of ${name}`, async () => parts.priceProblem(name)),
    ),
    ...kafkas.all.map(({ name }) => finding(`Kafka ${name}`, () => kafkas.check(name, signal))),
    ...pipelines.all.map(({ name }) =>
      finding(`pipeline ${name}`, () => pipelines.check(name, signal)),
    ),
  ];
  return [...(await Promise.all(checks)), ...(await parts.auditFindings())];
}

function notInForce(kept: string, problem: string): string {
  return `what is on disk is refused, the ${kept} stay in force. ${problem}`;
}

async function finding(what: string, look: () => Promise<string | undefined>): Promise<Finding> {
  try {
    const advice = await look();
    return { what, ok: advice === undefined, advice: advice ?? '' };
  } catch (error) {
    const advice =
      error instanceof OperatorError ? error.message : 'it could not be checked; see the log';
    return { what, ok: false, advice };
  }
}
