// A person opens App Home, uses a shortcut, or reacts to a message.

import { directMessageOf } from '../api/find.ts';
import { sendEvent } from '../events.ts';
import { type Json, toText } from '../json.ts';
import { canSee, findMessage } from '../messages.ts';
import { addReaction, removeReaction } from '../reactions.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import { viewJson } from '../views.ts';
import type { Channel, Message, User } from '../world.ts';
import { outcomeJson } from './delivered.ts';
import { interactionJson, sendInteraction } from './interaction.ts';
import { SimRefusal } from './refuse.ts';
import { assertCanAct, readChannel, readUser } from './who-and-where.ts';

export async function openHome(slack: Slack, body: Json): Promise<Json> {
  const user = readUser(slack, body.user);
  assertCanAct(user, undefined, body);
  const known = slack.world.homes.get(user.id);
  const view = known === undefined ? null : viewJson(known);
  const channel = directMessageOf(slack, user.id);
  const sent = sendEvent(
    slack,
    {
      type: 'app_home_opened',
      user: user.id,
      channel: channel?.id ?? '',
      tab: 'home',
      ...(view === null ? {} : { view }),
    },
    { user, label: `${user.name} opens App Home` },
  );
  if (sent === undefined) return { ok: true, view };
  if (body.wait === false) return { ok: true, event_id: sent.id, view };
  return { ok: true, event_id: sent.id, ...outcomeJson(await sent.outcome), view };
}

export async function runShortcut(slack: Slack, body: Json): Promise<Json> {
  const user = readUser(slack, body.user);
  const callbackId = toText(body.callback_id);
  const isKnown = slack.manifest.shortcuts.some((known) => known.callback_id === callbackId);
  if (!isKnown && body.force !== true)
    throw new SimRefusal(404, 'no_such_shortcut', {
      detail: `The manifest has no shortcut "${callbackId}".`,
    });
  const shared = { callback_id: callbackId, action_ts: slack.ids.ts() };
  if (toText(body.ts) === '') return send(slack, user, { type: 'shortcut', ...shared });
  const { channel, message } = findSeen(slack, user, body);
  const token = slack.responseUrls.mint({
    user: user.id,
    channel: channel.id,
    messageTs: message.ts,
  });
  return send(slack, user, {
    type: 'message_action',
    ...shared,
    message_ts: message.ts,
    message,
    channel: { id: channel.id, name: channel.name },
    response_url: `${slack.url}/response/${token}`,
  });
}

export function react(slack: Slack, body: Json): Json {
  const user = readUser(slack, body.user);
  const { channel, message } = findSeen(slack, user, body);
  const name = toText(body.name).replaceAll(':', '');
  try {
    if (body.remove === true) removeReaction(slack, channel, message, user, name);
    else addReaction(slack, channel, message, user, name);
    return { ok: true };
  } catch (error) {
    if (error instanceof SlackRefusal) throw new SimRefusal(400, error.code);
    throw error;
  }
}

async function send(slack: Slack, user: User, payload: Json & { type: string }): Promise<Json> {
  const sent = sendInteraction(slack, user, `shortcut ${toText(payload.callback_id)}`, payload);
  return { ...interactionJson(sent), ...outcomeJson(await sent.outcome) };
}

function findSeen(slack: Slack, user: User, body: Json): { channel: Channel; message: Message } {
  const channel = readChannel(slack, body.channel, user);
  assertCanAct(user, channel, body);
  const message = findMessage(slack.world, channel.id, toText(body.ts));
  if (message === undefined || !canSee(message, user.id))
    throw new SimRefusal(404, 'message_not_found', {
      detail: `${user.name} sees no message ${toText(body.ts)}.`,
    });
  return { channel, message };
}
