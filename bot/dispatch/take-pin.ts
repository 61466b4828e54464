// 📌 on a message: where people talk about an incident there, it is `incident note` of whoever set it. Elsewhere nobody asked for anything.

import type { Ask, Request } from '../command.ts';
import { oneLine } from '../incident-views.ts';
import { incidentAt } from '../incidents/find.ts';
import { joinWords } from '../words.ts';
import { runTyped } from './commands.ts';
import type { Rooms } from './rooms.ts';

export async function takePin(
  request: Request,
  ask: Extract<Ask, { kind: 'pin' }>,
  rooms: Rooms,
): Promise<void> {
  const { store, channels, clock, redact } = rooms.bot;
  const { channelId } = request.address;
  const near = await store.incidentsIn(channelId, 1);
  // Nothing is read where no incident is.
  const message = near.length === 0 ? undefined : await channels.message(channelId, ask.messageTs);
  const spot = { channelId, threadTs: message?.threadTs };
  const incident = message === undefined ? undefined : await incidentAt(spot, store, clock.nowMs());
  const words = oneLine(redact(message?.text ?? '').text);
  if (message === undefined || incident === undefined || words === '') {
    await store.finish(request.id);
    return;
  }
  const { threadTs, userId } = message;
  const noted: Request = {
    ...request,
    ask: { ...ask, ...(userId === undefined ? {} : { saidBy: userId }) },
    address: { ...request.address, ...(threadTs === undefined ? {} : { threadTs }) },
  };
  await runTyped(noted, joinWords(['incident', 'note', String(incident.number), words]), rooms);
}
