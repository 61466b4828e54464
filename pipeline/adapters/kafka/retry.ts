// Sends again what may be sent again, after a pause, until it is answered or the time is up.
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode, isRetriable, NO_ANSWER } from '../../kafka-error.ts';

export interface RetryOptions {
  /** For how long in all. */
  readonly withinMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Before each further attempt, when the error may come of a leader or coordinator that has moved. */
  readonly lookAgain?: () => Promise<unknown>;
  /** Which errors may be met with another attempt; unless said, those that Kafka calls retriable. */
  readonly mayRetry?: (error: unknown) => boolean;
}

/** What is over in a moment: the markers of the transaction before, or an offset commit that is under way. */
const SHORT_WAITS = ['CONCURRENT_TRANSACTIONS', 'UNSTABLE_OFFSET_COMMIT'];
const MOVED = [
  NO_ANSWER,
  'NOT_COORDINATOR',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'FENCED_LEADER_EPOCH',
];
const FIRST_SHORT_MS = 2;
const LAST_SHORT_MS = 20;
const FIRST_MS = 20;
const LAST_MS = 500;

/** @throws what the last attempt threw. */
export async function retrying<T>(act: () => Promise<T>, options: RetryOptions): Promise<T> {
  const deadlineMs = Date.now() + options.withinMs;
  const mayRetry = options.mayRetry ?? isRetriable;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      const pauseMs = hasCode(error, ...SHORT_WAITS)
        ? Math.min(FIRST_SHORT_MS * 2 ** attempt, LAST_SHORT_MS)
        : Math.min(FIRST_MS * 2 ** attempt, LAST_MS);
      options.signal?.throwIfAborted();
      if (!mayRetry(error) || Date.now() + pauseMs > deadlineMs) throw error;
      await delay(
        pauseMs,
        undefined,
        options.signal === undefined ? {} : { signal: options.signal },
      );
      // A broker that cannot be asked now is asked by the attempt itself.
      if (hasCode(error, ...MOVED)) await options.lookAgain?.().catch(() => {});
    }
  }
}
