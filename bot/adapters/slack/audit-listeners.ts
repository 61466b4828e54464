// The modal that searches the audit: opened by the button under a result, its submission made into a command as if typed.

import type { App } from '@slack/bolt';
import { AUDIT_FORM, type AuditValues, auditCommandOf, auditFormErrors } from '../../audit/form.ts';
import type { Edge } from './edge.ts';
import { clickPayload, fieldsOf, type Metadata, metadata, viewPayload } from './payloads.ts';
import { takeReceipt } from './receipt.ts';
import { clickAddress, submissionRequest } from './requests.ts';

export function listenToAuditForm(app: App, edge: Edge): void {
  app.action({ type: 'block_actions', action_id: AUDIT_FORM }, async ({ ack, body }) => {
    const payload = clickPayload.parse(body);
    await ack();
    const address = clickAddress(payload);
    const outputId = payload.actions[0]?.value;
    if (address === undefined || outputId === undefined || edge.auditForm === undefined) return;
    const about: Metadata = { channelId: address.channelId, threadTs: address.threadTs };
    const wish = { outputId, address, metadata: JSON.stringify(about) };
    await edge.openView(payload.trigger_id, await edge.auditForm(wish));
  });
  app.view({ callback_id: AUDIT_FORM, type: 'view_submission' }, async ({ ack, body }) => {
    const payload = viewPayload.parse(body);
    const values: AuditValues = fieldsOf(payload);
    const errors = auditFormErrors(values);
    if (Object.keys(errors).length > 0) {
      await ack({ response_action: 'errors', errors });
      return;
    }
    const about = metadata.parse(JSON.parse(payload.view.private_metadata));
    const ask = { kind: 'command', text: auditCommandOf(values) } as const;
    const request = submissionRequest(payload, ask, about, edge.clock.nowMs());
    const { words } = await takeReceipt(edge, request);
    if (words === undefined) await ack();
    else await ack({ response_action: 'errors', errors: { command: words } });
  });
}
