// Makes the Request of each kind of delivery. `id` is Slack's own: the same delivery twice is the same Request.

import type { Address, Ask, Request } from '../../command.ts';
import { commandOfButton, lookOfButton } from '../../render/alert-buttons.ts';
import { commandOfIncidentButton } from '../../render/incident-buttons.ts';
import { readPageValue } from '../../render/page-value.ts';
import {
  type ClickPayload,
  type MentionPayload,
  type Metadata,
  type PinPayload,
  type SlashPayload,
  teamOf,
  type ViewPayload,
} from './payloads.ts';
import { rooted } from './rooted.ts';
import { asTyped, textAfterMention } from './words.ts';

export function slashRequest(root: string, payload: SlashPayload, nowMs: number): Request {
  const { trigger_id, team_id, user_id, channel_id, response_url } = payload;
  return {
    id: trigger_id,
    surface: 'slash',
    ask: { kind: 'command', text: `${root} ${asTyped(payload.text).trim()}`.trim() },
    address: {
      teamId: team_id,
      channelId: channel_id,
      userId: user_id,
      ...(response_url === undefined ? {} : { responseUrl: response_url }),
    },
    receivedAtMs: nowMs,
  };
}

/** @returns undefined for what no person wrote. */
export function mentionRequest(
  payload: MentionPayload,
  { botUserId, names, nowMs }: { botUserId: string; names: readonly string[]; nowMs: number },
): Request | undefined {
  const { event, event_id, team_id } = payload;
  const { user, channel, text, thread_ts } = event;
  if (event.bot_id !== undefined || user === undefined || user === botUserId) return undefined;
  return {
    id: event_id,
    surface: 'mention',
    ask: { kind: 'command', text: rooted(textAfterMention(text, botUserId), names) || 'qm help' },
    address: {
      teamId: event.user_team ?? event.team ?? team_id ?? '',
      channelId: channel,
      userId: user,
      ...(thread_ts === undefined ? {} : { threadTs: thread_ts }),
    },
    receivedAtMs: nowMs,
  };
}

/** @returns undefined for the bot's own. */
export function pinRequest(
  { event, event_id, team_id }: PinPayload,
  { botUserId, nowMs }: { botUserId: string; nowMs: number },
): Request | undefined {
  if (event.user === botUserId) return undefined;
  const { channel, ts } = event.item;
  return {
    id: event_id,
    surface: 'reaction',
    ask: { kind: 'pin', messageTs: ts },
    // In the way of events the person's team stands outside.
    address: { teamId: team_id ?? '', channelId: channel, userId: event.user },
    receivedAtMs: nowMs,
  };
}

/** @returns undefined for a click that no button of ours can make. */
export function clickRequest(payload: ClickPayload, nowMs: number): Request | undefined {
  const [action] = payload.actions;
  const address = clickAddress(payload);
  if (action === undefined || address === undefined) return undefined;
  const ask = askOf(action.action_id, pressedValue(payload));
  if (ask === undefined) return undefined;
  const { message_ts, is_ephemeral } = payload.container;
  return {
    id: `${payload.trigger_id}:${action.action_ts}`,
    surface: 'button',
    ask,
    address,
    ...(message_ts === undefined || is_ephemeral === true ? {} : { messageTs: message_ts }),
    receivedAtMs: nowMs,
  };
}

/** What the button, or the entry of a menu, carries; '' is nothing. */
export function pressedValue({ actions: [action] }: ClickPayload): string {
  return action?.selected_option?.value ?? action?.value ?? '';
}

export function clickAddress(payload: ClickPayload): Address | undefined {
  const channelId = payload.channel?.id ?? payload.container.channel_id;
  if (channelId === undefined) return undefined;
  const threadTs = payload.container.thread_ts ?? payload.message?.thread_ts;
  return {
    teamId: teamOf(payload),
    channelId,
    userId: payload.user.id,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(payload.response_url === undefined ? {} : { responseUrl: payload.response_url }),
  };
}

function askOf(actionId: string, value: string): Ask | undefined {
  if (value === '') return undefined;
  switch (actionId) {
    case 'confirm':
    case 'cancel':
      return { kind: actionId, proposalId: value };
    case 'approve':
    case 'withdraw':
      return { kind: actionId, approvalId: value };
    case 'offer_snooze':
      return { kind: 'offer', offerId: value, way: 'snooze' };
    case 'offer_late':
      return { kind: 'offer', offerId: value, way: 'late' };
    case 'offer_skip':
      return { kind: 'offer', offerId: value, way: 'skip' };
    case 'stop':
      return { kind: 'stop', runId: value };
    case 'output_file':
      return { kind: 'file', outputId: value };
    case 'output_next':
    case 'output_prev':
    case 'output_layout': {
      const page = readPageValue(value);
      return page === undefined ? undefined : { kind: 'page', ...page };
    }
    default:
      return commandAsk(actionId, value);
  }
}

/** A button of an alert or an incident is the command that it stands for: it is checked as if it was typed. */
function commandAsk(actionId: string, value: string): Ask | undefined {
  const isAlerts = actionId.startsWith('alert_');
  const look = isAlerts ? lookOfButton(value) : undefined;
  if (look !== undefined) return { kind: 'alert', ...look };
  if (!isAlerts && !actionId.startsWith('incident_')) return undefined;
  const text = isAlerts ? commandOfButton(value) : commandOfIncidentButton(value);
  return text === undefined ? undefined : { kind: 'command', text };
}

export function submissionRequest(
  payload: ViewPayload,
  ask: Ask,
  about: Metadata,
  nowMs: number,
): Request {
  return {
    id: `${payload.view.id}:${payload.view.hash}`,
    surface: 'modal',
    ask,
    address: {
      teamId: teamOf(payload),
      channelId: about.channelId,
      userId: payload.user.id,
      ...(about.threadTs === undefined ? {} : { threadTs: about.threadTs }),
    },
    ...(about.messageTs === undefined ? {} : { messageTs: about.messageTs }),
    receivedAtMs: nowMs,
  };
}
