// Approve, reject and withdraw: who may, at the moment of the click; and the run that follows when nobody's yes is missing any more.

import { type Approval, isApprover, missingApprovals, type Vote, type Voter } from '../approval.ts';
import { ALL_GIVEN, askerOf } from '../authorize.ts';
import type { Ask, Request } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { parse } from '../parse.ts';
import { isSamePerson, personKey } from '../person-key.ts';
import type { Store } from '../ports.ts';
import { type Admitted, admit } from './admit.ts';
import { answerProblem, auditOf } from './answer.ts';
import { showApproval } from './approval-answers.ts';
import { closeApproval } from './close-approval.ts';
import type { Rooms } from './rooms.ts';
import { runApproved } from './run-approved.ts';

type Click = Extract<Ask, { kind: 'approve' | 'reject' | 'withdraw' }>;

export async function takeVote(request: Request, ask: Click, rooms: Rooms): Promise<void> {
  const { store, clock } = rooms.bot;
  const approval = await store.approval(ask.approvalId);
  if (approval === undefined || !isOfConversation(approval, request)) throw unknownButton();
  const refuse = (error: OperatorError) =>
    answerProblem(request, rooms, error, {
      command: approval.command,
      cluster: approval.cluster,
      detail: { approval: approval.id },
    });
  if (approval.state !== 'open') return await refuse(decided(approval));
  if (clock.nowMs() >= approval.expiresAtMs) {
    if (!(await closeApproval(approval, EXPIRED_APPROVAL, rooms, request)))
      await refuse(decided(approval));
    return;
  }
  const isOwn = isSamePerson(
    request.address,
    approval.address,
    rooms.bot.settings(),
    approval.cluster,
  );
  if (ask.kind === 'withdraw') {
    if (!isOwn) return await refuse(foreignWithdrawal(approval));
    if (!(await closeApproval(approval, WITHDRAWN, rooms, request)))
      await refuse(decided(approval));
    return;
  }
  if (isOwn) return await refuse(ownApproval());
  const problem = await objectionTo(request.address, approval, rooms);
  if (problem !== undefined) return await refuse(problem);
  if (ask.kind === 'reject') {
    const end = rejection(rooms.bot.redact(ask.reason).text);
    if (!(await closeApproval(approval, end, rooms, request))) await refuse(decided(approval));
    return;
  }
  const outcome = await approve(request, approval, rooms);
  if (outcome === 'decided') await refuse(decided(approval));
  if (outcome === 'again') await refuse(twice());
  if (outcome instanceof OperatorError) await refuse(outcome);
}

/** @returns 'done' when the click has its end; else why it has none: with an error it may be made again. */
async function approve(
  request: Request,
  approval: Approval,
  rooms: Rooms,
): Promise<'done' | 'decided' | 'again' | OperatorError> {
  const { bot } = rooms;
  const poll = await bot.store.transaction(async (store) => {
    const added = await store.addVote(approval.id, voteOf(request, rooms));
    if (added?.isNew) {
      const { command, cluster, id } = approval;
      const detail = { approval: id, requestedBy: approval.address.userId };
      await store.appendAudit(
        auditOf(request, { kind: 'approval', command, cluster, verdict: 'approved', detail }),
        bot.clock.nowMs(),
      );
    }
    return added;
  });
  if (poll === undefined) return 'decided';
  const voters = await stillEntitled(poll.votes, approval, rooms);
  if (missingApprovals(approval.demands, voters) === 0) {
    const ran = await runApproved(request, approval, voters, rooms);
    if (typeof ran === 'boolean') return ran ? 'done' : 'decided';
    await bot.store.transaction((store) => showVoters(store, approval, voters, rooms));
    return ran;
  }
  if (!poll.isNew) return 'again';
  await bot.store.transaction(async (store) => {
    await showVoters(store, approval, voters, rooms);
    await store.finish(request.id);
  });
  bot.outbound.wake();
  return 'done';
}

async function showVoters(
  store: Store,
  approval: Approval,
  voters: readonly Voter[],
  rooms: Rooms,
): Promise<void> {
  const approvedBy = voters.map(({ userId }) => userId);
  await showApproval(store, rooms, { approval, verdict: 'waiting for approval', approvedBy });
}

function voteOf(request: Request, { bot }: Rooms): Vote {
  const { teamId, userId } = request.address;
  const person = personKey({ teamId, userId }, bot.settings());
  return { person, teamId, userId, atMs: bot.clock.nowMs() };
}

/** Whoever may no longer approve has not approved. */
async function stillEntitled(
  votes: readonly Vote[],
  approval: Approval,
  rooms: Rooms,
): Promise<readonly Voter[]> {
  const { bot } = rooms;
  const entitled: Voter[] = [];
  for (const vote of votes) {
    const { teamId, userId } = vote;
    if (isSamePerson(vote, approval.address, bot.settings(), approval.cluster)) continue;
    if ((await objectionTo(vote, approval, rooms)) !== undefined) continue;
    const { groups } = askerOf(await bot.directory.person(teamId, userId), bot.settings());
    entitled.push({ userId, groups });
  }
  return entitled;
}

