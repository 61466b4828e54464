// What would become of a command, and which policy says so: each decision that is taken on its way, one by one. It runs nothing,
// tries nothing and asks the cluster nothing but what kinds there are.

import { approvalDemands, type Demand, validMsOf } from './approval.ts';
import {
  ALL_GIVEN,
  askerOf,
  authorizeEntry,
  type Case,
  type DeedDecision,
  decideDeeds,
  demandsOf,
  refusalOf,
} from './authorize.ts';
import type { Call, Request } from './command.ts';
import { isTried } from './dispatch/admit.ts';
import { needsConfirmation } from './dispatch/commands.ts';
import { OperatorError } from './errors.ts';
import { alignColumns } from './kubernetes/align-columns.ts';
import { parse } from './parse.ts';
import type { Deed, Place, Plan } from './place.ts';
import { placeKindOf } from './places.ts';
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
    brokenGlass: (await parts.store.breakGlasses(clock.nowMs())).find(
      (one) => one.teamId === person.teamId && one.userId === person.userId,
    ),
    ...(isTried(call) ? { given: ALL_GIVEN } : {}),
  };
  const kind = placeKindOf(call.command, parts);
  const isOpen = (each: Place) => authorizeEntry({ ...about, place: each }).allowed;
  const wanted = await kind.wanted(request, call);
  const place = kind.all().find(({ name }) => name === wanted);
  if (place === undefined) {
    const open = kind.all().filter(isOpen);
    throw kind.unknown(
      wanted,
      open.map(({ name }) => name),
    );
  }
  const context: Case = { ...about, place };
  const entry = authorizeEntry(context);
  const plan = entry.allowed ? await kind.plan({ request, call, place, asker, isOpen }) : undefined;
  const decided = plan === undefined ? [] : decideDeeds(context, plan.deeds, plan.facts);
  const denial = entry.allowed
    ? decided.find(({ decision }) => !decision.allowed)
    : { deed: undefined, decision: entry };
  const groups = asker.groups.length === 0 ? 'in no group' : `in ${asker.groups.join(', ')}`;
  const where = place.name === '' ? 'the bot itself' : `${place.name} (${place.environment})`;
  return [
    `command  ${call.text}`,
    `asked by ${person.name} (${person.userId}), ${groups}`,
    `on       ${where}`,
    '',
    tableOf(entry, decided).trimEnd(),
    '',
    denial === undefined
      ? wayOn(context, plan, demandsOf([entry, ...decided.map(({ decision }) => decision)]))
      : wayOut(context, denial, userId !== undefined),
    `Nothing was run. Policies ${policies.version.slice(0, 12)}.`,
    '',
  ].join('\n');
}

function tableOf(entry: PolicyDecision, decided: readonly DeedDecision[]): string {
  return alignColumns([
    ['DECISION', 'WHAT', 'POLICY'],
    rowOf('use the command there', entry),
    ...decided.map(({ deed, decision }) => rowOf(deed.words, decision)),
  ]);
}

function rowOf(what: string, decision: PolicyDecision): readonly string[] {
  const { allowed, policies, errors, demands = [] } = decision;
  const none = errors.length > 0 ? 'a policy failed' : 'no policy allows it';
  const deciding = [...demands.map(({ policy }) => policy), ...policies];
  const word = allowed ? wordOf(demands) : 'deny';
  return [word, what, deciding.length === 0 ? none : deciding.join(', ')];
}

function wordOf(demands: readonly Demand[]): string {
  if (demands.length === 0) return 'allow';
  return approvalDemands(demands).length > 0 ? 'approve' : 'confirm';
}

function wayOn({ call }: Case, plan: Plan | undefined, demands: readonly Demand[]): string {
  const way = wayOf(call, demands);
  try {
    const as = plan?.bind().as;
    return as === undefined ? way : `${way}\nThe cluster would be asked as ${as}.`;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return `It would be refused. ${error.what} ${error.why}\n${error.fix}`;
  }
}

function wayOf(call: Call, demands: readonly Demand[]): string {
  const approvals = approvalDemands(demands);
  if (approvals.length > 0) {
    const whom = approvals.map(({ approvals: count, approvers }) => {
      const by =
        approvers.length === 0 ? 'anybody else who may do the same' : approvers.join(' or ');
      return `${count} by ${by}`;
    });
    const minutes = validMsOf(approvals) / 60_000;
    return `It would be previewed, and wait at most ${minutes} min for approvals: ${whom.join('; ')}.`;
  }
  return needsConfirmation(call) || demands.length > 0
    ? 'It would be previewed, and wait for the click of whoever asked.'
    : 'It would run at once.';
}

function wayOut(
  context: Case,
  { deed, decision }: { readonly deed: Deed | undefined; readonly decision: PolicyDecision },
  isOfAnother: boolean,
): string {
  const { what, why, fix } = refusalOf(context, decision, deed);
  const words = isOfAnother ? `${what} ${why}`.replaceAll(/\bYou\b/gu, 'They') : `${what} ${why}`;
  return `It would be refused. ${words}\n${fix}`;
}
