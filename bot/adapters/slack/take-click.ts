// A press that stands for a request as it is: it is handed over before Slack is acked. What no button of ours carries is ignored.

import type { Edge } from './edge.ts';
import type { ClickPayload } from './payloads.ts';
import { takeReceipt } from './receipt.ts';
import { clickRequest } from './requests.ts';

export interface Click {
  readonly actionId: string;
  readonly payload: ClickPayload;
  readonly ack: () => Promise<void>;
}

export async function takeClick(edge: Edge, { actionId, payload, ack }: Click): Promise<void> {
  const request = clickRequest(payload, edge.clock.nowMs());
  if (request === undefined) {
    await ack();
    edge.log.warn({ actionId }, 'a click that no button of ours makes was ignored');
    return;
  }
  const { words } = await takeReceipt(edge, request);
  await ack();
  if (words !== undefined) await edge.chat.ephemeral(request.address, { text: words, blocks: [] });
}
