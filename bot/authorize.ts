// May this person, here, do this? Pure over the policy engine: default deny, and everything that a command would do at its place
// has to be allowed, one by one.

import { approvalDemands, approvalsOf, type Demand } from './approval.ts';
import type { BreakGlass } from './break-glass.ts';
import type { Call, ChangeFacts, Request } from './command.ts';
import type { Settings } from './config.ts';
import { OperatorError } from './errors.ts';
import { describeFreeze, type Freeze, freezeOf } from './freeze.ts';
import type { Deed, Place } from './place.ts';
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
  readonly place: Place;
  readonly settings: Settings;
  readonly policies: PolicyEngine;
  readonly nowMs: number;
  /** In force anywhere; for what changes nothing they need not be known. */
  readonly freezes: readonly Freeze[];
  /** The asker's own, while it is in force. */
  readonly brokenGlass?: BreakGlass | undefined;
  /** What has been given already; absent: nothing. */
  readonly given?: Given;
}

/** What lifts the policies that demand something. */
export interface Given {
  readonly confirmed: boolean;
  /** How many different others have approved it. */
  readonly approvals: number;
}

/** For a question about what somebody could do if everybody agreed. */
export const ALL_GIVEN: Given = { confirmed: true, approvals: 1_000 };

/** Before anything is asked of a place: may this person use this command there at all? */
export function authorizeEntry(context: Case): PolicyDecision {
  return ask(context, context.place.resource, {});
}

/** One deed with what policy says of it. */
export interface DeedDecision {
  readonly deed: Deed;
  readonly decision: PolicyDecision;
}

/** What policy says of each deed, in their order. */
export function decideDeeds(
  context: Case,
  deeds: readonly Deed[],
  facts: ChangeFacts,
): readonly DeedDecision[] {
  return deeds.map((deed) => ({ deed, decision: ask(context, deed.resource, facts) }));
}

/**
 * Every deed must be allowed.
 * @returns the deciding policies of all of them, or the first denial with its deed.
 */
export function authorizeDeeds(
  context: Case,
  deeds: readonly Deed[],
  facts: ChangeFacts,
): { readonly decision: PolicyDecision; readonly denied?: Deed } {
  const decided = decideDeeds(context, deeds, facts);
  const denial = decided.find(({ decision }) => !decision.allowed);
  if (denial !== undefined) return { decision: denial.decision, denied: denial.deed };
  if (decided.length === 0) return { decision: authorizeEntry(context) };
  const policies = new Set(decided.flatMap(({ decision }) => decision.policies));
  const demands = demandsOf(decided.map(({ decision }) => decision));
  return { decision: { allowed: true, policies: [...policies], errors: [], demands } };
}

/** What all of them demand, each policy once. */
export function demandsOf(decisions: readonly PolicyDecision[]): readonly Demand[] {
  const all = decisions.flatMap(({ demands = [] }) => demands);
  return [...new Map(all.map((demand) => [demand.policy, demand])).values()];
}

/** The words of a refusal: what, why (the policy), and who could. */
export function refusalOf(context: Case, decision: PolicyDecision, denied?: Deed): OperatorError {
  const { asker, place, call, policies } = context;
  const where = place.name === '' ? '' : ` on ${place.name} (${place.environment})`;
  const object = denied === undefined ? '' : `: ${denied.words}`;
  const groups = asker.groups.length === 0 ? 'in no group' : `in ${asker.groups.join(', ')}`;
  const policy = decision.policies[0];
  const freeze = freezeOf(context.freezes, place);
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
    fix: advice ?? whomToAsk(context),
  });
}

/** Help is closed to whoever is in no group, so it is not what they are sent to; nor are strangers told our groups. */
function whomToAsk({ asker, settings }: Case): string {
  if (asker.groups.length > 0) {
    return 'Ask somebody whose group may, or an owner of the policies; "/qm help" lists what you may do.';
  }
  const { isBot, isGuest, isStranger } = asker.person;
  const names = Object.keys(settings.groups);
  if (isBot || isGuest || isStranger || names.length === 0)
    return 'Ask whoever runs Quartermaster.';
  return `Ask whoever runs Quartermaster to put you into one of its groups (${names.join(', ')}).`;
}

/** Default deny; where nothing but policies that can be lifted forbids it, it is allowed with what they demand. */
function ask(
  context: Case,
  resource: PolicyQuestion['resource'],
  facts: ChangeFacts,
): PolicyDecision {
  const { asker, policies, given = NOTHING_GIVEN } = context;
  if (asker.person.isDeleted) return { allowed: false, policies: [], errors: [] };
  const question = questionOf(context, resource, facts);
  const decision = policies.decide(withGiven(question, given));
  if (decision.allowed) return decision;
  const demands = decision.policies.flatMap((policy) => policies.demand(policy) ?? []);
  if (demands.length === 0) return decision;
  const enough = Math.max(given.approvals, approvalsOf(approvalDemands(demands)));
  const lifted = policies.decide(withGiven(question, { confirmed: true, approvals: enough }));
  return lifted.allowed ? { ...lifted, demands } : lifted;
}

const NOTHING_GIVEN: Given = { confirmed: false, approvals: 0 };

function withGiven(question: PolicyQuestion, given: Given): PolicyQuestion {
  return { ...question, context: { ...question.context, ...given } };
}

function questionOf(
  { asker, request, call, place, settings, nowMs, freezes, brokenGlass }: Case,
  resource: PolicyQuestion['resource'],
  facts: ChangeFacts,
): PolicyQuestion {
  const { person, groups } = asker;
  return {
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
      frozen: freezeOf(freezes, place) !== undefined,
      brokenGlass: brokenGlass !== undefined,
      ...(facts.replicasAfter === undefined ? {} : { replicasAfter: facts.replicasAfter }),
      ...(facts.patchPaths === undefined ? {} : { patchPaths: facts.patchPaths }),
      ...(facts.configKeys === undefined ? {} : { configKeys: facts.configKeys }),
    },
  };
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
