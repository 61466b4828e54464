// What happens by itself when a time is over: others are reminded, what nobody confirmed or approved expires, broken glass is told to be mended,
// warnings lose their buttons.
// Each is claimed in the store, so that of several processes one does it.

import type { Approval } from '../approval.ts';
import { type BreakGlass, describeBreakGlass } from '../break-glass.ts';
import { reviewId, tellOwners } from '../breaking-glass.ts';
import type { Outgoing } from '../ports.ts';
import { noticeMessage } from '../render/notice.ts';
import { approversAddress, approversKey } from './approval-answers.ts';
import { closeApproval } from './close-approval.ts';
import { closeOffers } from './close-offers.ts';
import { expireProposals } from './expire-proposals.ts';
import type { Rooms } from './rooms.ts';
import { EXPIRED_APPROVAL } from './votes.ts';

export async function sweep(rooms: Rooms): Promise<void> {
  const { store, clock, outbound } = rooms.bot;
  const nowMs = clock.nowMs();
  const approvals = await store.dueApprovals(nowMs);
  for (const approval of approvals) {
    if (approval.expiresAtMs <= nowMs) await closeApproval(approval, EXPIRED_APPROVAL, rooms);
    else await remind(approval, rooms);
  }
  const glasses = await store.endedBreakGlasses(nowMs);
  for (const glass of glasses) await tellEnd(glass, rooms);
  const expired = await expireProposals(rooms);
  const closed = await closeOffers(rooms.bot);
  if (approvals.length + glasses.length + expired + closed > 0) outbound.wake();
}

/** A message of its own, in the thread: an edit would call nobody. */
async function remind(approval: Approval, { bot }: Rooms): Promise<void> {
  const minutes = Math.max(1, Math.round((approval.expiresAtMs - bot.clock.nowMs()) / 60_000));
  await bot.store.transaction(async (store) => {
    if (!(await store.markReminded(approval.id))) return;
    const threadTs = await store.postedTs(approversKey(approval));
    const address = approversAddress(approval);
    const outgoing: Outgoing = {
      key: `${approversKey(approval)}:reminder`,
      address: threadTs === undefined ? address : { ...address, threadTs },
      kind: 'message',
      message: noticeMessage({
        sign: ':hourglass:',
        title: `Nobody has decided this yet; ${minutes} min are left`,
        lines: [],
        listing: approval.command,
        hint: 'Approve or reject it above. When the time is over nothing is changed.',
      }),
      final: true,
    };
    await store.enqueue(outgoing, bot.clock.nowMs());
  });
}

const COMMANDS = 100;

/** With all that was run under it, for whoever reviews it. */
async function tellEnd(glass: BreakGlass, { bot }: Rooms): Promise<void> {
  const { timeZone } = bot.settings();
  const rows = await bot.store.searchAudit({
    userId: glass.userId,
    kind: 'intent',
    sinceMs: glass.startedAtMs,
    limit: COMMANDS,
  });
  const ran = rows
    .filter(({ detail }) => detail.breakGlass === glass.id)
    .map(({ command, cluster }) => (cluster === '' ? command : `${command}  (${cluster})`))
    .reverse();
  await bot.store.transaction(async (store) => {
    if (!(await store.markEndTold(glass.id))) return;
    await tellOwners(store, bot, glass, 'ended', {
      sign: ':adhesive_bandage:',
      title: 'The glass is mended',
      lines: [
        describeBreakGlass(glass, timeZone),
        ran.length === 0 ? 'Nothing was run under it.' : `Run under it, ${ran.length}:`,
      ],
      listing: ran.join('\n'),
      hint: `A second person closes it with "/qm review ${reviewId(glass)} WHAT WAS FOUND".`,
    });
  });
}
