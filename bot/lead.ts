// Which of several replicas leads: it holds a lease in the store and does what only one may do. What it writes as the leader carries the lease,
// so that one which does not know yet that it was replaced writes nothing.

import type { Log } from './dispatch/rooms.ts';
import type { Clock, Lease, Store } from './ports.ts';

const LEASE = 'lead';

export interface LeadParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** After so long without a word another replica takes over, and how often the word is given. */
  readonly leaseMs: number;
  readonly everyMs: number;
}

export interface Leading {
  /** Aborted when this process does not lead any more. */
  readonly signal: AbortSignal;
  /** To be called in a transaction of what only the leader may write. @throws OperatorError when it is not. */
  guard(store: Store): Promise<void>;
}

export interface Leadership {
  leads(): boolean;
  /** Gives the lease back and waits for what was led. */
  stop(): Promise<void>;
}

/** @param lead runs from when this process begins to lead until its signal; what it throws is told in the log and ends the lead. */
export function createLeadership(
  parts: LeadParts,
  lead: (leading: Leading) => Promise<void>,
): Leadership {
  const { store, clock, log } = parts;
  const holder = clock.id();
  const ended = new AbortController();
  let current:
    | { lease: Lease; readonly over: AbortController; readonly done: Promise<void> }
    | undefined;

  const end = async (why: string) => {
    const was = current;
    if (was === undefined) return;
    current = undefined;
    was.over.abort(new Error(why));
    await was.done;
  };
  const begin = (lease: Lease) => {
    const over = new AbortController();
    const leading: Leading = {
      signal: over.signal,
      guard: (inner) => inner.assertLease(LEASE, current?.lease ?? lease, clock.nowMs()),
    };
    log.info({ token: lease.token }, 'this process leads');
    const done = lead(leading).catch((error: unknown) => {
      if (over.signal.aborted) return;
      log.error({ err: error }, 'what is led has ended; it is begun again');
      over.abort(error);
    });
    current = { lease, over, done };
  };
  const look = async () => {
    try {
      const lease = await store.acquireLease(LEASE, holder, clock.nowMs(), parts.leaseMs);
      if (lease === undefined) return await end('another process leads');
      if (current !== undefined && current.lease.token !== lease.token)
        await end('the lease was lost');
      if (current?.over.signal.aborted) await end('it has failed');
      if (current === undefined) begin(lease);
      else current.lease = lease;
    } catch (error) {
      log.warn({ err: error }, 'the lease of the leader cannot be renewed; trying again');
      const { lease } = current ?? {};
      if (lease !== undefined && lease.expiresAtMs <= clock.nowMs())
        await end('the lease has run out');
    }
  };
  const loop = async () => {
    while (!ended.signal.aborted) {
      await look();
      await clock.sleep(parts.everyMs, ended.signal).catch(() => {}); // stopped
    }
  };
  const looping = loop();
  return {
    leads: () => current !== undefined,
    stop: async () => {
      ended.abort(new Error('stopped'));
      await looping;
      const { lease } = current ?? {};
      await end('stopped');
      if (lease === undefined) return;
      await store.releaseLease(LEASE, lease).catch((error: unknown) => {
        log.warn(
          { err: error },
          'the lease of the leader was not given back; it runs out by itself',
        );
      });
    },
  };
}
