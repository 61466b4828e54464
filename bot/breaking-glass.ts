// Breaks the glass, ends it, and lets a second person look at it: the effect of `qm break-glass`, `qm end-break-glass` and
// `qm review`. Each tells the owners' channel in the transaction that brings it about.

import { type BreakGlass, describeBreakGlass } from './break-glass.ts';
import type { Request } from './command.ts';
import { OperatorError, UsageError } from './errors.ts';
import { LIMITS } from './limits.ts';
import { personKey } from './person-key.ts';
import type { Outgoing, Store } from './ports.ts';
import { redact } from './redact.ts';
import { type NoticeText, noticeMessage } from './render/notice.ts';
import type { ServiceParts } from './services.ts';

type Parts = Pick<ServiceParts, 'clock' | 'settings' | 'store'>;

export async function breakGlass(
  request: Request,
  { reason, forMs }: { readonly reason: string; readonly forMs: number },
  parts: Parts,
): Promise<string> {
  const { clock, settings, store } = parts;
  if (forMs > LIMITS.breakGlassMs) {
    throw new UsageError({
      what: 'The glass cannot stay broken for so long.',
      why: `It is for emergencies: at most ${LIMITS.breakGlassMs / 3_600_000} hours.`,
      fix: 'Choose a shorter time; it can be broken again.',
      usage: 'qm break-glass REASON --for 30m',
    });
  }
  const { teamId, userId, channelId } = request.address;
  const startedAtMs = clock.nowMs();
  const broken: BreakGlass = {
    id: clock.id(),
    teamId,
    userId,
    person: personKey({ teamId, userId }, settings()),
    channelId,
    reason: redact(reason).text,
    startedAtMs,
    untilMs: startedAtMs + forMs,
    state: 'unreviewed',
  };
  await store.transaction(async (inner) => {
    await inner.saveBreakGlass(broken);
    await tellOwners(inner, parts, broken, 'begun', {
      sign: ':rotating_light:',
      title: 'The glass is broken',
      lines: [describeBreakGlass(broken, settings().timeZone)],
      hint: 'Approvals that policies let go of under broken glass are not waited for. Each command is marked, and a second person reviews it afterwards.',
    });
  });
  return `The glass is broken: ${describeBreakGlass(broken, settings().timeZone)}`;
}

/** Ends what the asker has broken. @returns what ended, in words. */
export async function mendGlass(request: Request, parts: Parts): Promise<readonly string[]> {
  const { clock, settings, store } = parts;
  const { teamId, userId } = request.address;
  const nowMs = clock.nowMs();
  const own = (await store.breakGlasses(nowMs)).filter(
    (one) => one.teamId === teamId && one.userId === userId,
  );
  for (const { id } of own) await store.endBreakGlass(id, nowMs);
  return own.map((one) => describeBreakGlass(one, settings().timeZone));
}

/** One line for each that waits for a second person, the oldest first. */
export async function reviewsInWords({
  clock,
  settings,
  store,
}: Parts): Promise<readonly string[]> {
  const nowMs = clock.nowMs();
  const { timeZone } = settings();
  return (await store.unreviewed()).map((one) => {
    const state = one.untilMs > nowMs ? 'in force' : 'ended';
    return `${reviewId(one)}  ${state}  ${describeBreakGlass(one, timeZone)}`;
  });
}

/** @throws OperatorError where there is none, it is still in force, or the reviewer is the one who broke it. */
export async function reviewGlass(
  request: Request,
  { id, words }: { readonly id: string; readonly words: string },
  parts: Parts,
): Promise<string> {
  const { clock, settings, store } = parts;
  const found = (await store.unreviewed()).find((one) => reviewId(one) === id);
  const { teamId, userId } = request.address;
  if (found === undefined) {
    throw new OperatorError({
      what: `There is no review "${id}" to close.`,
      why: 'It was closed already, or never was.',
      fix: 'See "/qm reviews".',
    });
  }
  if (found.person === personKey({ teamId, userId }, settings())) {
    throw new OperatorError({
      what: 'You cannot review what you did yourself.',
      why: 'A second person has to look at it; another account of yours is no second person.',
      fix: 'Ask somebody else.',
    });
  }
  const nowMs = clock.nowMs();
  if (found.untilMs > nowMs) {
    throw new OperatorError({
      what: 'It cannot be reviewed yet.',
      why: 'The glass is still broken, so more may be done under it.',
      fix: `Wait for its end, or ask ${found.userId} to end it with "/qm end-break-glass".`,
    });
  }
  const review = { teamId, userId, words: redact(words).text, atMs: nowMs };
  const isFirst = await store.transaction(async (inner) => {
    if (!(await inner.review(found.id, review))) return false;
    await tellOwners(inner, parts, found, 'reviewed', {
      sign: ':white_check_mark:',
      title: 'Broken glass was reviewed',
      lines: [describeBreakGlass(found, settings().timeZone), `${userId} says: ${review.words}`],
    });
    return true;
  });
  return isFirst ? `Closed: ${review.words}` : 'Somebody else closed it a moment ago.';
}

/** What is typed to name one: the beginning of its id. */
export function reviewId({ id }: Pick<BreakGlass, 'id'>): string {
  return id.replaceAll(/[^A-Za-z0-9]/gu, '').slice(0, 8);
}

/** Tells whoever owns the clusters; where no channel is set, the channel in which it was broken. */
export async function tellOwners(
  store: Store,
  { clock, settings }: Pick<Parts, 'clock' | 'settings'>,
  { id, teamId, userId, channelId }: BreakGlass,
  stage: 'begun' | 'ended' | 'reviewed',
  notice: NoticeText,
): Promise<void> {
  const { owners, channel } = settings().approvals;
  const outgoing: Outgoing = {
    key: `break-glass:${id}:${stage}`,
    address: { teamId, userId, channelId: owners ?? channel ?? channelId },
    kind: 'message',
    message: noticeMessage(notice),
    final: false,
  };
  await store.enqueue(outgoing, clock.nowMs());
}
