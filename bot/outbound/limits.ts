// How fast, how often and how long the outbound loop tries.

export interface OutboundLimits {
  readonly channelIntervalMs: number;
  readonly channelBurst: number;
  /** Of all channels together: chat.update is limited for the whole workspace. */
  readonly editsPerMinute: number;
  /** More posts than this waiting in one channel: finished results are posted together. */
  readonly channelBacklog: number;
  /** Results in one such message; at most 24. */
  readonly digestResults: number;
  readonly retryFirstMs: number;
  readonly retryLongestMs: number;
  /** How long a wish is tried while nobody knows whether Slack takes it. */
  readonly giveUpAfterMs: number;
  readonly leaseMs: number;
  /** How often the queue and the lease are looked at when nothing wakes the loop. */
  readonly pollMs: number;
  /** Lanes looked at in one go. */
  readonly lanes: number;
}

export const OUTBOUND_LIMITS: OutboundLimits = {
  channelIntervalMs: 1000,
  channelBurst: 3,
  editsPerMinute: 45,
  channelBacklog: 20,
  digestResults: 20,
  retryFirstMs: 1000,
  retryLongestMs: 60_000,
  giveUpAfterMs: 24 * 3_600_000,
  leaseMs: 10_000,
  pollMs: 1000,
  lanes: 500,
};
