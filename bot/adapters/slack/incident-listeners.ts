// The modals of incidents: a shortcut on a message opens the one that declares, a button the one that updates. Their submission is a command as if
// typed; whether it may be is not decided here.

import type { App } from '@slack/bolt';
import {
  DECLARE,
  declareCommand,
  declareView,
  type Fields,
  type Problems,
  UPDATE,
  updateCommand,
  updateView,
} from '../../incident-views.ts';
import { incidentOfButton } from '../../render/incident-buttons.ts';
import type { Edge } from './edge.ts';
import {
  clickPayload,
  fieldsOf,
  type Metadata,
  metadata,
  shortcutPayload,
  viewPayload,
} from './payloads.ts';
import { takeReceipt } from './receipt.ts';
import { clickAddress, submissionRequest } from './requests.ts';
import { asTyped } from './words.ts';

export function listenToIncidents(app: App, edge: Edge): void {
  app.shortcut({ callback_id: DECLARE, type: 'message_action' }, async ({ ack, body }) => {
    const payload = shortcutPayload.parse(body);
    await ack();
    const { channel, message } = payload;
    const about: Metadata = { channelId: channel.id, threadTs: message.thread_ts };
    const view = declareView(asTyped(message.text), JSON.stringify(about));
    await edge.openView(payload.trigger_id, view);
  });
  app.action({ type: 'block_actions', action_id: UPDATE }, async ({ ack, body }) => {
    const payload = clickPayload.parse(body);
    await ack();
    const address = clickAddress(payload);
    const number = incidentOfButton(payload.actions[0]?.value ?? '');
    if (address === undefined || number === undefined) {
      edge.log.warn({ actionId: UPDATE }, 'a click that no button of ours makes was ignored');
      return;
    }
    const { channelId, threadTs } = address;
    const about: Metadata = { channelId, threadTs, incident: number };
    await edge.openView(payload.trigger_id, updateView(number, JSON.stringify(about)));
  });
  listenToSubmission(app, edge, DECLARE, declareCommand);
  listenToSubmission(app, edge, UPDATE, (fields, { incident = 0 }) =>
    updateCommand(incident, fields),
  );
}

function listenToSubmission(
  app: App,
  edge: Edge,
  callbackId: string,
  commandOf: (fields: Fields, about: Metadata) => string | Problems,
): void {
  app.view({ callback_id: callbackId, type: 'view_submission' }, async ({ ack, body }) => {
    const payload = viewPayload.parse(body);
    const about = metadata.parse(JSON.parse(payload.view.private_metadata));
    const text = commandOf(fieldsOf(payload), about);
    if (typeof text !== 'string') {
      await ack({ response_action: 'errors', errors: text });
      return;
    }
    const ask = { kind: 'command', text } as const;
    const request = submissionRequest(payload, ask, about, edge.clock.nowMs());
    const { words } = await takeReceipt(edge, request);
    if (words === undefined) await ack();
    else await ack({ response_action: 'errors', errors: { [FIRST[callbackId] ?? '']: words } });
  });
}

/** Where words for the person stand: the first field of each. */
const FIRST: Readonly<Record<string, string>> = { [DECLARE]: 'title', [UPDATE]: 'text' };
