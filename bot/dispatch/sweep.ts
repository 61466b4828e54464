// What happens by itself when a time is over. Each thing is claimed in the store, so that of several processes one does it.

import { expireProposals } from './expire-proposals.ts';
import type { Rooms } from './rooms.ts';

export async function sweep(rooms: Rooms): Promise<void> {
  const done = await expireProposals(rooms);
  if (done > 0) rooms.bot.outbound.wake();
}
