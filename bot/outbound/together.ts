// For a channel with many finished results waiting: puts several into one wish. That is done in the queue, durably and all or
// nothing, so that the one is sent, retried and looked for like any other, and no result is lost between two states.

import type { Outgoing, QueuedOutgoing } from '../ports.ts';
import { renderDigest } from './digest.ts';
import { LEASE, mayBePosted, type State, tsOf } from './state.ts';

/** Returns false when there is nothing to put together. */
export async function queueTogether(state: State, first: QueuedOutgoing): Promise<boolean> {
  const { store, clock, log, render = renderDigest } = state.parts;
  const { lease, limits } = state;
  const { channelId } = first.outgoing.address;
  const waiting = await store.queuedPosts(channelId, limits.digestResults * 2);
  const results = waiting.filter((wish) => isFreeResult(state, wish, first));
  const threadTs = results[0]?.outgoing.address.threadTs;
  const group = results
    .filter(({ outgoing }) => outgoing.address.threadTs === threadTs)
    .slice(0, limits.digestResults);
  if (group.length < 2 || lease === undefined) return false;
  const wishes = group.map((wish) => wish.outgoing);
  const together: Outgoing = {
    key: `together ${clock.id()}`,
    address: addressOf(wishes),
    kind: 'message',
    message: render(wishes),
  };
  const nowMs = clock.nowMs();
  const isDone = await store.transaction(async (inside) => {
    await inside.assertLease(LEASE, lease, nowMs);
    const seqs = group.map((wish) => wish.seq);
    return await inside.collapse(seqs, together, nowMs);
  });
  if (isDone) log.info({ channelId, results: group.length }, 'results are posted together');
  return isDone;
}

/** Finished, never tried, not on its way: nobody has seen it and no newer state will come. */
function isFreeResult(state: State, wish: QueuedOutgoing, first: QueuedOutgoing): boolean {
  const { kind, final, key } = wish.outgoing;
  const isOnItsWay = state.inFlight.has(key) && wish.seq !== first.seq;
  return (
    kind === 'message' &&
    final === true &&
    tsOf(state, wish) === undefined &&
    !mayBePosted(state, wish) &&
    !isOnItsWay
  );
}

/** Without a response URL: it belongs to one of them alone. */
function addressOf(wishes: readonly Outgoing[]): Outgoing['address'] {
  const { responseUrl: _, ...address } = wishes[0]?.address ?? {
    teamId: '',
    channelId: '',
    userId: '',
  };
  return address;
}
