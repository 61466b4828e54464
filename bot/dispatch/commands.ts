// A typed command: understood, placed, authorized; a read is run, a change is previewed and waits for its click.

import { askerOf, authorizeAccesses, authorizeEntry, type Case, refusalOf } from '../authorize.ts';
import type {
  Access,
  Call,
  ClusterInfo,
  KubectlCommand,
  KubectlContext,
  Preview,
  Request,
} from '../command.ts';
import { OperatorError } from '../errors.ts';
import type { Catalog } from '../kubernetes/api.ts';
import { isKubectlFailure } from '../kubernetes/errors.ts';
import { refusalFrom } from '../kubernetes/refusal.ts';
import { LIMITS } from '../limits.ts';
import { parse } from '../parse.ts';
import type { Impersonation, Proposal } from '../ports.ts';
import type { Reply } from '../reply.ts';
import { answerProblem, auditOf, enqueue } from './answer.ts';
import { keyOf, type Rooms } from './rooms.ts';
import { execute } from './run.ts';

/** A call that may go on: everything is decided, nothing is done. */
export interface Admitted {
  readonly call: Call;
  readonly cluster: ClusterInfo | undefined;
  readonly namespace: string;
  readonly catalog: Catalog | undefined;
  readonly accesses: readonly Access[];
  readonly impersonation: Impersonation | undefined;
  readonly policies: readonly string[];
}

export async function runTyped(request: Request, text: string, rooms: Rooms): Promise<void> {
  const { bot } = rooms;
  const call = parse(text, bot.commands);
  const waits = needsConfirmation(call);
  // What waits for a click asks afresh at the click; a change that runs at once, or is only tried, asks now.
  const fresh = call.command.effect === 'change' && !waits;
  const admitted = await admit(request, call, rooms, { fresh });
  if (admitted === undefined) return;
  if (waits) await propose(request, admitted, rooms);
  else await execute(request, admitted, rooms, { key: keyOf(request) });
}

/** A change that a person asked to be tried only (`--dry-run=server`) changes nothing and needs no click. */
export function needsConfirmation({ command, args, words }: Call): boolean {
  if (command.effect !== 'change' || words.flags['dry-run'] === 'server') return false;
  return command.on !== 'cluster' || (command.changes?.(args) ?? true);
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
  const cluster =
    call.command.on === 'cluster' ? clusterOf(request, call, rooms, pinned?.cluster) : undefined;
  const asker = askerOf(person, settings);
  const context: Case = {
    asker,
    request,
    call,
    cluster,
    settings,
    policies: bot.policies,
    nowMs: bot.clock.nowMs(),
  };
  const entry = authorizeEntry(context);
  if (!entry.allowed) return await refuse(context, entry, rooms);
  const namespace = namespaceOf(request, call, rooms);
  if (cluster === undefined || call.command.on === 'bot') {
    return {
      call,
      cluster,
      namespace,
      catalog: undefined,
      accesses: [],
      impersonation: undefined,
      policies: entry.policies,
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
    detail: { policies: decision.policies, policyVersion: rooms.bot.policies.version },
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

function clusterOf(
  request: Request,
  call: Call,
  rooms: Rooms,
  pinned: string | undefined,
): ClusterInfo {
  const settings = rooms.bot.settings();
  const all = rooms.bot.clusters().all;
  const flag = call.words.flags.cluster;
  const wanted =
    pinned ??
    (typeof flag === 'string' ? flag : undefined) ??
    settings.channels[request.address.channelId]?.cluster ??
    settings.defaultCluster;
  const found = all.find((cluster) => cluster.name === wanted);
  if (found !== undefined) return found;
  const names = all.map((cluster) => cluster.name).join(', ') || 'none';
  throw new OperatorError({
    what:
      wanted === undefined
        ? 'It is not said which cluster is meant.'
        : `There is no cluster "${wanted}".`,
    why:
      wanted === undefined
        ? 'This channel has no default cluster.'
        : 'Only the clusters in the settings exist here.',
    fix: `Add --cluster NAME (known: ${names}).`,
  });
}

function namespaceOf(request: Request, call: Call, rooms: Rooms): string {
  const flag = call.words.flags.namespace;
  if (typeof flag === 'string') return flag;
  return rooms.bot.settings().channels[request.address.channelId]?.namespace ?? 'default';
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
    contexts: clusters.all,
  };
}

export async function previewOf(admitted: Admitted, rooms: Rooms): Promise<Preview> {
  const { command, args } = admitted.call;
  const isChange = command.on === 'cluster' && command.changes?.(args) !== false;
  if (!isChange || command.preview === undefined) {
    throw new Error(`${command.name} changes things and has no preview`);
  }
  const signal = AbortSignal.timeout(LIMITS.commandDeadlineMs);
  try {
    return await command.preview(args, contextOf(admitted, rooms.bot, { signal, show: () => {} }));
  } catch (error) {
    throw refusalFrom(error, {
      why: `It ended in the dry run on ${admitted.cluster?.name ?? 'the cluster'}, so nothing was changed.`,
      fix: 'Correct the command and send it again.',
    });
  }
}

/** Shows what would happen, with a button that only the asker's own click can use. */
async function propose(request: Request, admitted: Admitted, rooms: Rooms): Promise<void> {
  const { bot } = rooms;
  const { call, cluster, namespace } = admitted;
  const preview = await previewOf(admitted, rooms);
  const createdAtMs = bot.clock.nowMs();
  const proposal: Proposal = {
    id: bot.clock.id(),
    requestId: request.id,
    address: request.address,
    surface: request.surface,
    command: call.text,
    cluster: cluster?.name ?? '',
    substance: preview.substance,
    createdAtMs,
    expiresAtMs: createdAtMs + LIMITS.confirmationMs,
    state: 'open',
  };
  const reply: Reply = {
    verdict: 'waiting for confirmation',
    command: call.text,
    cluster: proposal.cluster,
    namespace,
    userId: request.address.userId,
    preview: safePreview(preview, rooms),
    proposal,
    notes: [],
  };
  await bot.store.transaction(async (store) => {
    await store.saveProposal(proposal);
    await store.appendAudit(
      auditOf(request, {
        kind: 'proposal',
        command: call.text,
        cluster: proposal.cluster,
        verdict: 'waiting for confirmation',
        detail: { summary: reply.preview?.summary, policies: admitted.policies },
      }),
      createdAtMs,
    );
    await enqueue(store, rooms, {
      request,
      reply,
      kind: 'message',
      key: keyOf(request),
      final: false,
    });
    await store.finish(request.id);
  });
  bot.outbound.wake();
}

export function safePreview(preview: Preview, { bot }: Rooms): Preview {
  return {
    ...preview,
    summary: bot.redact(preview.summary).text,
    diff: bot.redact(preview.diff).text,
    warnings: preview.warnings.map((warning) => bot.redact(warning).text),
  };
}
