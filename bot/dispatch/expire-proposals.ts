// Previews that nobody confirmed in time: their messages lose the buttons and say so. It changes nothing else.

import type { AuditEntry, Outgoing, Proposal } from '../ports.ts';
import type { Reply } from '../reply.ts';
import { keyOf, type Rooms } from './rooms.ts';

/** @returns how many there were. */
export async function expireProposals(rooms: Rooms): Promise<number> {
  const { store, clock } = rooms.bot;
  const proposals = await store.expiredProposals(clock.nowMs());
  for (const proposal of proposals) await expire(proposal, rooms);
  return proposals.length;
}

async function expire(proposal: Proposal, { bot }: Rooms): Promise<void> {
  const nowMs = bot.clock.nowMs();
  await bot.store.transaction(async (store) => {
    if (!(await store.settleProposal(proposal.id, 'expired'))) return; // a click was first
    await store.appendAudit(expiredRow(proposal), nowMs);
    const { requestId, address } = proposal;
    const message = bot.render(expiredReply(proposal));
    const outgoing: Outgoing = {
      key: keyOf({ id: requestId }),
      address,
      kind: 'message',
      message,
      final: true,
    };
    await store.enqueue(outgoing, nowMs);
  });
}

const PROBLEM = {
  what: 'Nobody confirmed it in time, so nothing was changed.',
  why: 'A preview is true for a few minutes only.',
  fix: 'Send the command again if it is still wanted.',
};

function expiredReply({ command, cluster, namespace, address }: Proposal): Reply {
  const { userId } = address;
  return { verdict: 'expired', command, cluster, namespace, userId, problem: PROBLEM, notes: [] };
}

function expiredRow({ requestId, address, surface, command, cluster }: Proposal): AuditEntry {
  const { teamId, userId, channelId } = address;
  const detail = { reason: PROBLEM.what, proposal: requestId };
  return {
    ...{ kind: 'refusal', requestId, teamId, userId, channelId, surface },
    ...{ command, cluster, verdict: 'expired', detail },
  };
}
