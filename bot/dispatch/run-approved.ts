// Runs what others have approved, as whoever asked for it: admitted and previewed anew, and only when both still are what was approved.

import { type Approval, approvalDemands, missingApprovals, type Voter } from '../approval.ts';
import type { Preview, Request } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { parse } from '../parse.ts';
import type { Problem } from '../reply.ts';
import { type Admitted, admit } from './admit.ts';
import { showApprovers } from './approval-answers.ts';
import { closeApproval } from './close-approval.ts';
import { previewOf } from './commands.ts';
import { notNow } from './not-now.ts';
import { keyOf, type Rooms } from './rooms.ts';
import { execute } from './run.ts';
import { staleBecause } from './stale.ts';

/**
 * @param click of whoever said the last yes.
 * @returns false when something else decided it first; an error when something that is needed does not answer: then it stays open.
 */
export async function runApproved(
  click: Request,
  approval: Approval,
  voters: readonly Voter[],
  rooms: Rooms,
): Promise<boolean | OperatorError> {
  const request = onBehalf(click, approval);
  const checked = await checkAgain(request, approval, voters, rooms);
  if (checked instanceof OperatorError) return checked;
  if ('problem' in checked) {
    const end = { state: 'stale', verdict: 'refused', problem: checked.problem } as const;
    return await closeApproval(approval, end, rooms, click);
  }
  const approvedBy = voters.map(({ userId }) => userId);
  return await execute(request, checked.admitted, rooms, {
    key: keyOf({ id: approval.requestId }),
    replaceTs: approval.messageTs,
    agreed: approval.preview.substance,
    claim: (store) => store.settleApproval(approval.id, 'taken'),
    detail: {
      approval: approval.id,
      approvedBy,
      reason: approval.reason,
    },
    notes: [`approved by ${approvedBy.join(', ')}`, `why: ${approval.reason}`],
    also: (store, verdict) => showApprovers(store, rooms, { approval, verdict, approvedBy }),
  });
}

/** The answers go to whoever asked, and the effect is theirs; the click is what is worked on. */
function onBehalf(click: Request, { address, surface }: Approval): Request {
  const { messageTs: _, ...rest } = click;
  return { ...rest, address, surface: surface as Request['surface'] };
}

type Checked = { readonly admitted: Admitted } | { readonly problem: Problem };

async function checkAgain(
  request: Request,
  approval: Approval,
  voters: readonly Voter[],
  rooms: Rooms,
): Promise<Checked | OperatorError> {
  let refusal: OperatorError | undefined;
  try {
    const call = parse(approval.command, rooms.bot.commands);
    const admitted = await admit(request, call, rooms, {
      fresh: true,
      given: { confirmed: true, approvals: 0 },
      pinned: { place: approval.cluster },
      refused: async (error) => {
        refusal = error;
      },
    });
    if (admitted === undefined) return { problem: refusal ?? NO_LONGER };
    if (missingApprovals(approvalDemands(admitted.demands), voters) > 0)
      return { problem: NO_LONGER };
    const preview: Preview = await previewOf(admitted, rooms, approval.preview.substance);
    const stale = staleBecause(call, approval.preview.substance, preview.substance);
    if (stale !== undefined) return { problem: { ...STALE, why: stale } };
    return { admitted };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    if (error.isOutage) return notNow(error, NOT_RUN);
    return {
      problem: { what: `Approved, but not run. ${error.what}`, why: error.why, fix: error.fix },
    };
  }
}

const NOT_RUN = {
  what: 'Approved, but not run: it could not be looked at again.',
  fix: 'Until the request expires, Approve can be pressed again.',
};

const NO_LONGER: Problem = {
  what: 'Approved, but not run: the policies are not what they were when it was asked for.',
  why: 'Now they ask for more than was given.',
  fix: 'Send the command again.',
};

const STALE = {
  what: 'Approved, but not run: the object is not what it was in the preview.',
  fix: 'Send the command again, so that others see the new preview.',
} as const;
