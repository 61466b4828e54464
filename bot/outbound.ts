// The loop that delivers the durable queue to Slack: at the pace Slack allows, in order within a channel, one process at a
// time. It decides when a wish goes; how it is sent and what is tried when Slack refuses is in outbound/.

import { isFresh } from './lease.ts';
import { attempt } from './outbound/attempt.ts';
import { OUTBOUND_LIMITS } from './outbound/limits.ts';
import {
  createState,
  isEdit,
  type Lane,
  LEASE,
  laneOf,
  type OutboundParts,
  pause,
  type State,
  wake,
} from './outbound/state.ts';
import type { NextOutgoing, Outgoing, QueueDepth } from './ports.ts';

export interface Outbound {
  /** Queues a wish durably and has it sent as soon as may be. */
  enqueue(outgoing: Outgoing): Promise<void>;
  /** To be called after a transaction that queued wishes by itself; without it they wait for the next poll. */
  wake(): void;
  start(): void;
  /** Goes on until the queue is empty or the time is over; what is left stays in the store. */
  stop(drainMs: number): Promise<void>;
  depth(): Promise<QueueDepth>;
  /** Resolves when nothing waits and nothing is on its way. */
  idle(): Promise<void>;
}

export function createOutbound(parts: OutboundParts): Outbound {
  const state = createState(parts, { ...OUTBOUND_LIMITS, ...parts.limits });
  let running: Promise<void> | undefined;
  return {
    async enqueue(outgoing) {
      await parts.store.enqueue(outgoing, parts.clock.nowMs());
      wake(state);
    },
    wake: () => wake(state),
    start() {
      running ??= run(state);
    },
    async stop(drainMs) {
      if (running === undefined) return;
      await drain(state, drainMs);
      state.isStopping = true;
      wake(state);
      await running;
    },
    depth: () => parts.store.queueDepth(),
    idle: () => whenIdle(state),
  };
}

function whenIdle(state: State): Promise<void> {
  return new Promise((resolve) => {
    state.waiters.push(resolve);
    wake(state);
  });
}

async function drain(state: State, drainMs: number): Promise<void> {
  const over = new AbortController();
  const late = state.parts.clock.sleep(drainMs, over.signal).catch(() => {}); // drained in time
  await Promise.race([whenIdle(state), late]);
  over.abort();
}

async function run(state: State): Promise<void> {
  const { clock, log } = state.parts;
  while (!state.isStopping) {
    let untilMs = clock.nowMs() + state.limits.pollMs;
    try {
      if (await holdLease(state)) untilMs = Math.min(untilMs, await startDue(state));
      await tellIdle(state);
    } catch (error) {
      log.error({ error }, 'the outbound queue cannot be worked on; trying again');
    }
    await pause(state, untilMs - clock.nowMs());
  }
  await Promise.all(state.inFlight.values());
  await giveBackLease(state);
}

/** Renewed at half its time. Whoever takes it over cannot know what the one before had on its way. */
async function holdLease(state: State): Promise<boolean> {
  const { store, clock } = state.parts;
  const nowMs = clock.nowMs();
  const before = state.lease;
  if (before !== undefined && isFresh(before, nowMs, state.limits.leaseMs)) return true;
  const lease = await store.acquireLease(LEASE, state.holder, nowMs, state.limits.leaseMs);
  if (lease !== undefined && lease.token !== before?.token) forget(state);
  state.lease = lease;
  return lease !== undefined;
}

/** Another process may have sent since: what counts of that stands in the store. */
function forget({ doubtful, refused, unrecorded }: State): void {
  for (const known of [doubtful, refused, unrecorded]) known.clear();
}

async function giveBackLease({ parts, lease }: State): Promise<void> {
  if (lease === undefined) return;
  try {
    await parts.store.releaseLease(LEASE, lease);
  } catch (error) {
    parts.log.warn({ error }, 'the outbound lease was not given back; it runs out by itself');
  }
}

/** Starts what may go now; returns when the next may go. */
async function startDue(state: State): Promise<number> {
  const { store, clock } = state.parts;
  let nextMs = Number.POSITIVE_INFINITY;
  // What is on its way now may arrive while the queue is read, and still be in what was read.
  const onTheirWay = new Set(state.inFlight.keys());
  for (const wish of await store.nextQueued(state.limits.lanes)) {
    const lane = laneOf(state, wish);
    const { key } = wish.outgoing;
    if (lane.isBusy || onTheirWay.has(key) || state.inFlight.has(key)) continue;
    const nowMs = clock.nowMs();
    const readyMs = Math.max(
      wish.notBeforeMs,
      lane.blockedUntilMs,
      lane.pace.readyAtMs(),
      isEdit(state, wish) ? state.edits.readyAtMs() : nowMs,
    );
    if (readyMs > nowMs) nextMs = Math.min(nextMs, readyMs);
    else send(state, wish, lane);
  }
  return nextMs;
}

function send(state: State, wish: NextOutgoing, lane: Lane): void {
  const { log, clock } = state.parts;
  const { key } = wish.outgoing;
  lane.isBusy = true;
  const sending = attempt(state, wish, lane)
    .catch((error: unknown) => {
      log.error({ error, key }, 'what became of a message could not be recorded; trying again');
      state.doubtful.add(key);
      lane.blockedUntilMs = clock.nowMs() + state.limits.retryFirstMs;
    })
    .finally(() => {
      lane.isBusy = false;
      state.inFlight.delete(key);
      wake(state);
    });
  state.inFlight.set(key, sending);
}

async function tellIdle(state: State): Promise<void> {
  if (state.waiters.length === 0 || state.inFlight.size > 0) return;
  const { waiting } = await state.parts.store.queueDepth();
  if (waiting > 0) return;
  for (const tell of state.waiters.splice(0)) tell();
}
