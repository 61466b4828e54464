// What is done every minute beside turning switches: for them, and the digests of alerts. Each of it stands by itself: what fails holds up nothing else, and is tried
// again in a minute, since none of it remembers what it did last but in the store.

import type { Settings } from './config.ts';
import type { Log } from './dispatch/rooms.ts';
import { OperatorError } from './errors.ts';
import { type DigestParts, postDigests } from './notify/digests.ts';
import { lookLeftOff } from './switch/left-off.ts';
import { unheard } from './switch/of-settings.ts';
import { callOnCall } from './switch/on-call.ts';
import type { PriceBook } from './switch/price-book.ts';
import { postReports } from './switch/reports.ts';
import { holdSilences, type SilenceParts } from './switch/silences.ts';
import { warnOfSwitches } from './switch/warnings.ts';

export interface AttendParts extends SilenceParts, Pick<DigestParts, 'lagHistory'> {
  readonly log: Log;
  readonly priceBook: Pick<PriceBook, 'learn'>;
}

export interface Attendant {
  /** Never throws. */
  tick(): Promise<void>;
  /** Ends what runs. */
  stop(): void;
}

export function createAttendant(parts: AttendParts): Attendant {
  const ended = new AbortController();
  const duties: Readonly<Record<string, () => Promise<void>>> = {
    'on-call': () => callOnCall(parts, ended.signal),
    reports: () => postReports(parts),
    digests: () => postDigests(parts),
    prices: () => parts.priceBook.learn(ended.signal),
    silences: () => holdSilences(parts, ended.signal),
    warnings: () => warnOfSwitches(parts, ended.signal),
    leftOff: () => lookLeftOff(parts, ended.signal),
    silence: createSilenceCheck(parts),
  };
  const attend = async (duty: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (ended.signal.aborted) return;
      const isExpected = error instanceof OperatorError;
      parts.log[isExpected ? 'warn' : 'error'](
        { err: error, duty },
        'something that is done every minute could not be done; it is tried again in a minute',
      );
    }
  };
  return {
    tick: async () => {
      if (ended.signal.aborted) return;
      await Promise.all(Object.entries(duties).map(([duty, work]) => attend(duty, work)));
    },
    stop: () => ended.abort(new Error('stopped')),
  };
}

/** At the start, and whenever the settings were changed. */
function createSilenceCheck({ settings, log }: AttendParts): () => Promise<void> {
  let checked: Settings | undefined;
  return async () => {
    const current = settings();
    if (current === checked) return;
    checked = current;
    for (const name of unheard(current)) {
      log.warn(
        { switch: name },
        'nobody is told what a switch does: neither it nor "approvals" has a channel of its owners',
      );
    }
  };
}
