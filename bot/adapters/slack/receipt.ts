// Hands a request over before Slack is told that it is in good hands, but never longer than Slack waits.

import type { Request } from '../../command.ts';
import { LIMITS } from '../../limits.ts';
import type { Clock } from '../../ports.ts';

export interface SlackLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type Handle = (request: Request) => Promise<'accepted' | 'duplicate' | { refused: string }>;

/** `isKnown` is false when nobody knows whether it was written down. */
export interface Receipt {
  readonly isKnown: boolean;
  /** For the person; absent when all is well. */
  readonly words?: string;
}

export interface ReceiptParts {
  readonly handle: Handle;
  readonly clock: Clock;
  readonly log: SlackLog;
}

export async function takeReceipt(
  { handle, clock, log }: ReceiptParts,
  request: Request,
): Promise<Receipt> {
  const timer = new AbortController();
  const late = clock.sleep(LIMITS.receiptMs, timer.signal).then(
    (): 'late' => 'late',
    (): 'late' => 'late', // aborted: the race is over
  );
  try {
    const receipt = await Promise.race([handle(request), late]);
    if (receipt === 'late') {
      log.error({ requestId: request.id }, 'the receipt was not written in time');
      return { isKnown: false, words: LATE };
    }
    return typeof receipt === 'object'
      ? { isKnown: true, words: receipt.refused }
      : { isKnown: true };
  } catch (err) {
    log.error({ err, requestId: request.id }, 'the receipt could not be written');
    return { isKnown: false, words: FAILED };
  } finally {
    timer.abort();
  }
}

const LATE =
  'Quartermaster is slow now and could not note this in time. If no answer comes within a minute, send it again; look at the state first if it was a change.';
const FAILED = 'Quartermaster could not note this, so nothing was run. Try again in a minute.';
