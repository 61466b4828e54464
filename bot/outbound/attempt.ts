// One wish's turn: sends it, and records what became of it.

import type { Delivery, NextOutgoing, QueuedOutgoing } from '../ports.ts';
import { deliver, isLockedOut } from './deliver.ts';
import { type Lane, mayBePosted, type State, tsOf } from './state.ts';
import { queueTogether } from './together.ts';

/** @throws when the store fails: then nothing of it is recorded, and the wish is still there. */
export async function attempt(state: State, wish: NextOutgoing, lane: Lane): Promise<void> {
  const { chat, clock, store, log } = state.parts;
  const { key } = wish.outgoing;
  const ts = tsOf(state, wish);
  if (ts === undefined && wish.waiting > state.limits.channelBacklog) {
    if (lane.isOpen && (await queueTogether(state, wish))) return;
  }
  lane.pace.take(clock.nowMs());
  if (ts !== undefined) state.edits.take(clock.nowMs());
  const isDoubtful = mayBePosted(state, wish);
  if (ts === undefined && wish.outgoing.kind === 'message') {
    if (!wish.wasSent) await store.sending(key);
    state.refused.delete(key);
  }
  const delivery = await deliver(
    { chat, store },
    { outgoing: wish.outgoing, ts, isDoubtful, sinceMs: wish.atMs },
  ).catch((error: unknown): Delivery => {
    log.warn({ error, key }, 'Slack could not be asked');
    return { kind: 'unsure', reason: 'Slack could not be asked' };
  });
  await record(state, { wish, lane, isDoubtful, delivery });
}

interface Attempted {
  readonly wish: QueuedOutgoing;
  readonly lane: Lane;
  readonly isDoubtful: boolean;
  readonly delivery: Delivery;
}

async function record(
  state: State,
  { wish, lane, isDoubtful, delivery }: Attempted,
): Promise<void> {
  const { store, clock, log } = state.parts;
  const { key } = wish.outgoing;
  switch (delivery.kind) {
    case 'delivered':
      lane.isOpen = true;
      // Told first to memory: should the store fail now, the next try edits this message.
      if (delivery.ts !== undefined) state.unrecorded.set(key, delivery.ts);
      await store.delivered(wish.seq, key, delivery.ts);
      state.unrecorded.delete(key);
      state.doubtful.delete(key);
      return;
    case 'limited':
      state.parts.metrics?.slackLimited();
      // Of what was in doubt the edit may have been refused: that there is nothing to edit is not known.
      if (!isDoubtful) state.refused.add(key);
      lane.blockedUntilMs = clock.nowMs() + delivery.retryAfterMs;
      return;
    case 'unsure':
      state.doubtful.add(key);
      await tryLater(state, { wish, lane, reason: delivery.reason });
      return;
    case 'refused':
      if (isLockedOut(delivery)) {
        log.error({ code: delivery.code }, 'Slack does not let the bot in; messages wait');
        await tryLater(state, { wish, lane, reason: delivery.code });
        return;
      }
      await giveUp(state, wish, delivery.code);
  }
}

async function tryLater(
  state: State,
  { wish, lane, reason }: { wish: QueuedOutgoing; lane: Lane; reason: string },
): Promise<void> {
  const { limits } = state;
  const nowMs = state.parts.clock.nowMs();
  if (nowMs - wish.atMs >= limits.giveUpAfterMs) {
    await giveUp(state, wish, 'gave_up');
    return;
  }
  const delayMs = Math.min(limits.retryFirstMs * 2 ** wish.attempts, limits.retryLongestMs);
  lane.blockedUntilMs = nowMs + delayMs;
  await state.parts.store.postponed(wish.seq, nowMs + delayMs, reason);
}

async function giveUp(state: State, wish: QueuedOutgoing, code: string): Promise<void> {
  const { key, address, kind } = wish.outgoing;
  await state.parts.store.undeliverable(wish.seq, code);
  state.doubtful.delete(key);
  state.parts.log.error(
    { key, kind, channelId: address.channelId, code },
    'undeliverable; kept as a dead letter',
  );
}
