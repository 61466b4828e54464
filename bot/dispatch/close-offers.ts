// Warnings whose time has come, or that somebody has answered by typing: their messages lose the buttons and say so. It changes nothing
// else.

import { noticeMessage } from '../render/notice.ts';
import { namedLines } from '../switch/named-lines.ts';
import { whyOver } from '../switch/offer-end.ts';
import type { Bot } from './rooms.ts';

type Parts = Pick<Bot, 'settings' | 'redact' | 'store' | 'clock' | 'directory'>;

/** @returns how many there were. */
export async function closeOffers(parts: Parts): Promise<number> {
  const { store, clock } = parts;
  let closed = 0;
  for (const offer of await store.openOffers()) {
    const text = await whyOver(offer, parts);
    if (text === undefined) continue;
    const lines = await namedLines(text.lines, parts);
    const { key, channelId } = offer;
    await store.transaction(async (inner) => {
      if (!(await inner.closeOffer(offer.id))) return; // a press was first
      await inner.enqueue(
        {
          ...{ key, kind: 'message', address: { teamId: '', channelId, userId: '' } },
          message: noticeMessage({ ...text, lines }),
          final: true,
        },
        clock.nowMs(),
      );
      closed += 1;
    });
  }
  return closed;
}
