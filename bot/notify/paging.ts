// Sends pages that wait, one at a time to each pager, and says in the channel what could not be delivered: then the next are called in its place.
// What is sent is deleted after it was taken, so a page is lost by no crash; one that is sent twice is one, by its key.

import { eventRow } from '../audit/event-row.ts';
import type { PagerSettings } from '../config/pagers.ts';
import type { Log } from '../dispatch/rooms.ts';
import type { PageOutcome, Pager } from '../pager.ts';
import type { Clock, Store } from '../ports.ts';
import { writeSpan } from '../timetable/words.ts';
import type { AlertGroup } from './alert.ts';
import { escalationOf, type NotifySettings } from './escalation.ts';
import { ALERT_LIMITS } from './limits.ts';
import type { QueuedPage } from './page.ts';
import { stepsOf, withWake } from './wake.ts';
import { remind } from './waking.ts';

export interface PagingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => NotifySettings;
  readonly openPager: (settings: PagerSettings) => Pager;
  readonly outbound: { readonly wake: () => void };
  /** In each transaction, before anything is written: throws where this process does not lead any more. */
  readonly guard: (store: Store) => Promise<void>;
}

/** Sends what is due now. @throws what the store throws; the page is still there then. */
export async function sendPages(parts: PagingParts, signal: AbortSignal): Promise<void> {
  const { store, clock, settings, openPager } = parts;
  const due = await store.duePages(clock.nowMs(), ALERT_LIMITS.pages);
  const sending = [...Map.groupBy(due, ({ page }) => page.pager)].map(async ([name, pages]) => {
    const { pagers } = settings().onCall;
    const known = Object.hasOwn(pagers, name) ? pagers[name] : undefined;
    const pager = known === undefined ? undefined : openPager(known);
    try {
      for (const queued of pages.slice(0, ALERT_LIMITS.pagesAtOnce)) {
        const outcome = pager === undefined ? UNKNOWN : await pager.send(queued.page, signal);
        await record(queued, outcome, parts);
        // One that gives no answer is asked about the next of them a second later: the others are not to wait for it.
        if (outcome.kind === 'unsure') break;
      }
    } finally {
      await pager?.close();
    }
  });
  const failed = (await Promise.allSettled(sending)).find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

const UNKNOWN: PageOutcome = { kind: 'refused', why: 'the settings name it no longer' };

async function record(queued: QueuedPage, outcome: PageOutcome, parts: PagingParts): Promise<void> {
  const { store, clock, log, guard, outbound } = parts;
  const { id, page, attempts, atMs } = queued;
  const nowMs = clock.nowMs();
  const { pageFirstMs, pageLongestMs, pageGiveUpMs, pageEndGiveUpMs } = ALERT_LIMITS;
  const lastMs = page.event === 'trigger' ? pageGiveUpMs : pageEndGiveUpMs;
  const { pager, event, dedupKey } = page;
  const fields = { pager, event, dedupKey };
  if (outcome.kind === 'unsure' && nowMs - atMs < lastMs) {
    log.warn({ ...fields, why: outcome.why }, 'a page was not taken; it is sent again');
    const waitMs = Math.min(pageFirstMs * 2 ** attempts, pageLongestMs);
    await store.transaction(async (inner) => {
      await guard(inner);
      await inner.postponePage(id, nowMs + waitMs);
    });
    return;
  }
  const isTaken = outcome.kind === 'taken';
  if (!isTaken) log.error({ ...fields, why: outcome.why }, 'a page could not be delivered');
  await store.transaction(async (inner) => {
    await inner.holdAlerts();
    await guard(inner);
    await inner.endPage(id);
    const detail = { alert: page.alert.number, dedupKey, ...(isTaken ? {} : { why: outcome.why }) };
    const row = eventRow(`page ${pager}: ${event}`, isTaken ? 'succeeded' : 'failed', detail);
    await inner.appendAudit(row, nowMs);
    if (!isTaken) await tellFailure(queued, outcome.why, { ...parts, store: inner, nowMs });
  });
  if (!isTaken) outbound.wake();
}

async function tellFailure(
  { page }: QueuedPage,
  why: string,
  parts: PagingParts & { readonly nowMs: number },
): Promise<void> {
  const { store, settings, nowMs } = parts;
  const group = await store.numberedAlertGroup(page.alert.number);
  if (group === undefined) return;
  const isTrigger = page.event === 'trigger';
  const next = isTrigger ? nextOf(group, settings()) : undefined;
  const text = isTrigger
    ? `*The pager ${page.pager} could not be reached* for alert ${group.number}: ${why}. ${next?.words ?? ''}`
    : `The pager ${page.pager} was not told that alert ${group.number} is ${STANDS[page.event]}: ${why}. Somebody has to say so there.`;
  await remind(group, text.trim(), parts);
  const line = { groupId: group.id, atMs: nowMs, text: `The pager ${page.pager} failed: ${why}` };
  await store.addAlertLines([line], true);
  if (next?.isAtOnce !== true || group.calls === undefined) return;
  // So long ago that the next step is due.
  const calls = { ...group.calls, sinceMs: 0 };
  const escalation = escalationOf(group, settings());
  await store.saveAlertGroup(withWake({ ...group, calls }, escalation), true);
}

const STANDS = { trigger: 'open', acknowledge: 'acknowledged', resolve: 'over' } as const;

/** Nobody is called for what is over, or is somebody's; and before all begins again there is its pause. */
function nextOf(
  group: AlertGroup,
  settings: NotifySettings,
): { readonly words: string; readonly isAtOnce: boolean } | undefined {
  const { state, handling, calls } = group;
  const escalation = escalationOf(group, settings);
  if (state !== 'firing' || calls === undefined || escalation === undefined) return undefined;
  if (handling.acknowledged !== undefined || handling.silenced !== undefined) return undefined;
  if (calls.done >= stepsOf(escalation)) {
    return { words: 'Nobody else is left to be called.', isAtOnce: false };
  }
  if (calls.done % escalation.steps.length !== 0) {
    return { words: 'The next are called now.', isAtOnce: true };
  }
  const span = writeSpan(ALERT_LIMITS.callAgainMs);
  return {
    words: `It was the last step: the first is called again after ${span} at least.`,
    isAtOnce: false,
  };
}
