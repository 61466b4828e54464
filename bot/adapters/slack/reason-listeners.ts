// Buttons that need words first: a modal asks for the reason, and its submission is the request. Whether it may be made is not decided
// here.

import type { App } from '@slack/bolt';
import type { Ask } from '../../command.ts';
import {
  isReason,
  REASONS,
  type ReasonKind,
  reasonProblem,
  reasonView,
} from '../../reason-view.ts';
import type { Edge } from './edge.ts';
import { clickPayload, fieldsOf, type Metadata, metadata, viewPayload } from './payloads.ts';
import { takeReceipt } from './receipt.ts';
import { clickAddress, submissionRequest } from './requests.ts';
import { asTyped } from './words.ts';

const ASKS: Readonly<Record<ReasonKind, (id: string, reason: string) => Ask>> = {
  ask_approval: (proposalId, reason) => ({ kind: 'ask-approval', proposalId, reason }),
  reject: (approvalId, reason) => ({ kind: 'reject', approvalId, reason }),
};

export function listenToReasons(app: App, edge: Edge): void {
  for (const kind of REASONS) {
    listenToButton(app, edge, kind);
    listenToSubmission(app, edge, kind);
  }
}

function listenToButton(app: App, edge: Edge, kind: ReasonKind): void {
  app.action({ type: 'block_actions', action_id: kind }, async ({ ack, body }) => {
    const payload = clickPayload.parse(body);
    await ack();
    const address = clickAddress(payload);
    const subjectId = payload.actions[0]?.value;
    if (address === undefined || subjectId === undefined) {
      edge.log.warn({ actionId: kind }, 'a click that no button of ours makes was ignored');
      return;
    }
    const { message_ts, is_ephemeral } = payload.container;
    const about: Metadata = {
      channelId: address.channelId,
      threadTs: address.threadTs,
      messageTs: is_ephemeral === true ? undefined : message_ts,
      subjectId,
    };
    await edge.openView(payload.trigger_id, reasonView(kind, JSON.stringify(about)));
  });
}

function listenToSubmission(app: App, edge: Edge, kind: ReasonKind): void {
  app.view({ callback_id: kind, type: 'view_submission' }, async ({ ack, body }) => {
    const payload = viewPayload.parse(body);
    const about = metadata.parse(JSON.parse(payload.view.private_metadata));
    const reason = asTyped(fieldsOf(payload).reason ?? '').trim();
    if (!isReason(reason) || about.subjectId === undefined) {
      await ack({ response_action: 'errors', errors: { reason: reasonProblem(reason) } });
      return;
    }
    const ask = ASKS[kind](about.subjectId, reason);
    const request = submissionRequest(payload, ask, about, edge.clock.nowMs());
    const { words } = await takeReceipt(edge, request);
    if (words === undefined) await ack();
    else await ack({ response_action: 'errors', errors: { reason: words } });
  });
}
