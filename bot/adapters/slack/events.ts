// Mentions and 📌 are taken before Bolt sees them, because Bolt acknowledges events before any listener runs: one that was
// acknowledged and not yet written down would be lost with the process. Not acknowledged, Slack sends it again.

import type { App, ReceiverEvent } from '@slack/bolt';
import type { Edge } from './edge.ts';
import { mentionPayload, type PinPayload, pinPayload } from './payloads.ts';
import { takeReceipt } from './receipt.ts';
import { mentionRequest, pinRequest } from './requests.ts';

export function takeEventsFirst(app: App, edge: Edge): void {
  const process = app.processEvent.bind(app);
  app.processEvent = async (event: ReceiverEvent) => {
    const payload = mentionPayload.safeParse(event.body);
    if (payload.success) await takeMention(edge, payload.data);
    const pin = pinPayload.safeParse(event.body);
    if (pin.success) await takePin(edge, pin.data);
    await process(event);
  };
}

/** @throws when it is not known to be written down: the delivery stays without acknowledgement. */
async function takeMention(
  edge: Edge,
  payload: Parameters<typeof mentionRequest>[0],
): Promise<void> {
  const request = mentionRequest(payload, {
    botUserId: edge.botUserId(),
    names: edge.names,
    nowMs: edge.clock.nowMs(),
  });
  if (request === undefined) return;
  const { isKnown, words } = await takeReceipt(edge, request);
  if (!isKnown)
    throw new Error('The receipt of a mention was not written: Slack is to send it again.');
  if (words === undefined) return;
  const delivery = await edge.chat.ephemeral(request.address, { text: words, blocks: [] });
  if (delivery.kind !== 'delivered') {
    edge.log.warn({ requestId: request.id, delivery }, 'a refusal could not be told');
  }
}

/** Whether it belongs to an incident is not known here. @throws like that of a mention. */
async function takePin(edge: Edge, payload: PinPayload): Promise<void> {
  const request = pinRequest(payload, { botUserId: edge.botUserId(), nowMs: edge.clock.nowMs() });
  if (request === undefined) return;
  const { isKnown } = await takeReceipt(edge, request);
  if (!isKnown) throw new Error('The receipt of a 📌 was not written: Slack is to send it again.');
}
