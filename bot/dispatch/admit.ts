// May this call go on, and with what: who asks, on which cluster, with which accesses. Everything is decided here, nothing is done.

import { resourcesDetail } from '../audit/resources.ts';
import { askerOf, authorizeAccesses, authorizeEntry, type Case, refusalOf } from '../authorize.ts';
import type {
  Access,
  Call,
  ClusterInfo,
  KubectlCommand,
  KubectlContext,
  Request,
} from '../command.ts';
import type { Settings } from '../config.ts';
import { OperatorError } from '../errors.ts';
import type { Catalog } from '../kubernetes/api.ts';
import { isKubectlFailure } from '../kubernetes/errors.ts';
import { refusalFrom } from '../kubernetes/refusal.ts';
import type { Impersonation } from '../ports.ts';
import { answerProblem } from './answer.ts';
import type { Rooms } from './rooms.ts';

/** A call that may go on: everything is decided, nothing is done. */
export interface Admitted {
  readonly call: Call;
  readonly cluster: ClusterInfo | undefined;
  readonly namespace: string;
  readonly catalog: Catalog | undefined;
  readonly accesses: readonly Access[];
  readonly impersonation: Impersonation | undefined;
  readonly policies: readonly string[];
  /** The clusters on which this person may use the same command. */
  readonly contexts: () => readonly ClusterInfo[];
}

/** @returns undefined when the request was refused: then it has its answer and its audit row. */
export async function admit(
  request: Request,
  call: Call,
  rooms: Rooms,
  { fresh, pinned }: { fresh: boolean; pinned?: { cluster: string } },
): Promise<Admitted | undefined> {
  const { bot } = rooms;
  const settings = bot.settings();
  const { teamId, userId } = request.address;
  const person = await bot.directory.person(teamId, userId, { fresh });
  const asker = askerOf(person, settings);
  const nowMs = bot.clock.nowMs();
  const freezes = call.command.effect === 'change' ? await bot.store.freezes(nowMs) : [];
  const about = { asker, request, call, settings, policies: bot.policies, nowMs, freezes };
  const contexts = () =>
    bot.clusters().all.filter((each) => authorizeEntry({ ...about, cluster: each }).allowed);
  const wanted = pinned?.cluster ?? clusterNameOf(request, call, settings);
  const cluster =
    call.command.on === 'cluster'
      ? bot.clusters().all.find(({ name }) => name === wanted)
      : undefined;
  const context: Case = { ...about, cluster };
  if (call.command.on === 'cluster' && cluster === undefined) {
    const names = contexts().map(({ name }) => name);
    if (names.length > 0) throw noCluster(wanted, names);
    return await refuse(context, NOWHERE, rooms);
  }
  const entry = authorizeEntry(context);
  if (!entry.allowed) return await refuse(context, entry, rooms);
  const namespace = namespaceOf(request, call, settings);
  if (cluster === undefined || call.command.on === 'bot') {
    return {
      call,
      cluster,
      namespace,
      catalog: undefined,
      accesses: [],
      impersonation: undefined,
      policies: entry.policies,
      contexts,
    };
  }
  const { catalog, accesses } = await placed(
    request,
    call,
    call.command,
    cluster,
    namespace,
    rooms,
  );
  const facts = call.command.facts?.(call.args) ?? {};
  const { decision, denied } = authorizeAccesses(context, accesses, facts);
  if (!decision.allowed) return await refuse(context, decision, rooms, denied);
  const impersonation = impersonationOf(settings.clusters[cluster.name]?.impersonate, asker);
  return {
    call,
    cluster,
    namespace,
    catalog,
    accesses,
    impersonation,
    policies: decision.policies,
    contexts,
  };
}

async function refuse(
  context: Case,
  decision: Parameters<typeof refusalOf>[1],
  rooms: Rooms,
  denied?: Access,
): Promise<undefined> {
  await answerProblem(context.request, rooms, refusalOf(context, decision, denied), {
    command: context.call.text,
    cluster: context.cluster?.name ?? '',
    detail: {
      policies: decision.policies,
      policyVersion: rooms.bot.policies.version,
      ...resourcesDetail(denied === undefined ? [] : [denied]),
    },
  });
}

