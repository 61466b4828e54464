// What the outbound loop knows beside the store: paces, doubts and what is on its way. Lost with the process; nothing here
// is needed to be right after a restart.

import type { Metrics } from '../metrics.ts';
import type { Chat, Clock, Lease, Message, Outgoing, QueuedOutgoing, Store } from '../ports.ts';
import type { OutboundLimits } from './limits.ts';
import { createMinuteBudget, createPace, type Pace } from './pace.ts';

export interface OutboundLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface OutboundParts {
  readonly store: Store;
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: OutboundLog;
  readonly metrics?: Metrics;
  readonly limits?: Partial<OutboundLimits>;
  /** Renders finished results that are posted together. */
  readonly render?: (wishes: readonly Outgoing[]) => Message;
}

/** A channel's posts, or its edits: one wish on its way at a time. */
export interface Lane {
  readonly pace: Pace;
  blockedUntilMs: number;
  isBusy: boolean;
  /** Slack has taken something here: the bot may write in this channel. */
  isOpen: boolean;
}

export interface State {
  readonly parts: OutboundParts;
  readonly limits: OutboundLimits;
  readonly holder: string;
  readonly edits: Pace;
  readonly lanes: Map<string, Lane>;
  /** Keys whose last post may have come through unseen. */
  readonly doubtful: Set<string>;
  /** Keys that are noted as sent, and of which Slack has said that it did not take them. */
  readonly refused: Set<string>;
  /** Posted, and the store could not be told yet: the ts by key. */
  readonly unrecorded: Map<string, string>;
  readonly inFlight: Map<string, Promise<void>>;
  lease: Lease | undefined;
  isStopping: boolean;
  isWoken: boolean;
  alarm: AbortController;
  waiters: (() => void)[];
}

export const LEASE = 'outbound';

export function createState(parts: OutboundParts, limits: OutboundLimits): State {
  return {
    parts,
    limits,
    holder: parts.clock.id(),
    edits: createMinuteBudget(limits.editsPerMinute),
    lanes: new Map(),
    doubtful: new Set(),
    refused: new Set(),
    unrecorded: new Map(),
    inFlight: new Map(),
    lease: undefined,
    isStopping: false,
    isWoken: false,
    alarm: new AbortController(),
    waiters: [],
  };
}

export function wake(state: State): void {
  state.isWoken = true;
  state.alarm.abort();
}

/** Waits, unless and until somebody wakes the loop. */
export async function pause(state: State, ms: number): Promise<void> {
  if (!state.isWoken && ms > 0) {
    await state.parts.clock.sleep(ms, state.alarm.signal).catch(() => {}); // woken
  }
  state.isWoken = false;
  state.alarm = new AbortController();
}

/** The message that a wish edits; undefined when it will be a new one. */
export function tsOf(state: State, { outgoing, postedTs }: QueuedOutgoing): string | undefined {
  if (outgoing.kind !== 'message') return undefined;
  return postedTs ?? state.unrecorded.get(outgoing.key) ?? outgoing.replaceTs;
}

/** Whether an earlier post of it may have come through unseen: of this process, or of one that ended before it could note that. */
export function mayBePosted({ doubtful, refused }: State, wish: QueuedOutgoing): boolean {
  const { key } = wish.outgoing;
  return wish.attempts > 0 || doubtful.has(key) || (wish.wasSent && !refused.has(key));
}

export function isEdit(state: State, wish: QueuedOutgoing): boolean {
  return tsOf(state, wish) !== undefined;
}

export function laneOf(state: State, wish: QueuedOutgoing): Lane {
  const { channelIntervalMs, channelBurst } = state.limits;
  const name = `${isEdit(state, wish) ? 'edits' : 'posts'} ${wish.outgoing.address.channelId}`;
  let lane = state.lanes.get(name);
  if (lane === undefined) {
    forgetRestingLanes(state);
    const pace = createPace({ intervalMs: channelIntervalMs, burst: channelBurst });
    lane = { pace, blockedUntilMs: 0, isBusy: false, isOpen: false };
    state.lanes.set(name, lane);
  }
  return lane;
}

function forgetRestingLanes({ lanes, limits, parts }: State): void {
  if (lanes.size < limits.lanes * 10) return;
  const nowMs = parts.clock.nowMs();
  for (const [name, lane] of lanes) {
    const restsUntilMs = Math.max(lane.blockedUntilMs, lane.pace.readyAtMs());
    if (!lane.isBusy && restsUntilMs < nowMs - limits.channelIntervalMs * limits.channelBurst) {
      lanes.delete(name);
    }
  }
}
