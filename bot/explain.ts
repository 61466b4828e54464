// What would become of a command, and which policy says so: each decision that is taken on its way, one by one. It runs nothing,
// tries nothing and asks the cluster nothing but what kinds there are.

import {
  type AccessDecision,
  askerOf,
  authorizeEntry,
  type Case,
  decideAccesses,
  describeAccess,
  refusalOf,
} from './authorize.ts';
import type { Access, Request } from './command.ts';
import { clusterNameOf, impersonationOf, namespaceOf, noCluster } from './dispatch/admit.ts';
import { needsConfirmation } from './dispatch/commands.ts';
import { OperatorError } from './errors.ts';
import { alignColumns } from './kubernetes/align-columns.ts';
import { refusalFrom } from './kubernetes/refusal.ts';
import { parse } from './parse.ts';
import type { PolicyDecision } from './ports.ts';
import type { ServiceParts } from './services.ts';

export interface Wish {
  readonly request: Request;
  /** As it would be typed. */
  readonly command: string;
  /** Of the asker's team; absent: the asker. */
  readonly userId: string | undefined;
}

/** @returns lines for people. @throws UsageError, OperatorError, or the words of kubectl for an unknown kind. */
export async function explain(
  { request, command, userId }: Wish,
  parts: ServiceParts,
): Promise<string> {
  const settings = parts.settings();
  const call = parse(command, parts.commands);
  const who = userId ?? request.address.userId;
  const person = await parts.directory.person(request.address.teamId, who, {
    fresh: userId !== undefined,
  });
  const asker = askerOf(person, settings);
  const { policies, clock } = parts;
  const about = {
    asker,
    request,
    call,
    settings,
    policies,
    nowMs: clock.nowMs(),
    freezes: await parts.store.freezes(clock.nowMs()),
  };
  const all = parts.clusters().all;
  const wanted = clusterNameOf(request, call, settings);
  const isOfCluster = call.command.on === 'cluster';
  const cluster = isOfCluster ? all.find(({ name }) => name === wanted) : undefined;
  if (isOfCluster && cluster === undefined) {
    const open = all.filter((each) => authorizeEntry({ ...about, cluster: each }).allowed);
    throw noCluster(
      wanted,
      open.map(({ name }) => name),
    );
  }
  const context: Case = { ...about, cluster };
  const entry = authorizeEntry(context);
  const decided =
    entry.allowed && call.command.on === 'cluster' ? await decideEach(context, parts) : [];
  const denial = entry.allowed
    ? decided.find(({ decision }) => !decision.allowed)
    : { access: undefined, decision: entry };
  const groups = asker.groups.length === 0 ? 'in no group' : `in ${asker.groups.join(', ')}`;
  const where =
    cluster === undefined ? 'the bot itself' : `${cluster.name} (${cluster.environment})`;
  return [
    `command  ${call.text}`,
    `asked by ${person.name} (${person.userId}), ${groups}`,
    `on       ${where}`,
    '',
    tableOf(entry, decided).trimEnd(),
    '',
    denial === undefined ? wayOn(context) : wayOut(context, denial, userId !== undefined),
    `Nothing was run. Policies ${policies.version.slice(0, 12)}.`,
    '',
  ].join('\n');
}

async function decideEach(
  context: Case,
  { clusters }: ServiceParts,
): Promise<readonly AccessDecision[]> {
  const { call, cluster, request, settings } = context;
  if (cluster === undefined || call.command.on !== 'cluster') return [];
  const catalog = await clusters().catalog(cluster.name);
  const namespace = namespaceOf(request, call, settings);
  const facts = call.command.facts?.(call.args) ?? {};
  try {
    return decideAccesses(context, call.command.access(call.args, { namespace, catalog }), facts);
  } catch (error) {
    throw refusalFrom(error, {
      why: `Nothing was asked of ${cluster.name}.`,
      fix: 'Correct it; "kubectl api-resources" lists what the cluster has.',
    });
  }
}

function tableOf(entry: PolicyDecision, decided: readonly AccessDecision[]): string {
  return alignColumns([
    ['DECISION', 'WHAT', 'POLICY'],
    rowOf('use the command there', entry),
    ...decided.map(({ access, decision }) => rowOf(describeAccess(access), decision)),
  ]);
}

function rowOf(what: string, { allowed, policies, errors }: PolicyDecision): readonly string[] {
  const none = errors.length > 0 ? 'a policy failed' : 'no policy allows it';
  return [allowed ? 'allow' : 'deny', what, policies.length === 0 ? none : policies.join(', ')];
}

function wayOn({ call, cluster, settings, asker }: Case): string {
  const way = needsConfirmation(call)
    ? 'It would be previewed, and wait for the click of whoever asked.'
    : 'It would run at once.';
  if (cluster === undefined) return way;
  try {
    const as = impersonationOf(settings.clusters[cluster.name]?.impersonate, asker);
    return as === undefined ? way : `${way}\nThe cluster would be asked as ${as.user}.`;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return `It would be refused. ${error.what} ${error.why}\n${error.fix}`;
  }
}

function wayOut(
  context: Case,
  { access, decision }: { readonly access: Access | undefined; readonly decision: PolicyDecision },
  isOfAnother: boolean,
): string {
  const { what, why, fix } = refusalOf(context, decision, access);
  const words = isOfAnother ? `${what} ${why}`.replaceAll(/\bYou\b/gu, 'They') : `${what} ${why}`;
  return `It would be refused. ${words}\n${fix}`;
}
