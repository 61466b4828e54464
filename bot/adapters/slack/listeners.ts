// What the app listens to, one function a kind of delivery: build the Request, hand it over, acknowledge. Nothing is decided
// here about who may do what.

import type { App } from '@slack/bolt';
import { BUILDER_ROOTS, filterView } from '../../builder.ts';
import type { Ask } from '../../command.ts';
import { isFilterShort, readPageValue } from '../../render/page-value.ts';
import { listenToAuditForm } from './audit-listeners.ts';
import { listenToBuilder, openBuilder } from './builder-listeners.ts';
import type { Edge } from './edge.ts';
import { listenToIncidents } from './incident-listeners.ts';
import {
  clickPayload,
  fieldsOf,
  type Metadata,
  metadata,
  slashPayload,
  viewPayload,
} from './payloads.ts';
import { listenToReasons } from './reason-listeners.ts';
import { takeReceipt } from './receipt.ts';
import { clickAddress, slashRequest, submissionRequest } from './requests.ts';
import { takeClick } from './take-click.ts';

const BUTTONS = [
  'confirm',
  'cancel',
  'approve',
  'withdraw',
  'stop',
  'offer_snooze',
  'offer_late',
  'offer_skip',
  'alert_ack',
  'alert_unack',
  'alert_silence',
  'alert_silences',
  'alert_unsilence',
  'alert_resolve',
  'alert_reopen',
  'alert_look',
  'incident_lead',
  'incident_resolve',
  'incident_unresolve',
  'incident_timeline',
  'incident_postmortem',
  'incident_more',
  'output_next',
  'output_prev',
  'output_layout',
  'output_file',
];

export function listen(app: App, edge: Edge): void {
  for (const root of edge.roots) listenToCommand(app, edge, root);
  for (const button of BUTTONS) listenToButton(app, edge, button);
  listenToFilter(app, edge);
  listenToAuditForm(app, edge);
  listenToReasons(app, edge);
  listenToBuilder(app, edge);
  listenToIncidents(app, edge);
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home' || edge.home === undefined) return;
    const reader = { teamId: body.team_id, userId: event.user };
    await edge.publishHome(event.user, await edge.home(reader));
  });
}

function listenToCommand(app: App, edge: Edge, root: string): void {
  app.command(`/${root}`, async ({ ack, body }) => {
    const payload = slashPayload.parse(body);
    if (payload.channel_name !== undefined) {
      edge.directory.noteChannel(payload.channel_id, payload.channel_name);
    }
    const built = BUILDER_ROOTS.find((each) => each === root);
    if (payload.text.trim() === '' && built !== undefined && edge.verbs(built).length > 0) {
      await ack();
      await openBuilder(edge, payload.trigger_id, { channelId: payload.channel_id, root: built });
      return;
    }
    const { words } = await takeReceipt(edge, slashRequest(root, payload, edge.clock.nowMs()));
    if (words === undefined) await ack();
    else await ack({ response_type: 'ephemeral', text: words });
  });
}

function listenToButton(app: App, edge: Edge, actionId: string): void {
  app.action({ type: 'block_actions', action_id: actionId }, async ({ ack, body }) => {
    await takeClick(edge, { actionId, payload: clickPayload.parse(body), ack });
  });
}

function listenToFilter(app: App, edge: Edge): void {
  app.action({ type: 'block_actions', action_id: 'output_filter' }, async ({ ack, body }) => {
    const payload = clickPayload.parse(body);
    await ack();
    const address = clickAddress(payload);
    const value = payload.actions[0]?.value;
    if (address === undefined || value === undefined) return;
    const { outputId, asRows } = readPageValue(value) ?? { outputId: value };
    const { message_ts, is_ephemeral } = payload.container;
    const about: Metadata = {
      channelId: address.channelId,
      threadTs: address.threadTs,
      messageTs: is_ephemeral === true ? undefined : message_ts,
      outputId,
      asRows,
    };
    await edge.openView(payload.trigger_id, filterView(JSON.stringify(about)));
  });
  app.view({ callback_id: 'output_filter', type: 'view_submission' }, async ({ ack, body }) => {
    const payload = viewPayload.parse(body);
    const about = metadata.parse(JSON.parse(payload.view.private_metadata));
    const filter = (fieldsOf(payload).filter ?? '').trim();
    const { outputId, asRows } = about;
    if (!isFilterShort(filter) || outputId === undefined) {
      await ack({ response_action: 'errors', errors: { filter: 'Use fewer characters.' } });
      return;
    }
    const ask: Ask = {
      kind: 'page',
      outputId,
      page: 1,
      filter,
      ...(asRows === undefined ? {} : { asRows }),
    };
    const request = submissionRequest(payload, ask, about, edge.clock.nowMs());
    const { words } = await takeReceipt(edge, request);
    if (words === undefined) await ack();
    else await ack({ response_action: 'errors', errors: { filter: words } });
  });
}
