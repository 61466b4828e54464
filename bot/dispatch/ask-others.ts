// Puts a previewed command before others: the request for approval is stored, and shown to those who are asked and to whoever asked.

import { type Approval, type ApprovalDemand, validMsOf } from '../approval.ts';
import type { Preview, Request } from '../command.ts';
import { LIMITS } from '../limits.ts';
import type { Proposal } from '../ports.ts';
import type { Admitted } from './admit.ts';
import { auditOf } from './answer.ts';
import { showApproval } from './approval-answers.ts';
import { safePreview } from './commands.ts';
import type { Rooms } from './rooms.ts';

interface Asked {
  readonly proposal: Proposal;
  readonly admitted: Admitted;
  readonly preview: Preview;
  readonly demands: readonly ApprovalDemand[];
  readonly reason: string;
}

/** @returns false when another click was first. */
export async function askOthers(request: Request, asked: Asked, rooms: Rooms): Promise<boolean> {
  const { bot } = rooms;
  const { proposal, demands } = asked;
  const approval = approvalOf(request, asked, rooms);
  const isFirst = await bot.store.transaction(async (store) => {
    if (!(await store.settleProposal(proposal.id, 'taken'))) return false;
    await store.saveApproval(approval);
    await store.appendAudit(
      auditOf(request, {
        kind: 'approval',
        command: approval.command,
        cluster: approval.cluster,
        verdict: 'waiting for approval',
        detail: {
          approval: approval.id,
          reason: approval.reason,
          policies: demands.map(({ policy }) => policy),
          summary: approval.preview.summary,
          expiresAtMs: approval.expiresAtMs,
        },
      }),
      approval.createdAtMs,
    );
    await showApproval(store, rooms, { approval, verdict: 'waiting for approval', approvedBy: [] });
    await store.finish(request.id);
    return true;
  });
  bot.outbound.wake();
  return isFirst;
}

function approvalOf(request: Request, asked: Asked, { bot }: Rooms): Approval {
  const { proposal, admitted, preview, demands, reason } = asked;
  const createdAtMs = bot.clock.nowMs();
  const validMs = validMsOf(demands);
  const expiresAtMs = createdAtMs + validMs;
  return {
    id: bot.clock.id(),
    requestId: proposal.requestId,
    address: proposal.address,
    surface: proposal.surface,
    ...(request.messageTs === undefined ? {} : { messageTs: request.messageTs }),
    command: proposal.command,
    cluster: proposal.cluster,
    namespace: admitted.namespace ?? '',
    preview: safePreview(preview, { bot }),
    reason: bot.redact(reason).text,
    demands,
    channelId: bot.settings().approvals.channel ?? proposal.address.channelId,
    createdAtMs,
    remindAtMs: expiresAtMs - Math.min(LIMITS.reminderMs, validMs / 2),
    expiresAtMs,
    state: 'open',
  };
}
