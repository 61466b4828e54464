// The modals of incidents and alerts: a shortcut on a message opens the one that declares, a button the one that updates, an entry of an alert's menu the
// one that assigns. Their submission is a command as if typed; whether it may be is not decided here.

import type { App } from '@slack/bolt';
import {
  ASSIGN,
  assignCommand,
  assignView,
  DECLARE,
  declareCommand,
  declareView,
  type Fields,
  type Problems,
  UPDATE,
  updateCommand,
  updateView,
} from '../../incident-views.ts';
import { ALERT_MORE, alertToAssign } from '../../render/alert-buttons.ts';
import { incidentOfButton } from '../../render/incident-buttons.ts';
import type { Edge, View } from './edge.ts';
import {
  type ClickPayload,
  clickPayload,
  fieldsOf,
  type Metadata,
  metadata,
  shortcutPayload,
  viewPayload,
} from './payloads.ts';
import { takeReceipt } from './receipt.ts';
import { clickAddress, pressedValue, submissionRequest } from './requests.ts';
import { takeClick } from './take-click.ts';
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
    const number = incidentOfButton(pressedValue(payload));
    await openModal(edge, { actionId: UPDATE, payload, number }, (incident, about) =>
      updateView(incident, JSON.stringify({ ...about, incident })),
    );
  });
  app.action({ type: 'block_actions', action_id: ALERT_MORE }, async ({ ack, body }) => {
    const payload = clickPayload.parse(body);
    const number = alertToAssign(pressedValue(payload));
    if (number === undefined) {
      await takeClick(edge, { actionId: ALERT_MORE, payload, ack });
      return;
    }
    await ack();
    const words = asTyped(payload.message?.text ?? '');
    await openModal(edge, { actionId: ALERT_MORE, payload, number }, (alert, about) =>
      assignView({ number: alert, words }, JSON.stringify({ ...about, alert })),
    );
  });
  listenToSubmission(app, edge, DECLARE, declareCommand);
  listenToSubmission(app, edge, UPDATE, (fields, { incident = 0 }) =>
    updateCommand(incident, fields),
  );
  listenToSubmission(app, edge, ASSIGN, (fields, { alert = 0 }) => assignCommand(alert, fields));
}

interface Press {
  readonly actionId: string;
  readonly payload: ClickPayload;
  /** What the press is about; undefined: no button of ours carries that. */
  readonly number: number | undefined;
}

async function openModal(
  edge: Edge,
  { actionId, payload, number }: Press,
  viewOf: (number: number, about: Metadata) => View,
): Promise<void> {
  const address = clickAddress(payload);
  if (address === undefined || number === undefined) {
    edge.log.warn({ actionId }, 'a click that no button of ours makes was ignored');
    return;
  }
  const { channelId, threadTs } = address;
  await edge.openView(payload.trigger_id, viewOf(number, { channelId, threadTs }));
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
const FIRST: Readonly<Record<string, string>> = {
  ...{ [DECLARE]: 'title', [UPDATE]: 'text', [ASSIGN]: 'person' },
};
