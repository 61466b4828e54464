// Ends an approval that will not run: rejected, withdrawn, expired or stale. Who may is decided by whoever calls it.

import type { Approval, ApprovalState } from '../approval.ts';
import type { Request } from '../command.ts';
import type { AuditEntry } from '../ports.ts';
import type { Problem, Verdict } from '../reply.ts';
import { auditOf } from './answer.ts';
import { showApproval } from './approval-answers.ts';
import type { Rooms } from './rooms.ts';

export interface ApprovalEnd {
  readonly state: Exclude<ApprovalState, 'open' | 'taken'>;
  readonly verdict: Verdict;
  readonly problem: Problem;
}

/**
 * @param request of whoever ends it; absent: its time is over.
 * @returns false when something else ended it first: then nothing was done, and the request still has no end.
 */
export async function closeApproval(
  approval: Approval,
  end: ApprovalEnd,
  rooms: Rooms,
  request?: Request,
): Promise<boolean> {
  const { bot } = rooms;
  const isFirst = await bot.store.transaction(async (store) => {
    if (!(await store.settleApproval(approval.id, end.state))) return false;
    const votes = await store.votes(approval.id);
    await store.appendAudit(rowOf(approval, end, request), bot.clock.nowMs());
    await showApproval(store, rooms, {
      approval,
      verdict: end.verdict,
      approvedBy: votes.map(({ userId }) => userId),
      problem: end.problem,
      endedBy: HAS_AN_ENDER.includes(end.state) ? request?.address.userId : undefined,
    });
    if (request !== undefined) await store.finish(request.id);
    return true;
  });
  bot.outbound.wake();
  return isFirst;
}

/** The others end by themselves. */
const HAS_AN_ENDER: readonly string[] = ['rejected', 'withdrawn'];

function rowOf(
  approval: Approval,
  { verdict, problem }: ApprovalEnd,
  request: Request | undefined,
): AuditEntry {
  const { command, cluster, address, surface } = approval;
  const what = {
    kind: 'approval',
    command,
    cluster,
    verdict,
    detail: { approval: approval.id, reason: `${problem.what} ${problem.why}` },
  } as const;
  if (request !== undefined) return auditOf(request, what);
  const { teamId, userId, channelId } = address;
  return { requestId: approval.requestId, teamId, userId, channelId, surface, ...what };
}
