// Confirm, cancel and asking others: the requester's own click, once, before it expires, with everything checked again at that
// moment.

import { approvalDemands } from '../approval.ts';
import type { Ask, Request } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { parse } from '../parse.ts';
import type { Proposal } from '../ports.ts';
import type { Reply, Verdict } from '../reply.ts';
import { admit } from './admit.ts';
import { answerProblem, auditOf, enqueue } from './answer.ts';
import { askOthers } from './ask-others.ts';
import { previewOf } from './commands.ts';
import { notNow } from './not-now.ts';
import { keyOf, type Rooms } from './rooms.ts';
import { execute } from './run.ts';
import { staleBecause } from './stale.ts';

interface End {
  readonly state: 'expired' | 'cancelled' | 'stale';
  readonly verdict: Verdict;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

type Click = Extract<Ask, { kind: 'confirm' | 'cancel' | 'ask-approval' }>;

export async function settleClick(request: Request, ask: Click, rooms: Rooms): Promise<void> {
  const { store, clock } = rooms.bot;
  const proposal = await store.proposal(ask.proposalId);
  if (proposal === undefined || !isSameConversation(proposal, request)) throw unknownButton();
  const { teamId, userId } = proposal.address;
  if (request.address.teamId !== teamId || request.address.userId !== userId) {
    return await answerProblem(request, rooms, foreignClick(userId), aboutOf(proposal));
  }
  if (proposal.state !== 'open') {
    if (isRepeated(ask, proposal)) return await noteRepeated(request, proposal, rooms);
    return await answerProblem(request, rooms, usedButton(proposal), aboutOf(proposal));
  }
  if (clock.nowMs() >= proposal.expiresAtMs) {
    return await close(request, proposal, rooms, {
      state: 'expired',
      verdict: 'expired',
      what: 'The confirmation came too late, so nothing was changed.',
      why: 'A preview is true for a few minutes only.',
      fix: 'Send the command again.',
    });
  }
  if (ask.kind === 'cancel') {
    return await close(request, proposal, rooms, {
      state: 'cancelled',
      verdict: 'cancelled',
      what: 'Cancelled before anything was changed.',
      why: `<@${userId}> pressed Cancel.`,
      fix: 'Send the command again if it is wanted after all.',
    });
  }
  await goOn(request, proposal, rooms, ask.kind === 'confirm' ? undefined : ask.reason);
}

/**
 * Parsed by the same grammar from the spelled-out command, authorized afresh, previewed afresh; then claimed and run, or put before
 * others.
 */
async function goOn(
  request: Request,
  proposal: Proposal,
  rooms: Rooms,
  reason: string | undefined,
): Promise<void> {
  const call = parse(proposal.command, rooms.bot.commands);
  const pinned = { place: proposal.cluster };
  const given = { confirmed: true, approvals: 0 };
  const again = { request, proposal, rooms };
  const admitted = await lookAgain(again, () =>
    admit(request, call, rooms, { fresh: true, given, pinned }),
  );
  if (admitted === undefined) return;
  const demands = approvalDemands(admitted.demands);
  if (demands.length > 0 !== (reason !== undefined)) {
    return await close(request, proposal, rooms, otherDemands(demands.length > 0));
  }
  const preview = await lookAgain(again, () => previewOf(admitted, rooms, proposal.substance));
  if (preview === undefined) return;
  const stale = staleBecause(call, proposal.substance, preview.substance);
  if (stale !== undefined) {
    return await close(request, proposal, rooms, {
      state: 'stale',
      verdict: 'refused',
      what: 'Nothing was changed: the object is not what it was in the preview.',
      why: stale,
      fix: 'Send the command again and look at the new preview.',
    });
  }
  const went =
    reason === undefined
      ? await execute(request, admitted, rooms, {
          key: keyOf({ id: proposal.requestId }),
          replaceTs: request.messageTs,
          agreed: proposal.substance,
          claim: (store) => store.settleProposal(proposal.id, 'taken'),
        })
      : await askOthers(request, { proposal, admitted, preview, demands, reason }, rooms);
  if (!went) await noteRepeated(request, proposal, rooms);
}

/** @returns undefined when it could not be looked at and that was said: nothing was changed, and the button stays as it is */
async function lookAgain<T>(
  { request, proposal, rooms }: { request: Request; proposal: Proposal; rooms: Rooms },
  look: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    rooms.bot.log.warn({ err: error, requestId: request.id }, 'a click could not be looked at');
    const told = error.isOutage ? notNow(error, NOT_CHANGED) : error;
    await answerProblem(request, rooms, told, aboutOf(proposal));
    return undefined;
  }
}

