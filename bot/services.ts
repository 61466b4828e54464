// What the bot's own commands may ask: help for one reader, the audit, and a look at everything the bot depends on.

import { askerOf, authorizeEntry } from './authorize.ts';
import type { Call, Command, Request } from './command.ts';
import type { Settings } from './config.ts';
import { OperatorError } from './errors.ts';
import type {
  BotServices,
  Clock,
  Clusters,
  Directory,
  Finding,
  PolicyEngine,
  Store,
} from './ports.ts';

export interface ServiceParts {
  readonly commands: readonly Command[];
  readonly version: string;
  readonly settings: () => Settings;
  readonly clusters: () => Clusters;
  readonly policies: PolicyEngine;
  readonly directory: Directory;
  readonly store: Store;
  readonly clock: Clock;
  readonly isConnected: () => boolean;
  readonly policyTest: BotServices['policyTest'];
}

export function createServices(parts: ServiceParts): BotServices {
  return {
    commands: parts.commands,
    version: parts.version,
    allowedCommands: (request) => allowedCommands(request, parts),
    searchAudit: (filter) => parts.store.searchAudit(filter),
    verifyAudit: () => parts.store.verifyAudit(),
    doctor: (signal) => examine(parts, signal),
    policyTest: parts.policyTest,
  };
}

/** Those that policy lets this person use on at least one cluster, or of the bot itself. */
async function allowedCommands(request: Request, parts: ServiceParts): Promise<readonly Command[]> {
  const { teamId, userId } = request.address;
  const settings = parts.settings();
  const asker = askerOf(await parts.directory.person(teamId, userId), settings);
  const { policies } = parts;
  const nowMs = parts.clock.nowMs();
  return parts.commands.filter((command) => {
    const call: Call = { command, args: undefined, words: NO_WORDS, text: command.name };
    const places = command.on === 'cluster' ? parts.clusters().all : [undefined];
    return places.some(
      (cluster) =>
        authorizeEntry({ asker, request, call, cluster, settings, policies, nowMs }).allowed,
    );
  });
}

const NO_WORDS: Call['words'] = { positionals: [], flags: {} };

async function examine(parts: ServiceParts, signal: AbortSignal): Promise<readonly Finding[]> {
  const clusters = parts.clusters();
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
    finding('policies', async () => {
      const { failed } = await parts.policyTest();
      return failed === 0 ? undefined : `${failed} fixtures fail; see "qm policy test"`;
    }),
    ...clusters.all.map(({ name }) =>
      finding(`cluster ${name}`, () => clusters.check(name, signal)),
    ),
  ];
  return await Promise.all(checks);
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