/** The accesses, with one fresh look at discovery for a kind that was installed a moment ago. */
async function placed(
  request: Request,
  call: Call,
  command: KubectlCommand,
  cluster: ClusterInfo,
  namespace: string,
  rooms: Rooms,
): Promise<{ catalog: Catalog; accesses: readonly Access[] }> {
  const clusters = rooms.bot.clusters();
  const catalog = await clusters.catalog(cluster.name);
  try {
    return { catalog, accesses: command.access(call.args, { namespace, catalog }) };
  } catch (error) {
    if (!isKubectlFailure(error)) throw error;
    rooms.bot.log.info(
      { requestId: request.id },
      'resource type not known: asking discovery again',
    );
    const renewed = await clusters.catalog(cluster.name, { fresh: true });
    try {
      return {
        catalog: renewed,
        accesses: command.access(call.args, { namespace, catalog: renewed }),
      };
    } catch (second) {
      throw refusalFrom(second, {
        why: `Nothing was asked of ${cluster.name}.`,
        fix: 'Correct it; "kubectl api-resources" lists what the cluster has.',
      });
    }
  }
}

export function clusterNameOf(
  request: Request,
  call: Call,
  settings: Settings,
): string | undefined {
  const flag = call.words.flags.cluster;
  if (typeof flag === 'string') return flag;
  return settings.channels[request.address.channelId]?.cluster ?? settings.defaultCluster;
}

/** For whom no cluster is open, which clusters there are is not said. */
const NOWHERE = { allowed: false, policies: [], errors: [] } as const;

export function noCluster(wanted: string | undefined, names: readonly string[]): OperatorError {
  const isMissing = wanted === undefined;
  return new OperatorError({
    what: isMissing ? 'It is not said which cluster is meant.' : `There is no cluster "${wanted}".`,
    why: isMissing
      ? 'This channel has no default cluster.'
      : 'Only the clusters in the settings exist here.',
    fix: `Add --cluster NAME (for you: ${names.join(', ')}).`,
  });
}

export function namespaceOf(request: Request, call: Call, settings: Settings): string {
  const flag = call.words.flags.namespace;
  if (typeof flag === 'string') return flag;
  return settings.channels[request.address.channelId]?.namespace ?? 'default';
}

export function impersonationOf(
  mapping:
    | { users: Record<string, Impersonation>; groups: Record<string, Impersonation> }
    | undefined,
  asker: Case['asker'],
): Impersonation | undefined {
  if (mapping === undefined) return undefined;
  const { teamId, userId } = asker.person;
  const own = mapping.users[`${teamId}/${userId}`];
  if (own !== undefined) return own;
  const group = Object.keys(mapping.groups).find((name) => asker.groups.includes(name));
  if (group !== undefined) return mapping.groups[group];
  throw new OperatorError({
    what: 'It is not said as whom this may be asked of the cluster.',
    why: 'The cluster maps Slack users and groups to Kubernetes users, and you are in none of them.',
    fix: 'Ask whoever runs Quartermaster to add you under "impersonate".',
  });
}

/** The context in which a command previews or runs. */
export function contextOf(
  admitted: Admitted,
  bot: Rooms['bot'],
  { signal, show }: { signal: AbortSignal; show: KubectlContext['show'] },
): KubectlContext {
  const { cluster, catalog, namespace, accesses, impersonation } = admitted;
  if (cluster === undefined || catalog === undefined)
    throw new Error('a cluster command without a cluster');
  const clusters = bot.clusters();
  return {
    cluster,
    namespace,
    catalog,
    api: clusters.open(cluster.name, accesses, impersonation, signal),
    ...(clusters.kubectl === undefined ? {} : { kubectl: clusters.kubectl }),
    signal,
    nowMs: () => bot.clock.nowMs(),
    sleep: (ms) => bot.clock.sleep(ms, signal),
    show,
    contexts: admitted.contexts,
  };
}
