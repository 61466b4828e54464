// After a start: what an earlier process received and did not end. What had begun is said to be of unknown outcome; what had
// not is done now. Nothing is run a second time.

import type { Request } from '../command.ts';
import type { AuditRow } from '../ports.ts';
import type { Problem, Reply, Verdict } from '../reply.ts';
import { enqueue } from './answer.ts';
import { showApproval } from './approval-answers.ts';
import { keyOf, type Rooms } from './rooms.ts';

export async function recover(rooms: Rooms, begin: (request: Request) => void): Promise<void> {
  const { bot } = rooms;
  const beforeMs = bot.ownsAllBeforeMs();
  const requests = (await bot.store.unfinished())
    .map((stored) => stored.request)
    .filter((request) => request.receivedAtMs < beforeMs);
  const byId = new Map(requests.map((request) => [request.id, request]));
  for (const intent of await bot.store.openIntents()) {
    if (intent.atMs >= beforeMs) continue;
    await interrupt(intent, byId.get(intent.requestId), rooms);
    byId.delete(intent.requestId);
  }
  for (const request of byId.values()) begin(request);
  bot.outbound.wake();
}

/**
 * What other processes on the same store left when they died. A process counts as dead when two looks in a row find it so:
 * one that only lost its connection for a moment goes on with what it has begun.
 */
export async function recoverDead(rooms: Rooms, begin: (request: Request) => void): Promise<void> {
  const { store, outbound } = rooms.bot;
  const before = rooms.seenDead;
  rooms.seenDead = new Set(); // a look that fails counts for nothing
  const dead = await store.deadOwners();
  rooms.seenDead = new Set(dead);
  const again = dead.filter((owner) => before.has(owner));
  if (again.length === 0) return;
  const byId = new Map((await store.adopt(again)).map(({ request }) => [request.id, request]));
  for (const intent of await store.openIntents()) {
    const request = byId.get(intent.requestId);
    if (request === undefined) continue;
    await interrupt(intent, request, rooms);
    byId.delete(intent.requestId);
  }
  for (const request of byId.values()) begin(request);
  outbound.wake();
}

async function interrupt(
  intent: AuditRow,
  request: Request | undefined,
  rooms: Rooms,
): Promise<void> {
  const { bot } = rooms;
  const isChange = intent.detail.effect === 'change';
  const verdict: Verdict = isChange ? 'interrupted, outcome unknown' : 'failed';
  const { requestId, teamId, userId, channelId, surface, command, cluster } = intent;
  await bot.store.transaction(async (store) => {
    await store.appendAudit(
      {
        kind: 'outcome',
        requestId,
        teamId,
        userId,
        channelId,
        surface,
        command,
        cluster,
        verdict: isChange ? verdict : 'interrupted',
        detail: {
          intent: intent.seq,
          reason: 'the bot ended while it ran',
          ...(intent.detail.resources === undefined ? {} : { resources: intent.detail.resources }),
        },
      },
      bot.clock.nowMs(),
    );
    const approval = await store.approval(String(intent.detail.approval ?? ''));
    if (approval !== undefined) {
      const approvedBy = (await store.votes(approval.id)).map((vote) => vote.userId);
      const problem = interrupted(isChange);
      await showApproval(store, rooms, { approval, verdict, approvedBy, problem });
      await store.finish(requestId);
    } else if (request !== undefined) {
      const reply: Reply = {
        verdict,
        command,
        cluster,
        ...(typeof intent.detail.namespace === 'string'
          ? { namespace: intent.detail.namespace }
          : {}),
        userId,
        problem: interrupted(isChange),
        notes: [],
      };
      const replaceTs = request.messageTs;
      await enqueue(store, rooms, {
        request,
        reply,
        kind: 'message',
        key: keyOf(request),
        replaceTs,
      });
      await store.finish(request.id);
    }
  });
}

function interrupted(isChange: boolean): Problem {
  return {
    what: 'Quartermaster was interrupted while it ran this.',
    why: 'Its process ended before the outcome was known.',
    fix: isChange
      ? 'Look at the object before trying again.'
      : 'Nothing was changed; send it again.',
  };
}
