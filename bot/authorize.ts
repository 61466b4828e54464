// May this person, here, do this? Pure over the policy engine: default deny, and every access that a command asks for has
// to be allowed, one by one.

import type { Access, Call, ChangeFacts, ClusterInfo, Request } from './command.ts';
import type { Settings } from './config.ts';
import { OperatorError } from './errors.ts';
import { describeFreeze, type Freeze, freezeOf } from './freeze.ts';
import type { Person, PolicyDecision, PolicyEngine, PolicyQuestion } from './ports.ts';

export interface Asker {
  readonly person: Person;
  /** Groups of the settings that this person is in. */
  readonly groups: readonly string[];
}

/** Which groups of the settings a person is in: by Slack ids alone, never by names. */
export function askerOf(person: Person, settings: Settings): Asker {
  const key = `${person.teamId}/${person.userId}`;
  const groups = Object.entries(settings.groups)
    .filter(
      ([, group]) =>
        group.users.includes(key) ||
        (!person.isStranger && group.userGroups.some((id) => person.userGroups.includes(id))),
    )
    .map(([name]) => name);
  return { person, groups };
}

export interface Case {
  readonly asker: Asker;
  readonly request: Request;
  readonly call: Call;
  readonly cluster: ClusterInfo | undefined;
  readonly settings: Settings;
  readonly policies: PolicyEngine;
  readonly nowMs: number;
  /** In force anywhere; for what changes nothing they need not be known. */
  readonly freezes: readonly Freeze[];
}

/** Before anything is asked of a cluster: may this person use this command on it at all? */
export function authorizeEntry(context: Case): PolicyDecision {
  return ask(context, entryOf(context.cluster), {});
}

/** One access with what policy says of it. */
export interface AccessDecision {
  readonly access: Access;
  readonly decision: PolicyDecision;
}

/** What policy says of each access that is not implied by another, in their order. */
export function decideAccesses(
  context: Case,
  accesses: readonly Access[],
  facts: ChangeFacts,
): readonly AccessDecision[] {
  const { cluster } = context;
  if (cluster === undefined) return [];
  const { name, environment } = cluster;
  return accesses
    .filter((access) => access.implied !== true)
    .map((access) => {
      const resource = { kind: 'cluster-resource', cluster: name, environment, access } as const;
      return { access, decision: ask(context, resource, facts) };
    });
}

/**
 * Every access that is not implied by another must be allowed.
 * @returns the deciding policies of all of them, or the first denial with its access.
 */
export function authorizeAccesses(
  context: Case,
  accesses: readonly Access[],
  facts: ChangeFacts,
): { readonly decision: PolicyDecision; readonly denied?: Access } {
  const decided = decideAccesses(context, accesses, facts);
  const denial = decided.find(({ decision }) => !decision.allowed);
  if (denial !== undefined) return { decision: denial.decision, denied: denial.access };
  if (decided.length === 0) return { decision: authorizeEntry(context) };
  const policies = new Set(decided.flatMap(({ decision }) => decision.policies));
  return { decision: { allowed: true, policies: [...policies], errors: [] } };
}

/** The words of a refusal: what, why (the policy), and who could. */
export function refusalOf(context: Case, decision: PolicyDecision, denied?: Access): OperatorError {
  const { asker, cluster, call, policies } = context;
  const where = cluster === undefined ? '' : ` on ${cluster.name} (${cluster.environment})`;
  const object = denied === undefined ? '' : `: ${describeAccess(denied)}`;
  const groups = asker.groups.length === 0 ? 'in no group' : `in ${asker.groups.join(', ')}`;
  const policy = decision.policies[0];
  const freeze = freezeOf(context.freezes, cluster);
  const frozen =
    freeze === undefined ? '' : ` ${describeFreeze(freeze, context.settings.timeZone)}.`;
  const advice = policy === undefined ? undefined : policies.advice(policy);
  return new OperatorError({
    what: `You may not run "${call.command.name}"${where}${object}.`,
    why:
      decision.errors.length > 0
        ? 'A policy could not be evaluated, and then nobody may.'
        : policy === undefined
          ? `You are ${groups}, and no policy allows it.`
          : `You are ${groups}; policy "${policy}" forbids it.${frozen}`,
    fix:
      advice ??
      'Ask somebody whose group may, or an owner of the policies; "/qm help" lists what you may do.',
  });
}

export function describeAccess(access: Access): string {
  const resource = [access.resource, access.subresource].filter(Boolean).join('/');
  const group = access.group === '' ? '' : `.${access.group}`;
  const name = access.name === undefined ? '' : ` ${access.name}`;
  const namespace = access.namespace === undefined ? '' : ` in ${access.namespace}`;
  return `${access.verb} ${resource}${group}${name}${namespace}`;
}

function entryOf(cluster: ClusterInfo | undefined): PolicyQuestion['resource'] {
  return cluster === undefined
    ? { kind: 'bot' }
    : { kind: 'cluster', cluster: cluster.name, environment: cluster.environment };
}

function ask(
  { asker, request, call, cluster, settings, policies, nowMs, freezes }: Case,
  resource: PolicyQuestion['resource'],
  facts: ChangeFacts,
): PolicyDecision {
  const { person, groups } = asker;
  if (person.isDeleted) return { allowed: false, policies: [], errors: [] };
  return policies.decide({
    principal: {
      teamId: person.teamId,
      userId: person.userId,
      groups,
      isGuest: person.isGuest,
      isBot: person.isBot,
      isStranger: person.isStranger,
    },
    action: call.command.name,
    resource,
    context: {
      channelId: request.address.channelId,
      surface: request.surface,
      ...localTime(nowMs, settings.timeZone),
      frozen: freezeOf(freezes, cluster) !== undefined,
      ...(facts.replicasAfter === undefined ? {} : { replicasAfter: facts.replicasAfter }),
      ...(facts.patchPaths === undefined ? {} : { patchPaths: facts.patchPaths }),
    },
  });
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** Hour 0-23 and weekday 1 (Monday) to 7 in the settings' zone. */
function localTime(nowMs: number, timeZone: string): { hour: number; weekday: number } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hour: '2-digit',
      hourCycle: 'h23',
      weekday: 'short',
    });
    formats.set(timeZone, format);
  }
  const parts = format.formatToParts(nowMs);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return { hour: Number(part('hour')), weekday: WEEKDAYS.indexOf(part('weekday')) + 1 };
}