const NOT_CHANGED = {
  what: 'Nothing was changed: it could not be looked at again.',
  fix: 'Until the preview expires, its button can be pressed again.',
};

/** The same wish by the same person a second time. */
function isRepeated(ask: Click, { state }: Proposal): boolean {
  return ask.kind === 'cancel' ? state === 'cancelled' : state === 'taken';
}

/** Nobody is refused anything: the message says what became of the first. */
async function noteRepeated(request: Request, proposal: Proposal, rooms: Rooms): Promise<void> {
  const about = { ...aboutOf(proposal), verdict: 'clicked already' } as const;
  await answerProblem(request, rooms, repeatedClick(), about);
}

function otherDemands(needsApproval: boolean): End {
  return {
    state: 'stale',
    verdict: 'refused',
    what: 'Nothing was changed: the policies are not what they were at the preview.',
    why: needsApproval ? 'Now others have to approve it.' : 'Nobody has to approve it any longer.',
    fix: 'Send the command again.',
  };
}

/** The message that carried the buttons gets its end state, and the record says why. */
async function close(request: Request, proposal: Proposal, rooms: Rooms, end: End): Promise<void> {
  const { bot } = rooms;
  const { what, why, fix } = end;
  const reply: Reply = {
    verdict: end.verdict,
    command: proposal.command,
    cluster: proposal.cluster,
    namespace: proposal.namespace,
    userId: proposal.address.userId,
    problem: { what, why, fix },
    notes: [],
  };
  await bot.store.transaction(async (store) => {
    if (await store.settleProposal(proposal.id, end.state)) {
      const { command, cluster } = proposal;
      const detail = { reason: what, proposal: proposal.requestId };
      await store.appendAudit(
        auditOf(request, { kind: 'refusal', command, cluster, verdict: end.verdict, detail }),
        bot.clock.nowMs(),
      );
      const key = keyOf({ id: proposal.requestId });
      await enqueue(store, rooms, {
        request,
        reply,
        kind: 'message',
        key,
        replaceTs: request.messageTs,
      });
    }
    await store.finish(request.id);
  });
  bot.outbound.wake();
}

function isSameConversation(proposal: Proposal, request: Request): boolean {
  return proposal.address.channelId === request.address.channelId;
}

function aboutOf(proposal: Proposal): { command: string; cluster: string } {
  return { command: proposal.command, cluster: proposal.cluster };
}

function unknownButton(): OperatorError {
  return new OperatorError({
    what: 'This button means nothing here.',
    why: 'What it belonged to is gone, or was never in this channel.',
    fix: 'Send the command again.',
  });
}

function foreignClick(userId: string): OperatorError {
  return new OperatorError({
    what: 'This is not yours to confirm or cancel.',
    why: `Only <@${userId}>, who asked for it, can.`,
    fix: 'Send the command yourself if you want it run.',
  });
}

function repeatedClick(): OperatorError {
  return new OperatorError({
    what: 'Your click before this one was taken.',
    why: 'Nothing is done twice.',
    fix: 'See the message for what becomes of it.',
  });
}

function usedButton(proposal: Proposal): OperatorError {
  return new OperatorError({
    what: 'This button has been used.',
    why: proposal.state === 'open' ? 'Another click was first.' : `It is ${proposal.state}.`,
    fix: 'See the message for what became of it.',
  });
}