/** Whoever approves may do the same themselves, in the place where it was asked for, and is of those whom policy names. */
async function objectionTo(
  voter: { readonly teamId: string; readonly userId: string },
  approval: Approval,
  rooms: Rooms,
): Promise<OperatorError | undefined> {
  const { bot } = rooms;
  let objection: OperatorError | undefined;
  const admitted = await admitAs(voter, approval, rooms, (error) => {
    objection = new OperatorError({
      what: 'You may not approve or reject this.',
      why: `Whoever approves may do the same. ${error.what} ${error.why}`,
      fix: 'Leave it to somebody who may.',
    });
  });
  if (admitted === undefined) return objection ?? notEntitled([]);
  const person = await bot.directory.person(voter.teamId, voter.userId);
  const { groups } = askerOf(person, bot.settings());
  if (isApprover(approval.demands, { userId: voter.userId, groups })) return undefined;
  return notEntitled(approval.demands.flatMap(({ approvers }) => approvers));
}

async function admitAs(
  { teamId, userId }: { readonly teamId: string; readonly userId: string },
  approval: Approval,
  rooms: Rooms,
  refused: (error: OperatorError) => void,
): Promise<Admitted | undefined> {
  const { responseUrl: _, ...address } = approval.address;
  const request: Request = {
    id: approval.requestId,
    surface: approval.surface as Request['surface'],
    ask: { kind: 'command', text: approval.command },
    address: { ...address, teamId, userId },
    receivedAtMs: approval.createdAtMs,
  };
  try {
    return await admit(request, parse(approval.command, rooms.bot.commands), rooms, {
      fresh: true,
      given: ALL_GIVEN,
      pinned: { place: approval.cluster },
      refused: async (error) => refused(error),
    });
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    refused(error);
    return undefined;
  }
}

/** In the channel where others are asked, or where it was asked for. */
function isOfConversation(approval: Approval, { address }: Request): boolean {
  return [approval.channelId, approval.address.channelId].includes(address.channelId);
}

export const EXPIRED_APPROVAL = {
  state: 'expired',
  verdict: 'expired',
  problem: {
    what: 'Its time ran out, so nothing was changed.',
    why: 'Nobody approved it in time.',
    fix: 'Send the command again if it is wanted after all.',
  },
} as const;

const WITHDRAWN = {
  state: 'withdrawn',
  verdict: 'withdrawn',
  problem: {
    what: 'Withdrawn before anything was changed.',
    why: 'Whoever asked for it withdrew it.',
    fix: 'Send the command again if it is wanted after all.',
  },
} as const;

function rejection(reason: string) {
  return {
    state: 'rejected',
    verdict: 'rejected',
    problem: {
      what: 'Rejected, so nothing was changed.',
      why: reason,
      fix: 'Talk it over, then send the command again.',
    },
  } as const;
}

function unknownButton(): OperatorError {
  return new OperatorError({
    what: 'This button means nothing here.',
    why: 'What it belonged to is gone, or was never in this channel.',
    fix: 'Send the command again.',
  });
}

function decided({ state }: Approval): OperatorError {
  return new OperatorError({
    what: 'This has been decided already.',
    why: state === 'open' ? 'Another click was first.' : `It is ${WORDS[state]}.`,
    fix: 'See the message for what became of it.',
  });
}

const WORDS: Readonly<Record<Exclude<Approval['state'], 'open'>, string>> = {
  taken: 'approved, and was run',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired',
  stale: 'out of date',
};

function foreignWithdrawal({ address }: Approval): OperatorError {
  return new OperatorError({
    what: 'This is not yours to withdraw.',
    why: `Only <@${address.userId}>, who asked for it, can.`,
    fix: 'Reject it, if you may.',
  });
}

function ownApproval(): OperatorError {
  return new OperatorError({
    what: 'You cannot approve or reject what you asked for yourself.',
    why: 'A second person has to look at it; another account of yours is no second person.',
    fix: 'Ask somebody else, or withdraw it.',
  });
}

function notEntitled(groups: readonly string[]): OperatorError {
  return new OperatorError({
    what: 'You may not approve or reject this.',
    why:
      groups.length === 0
        ? 'Whoever approves may do the same.'
        : `Policy names ${[...new Set(groups)].join(' or ')} for it.`,
    fix: 'Leave it to somebody who may.',
  });
}

function twice(): OperatorError {
  return new OperatorError({
    what: 'You have approved this already.',
    why: 'Each person counts once.',
    fix: 'Others are still asked; see the message.',
  });
}
