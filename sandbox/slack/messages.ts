// Stores, changes and deletes messages, tells the pages and echoes them to the bot as events.
// It checks no rights and no limits: the methods do that before they come here.
import { sendEvent } from './events.ts';
import type { Json } from './json.ts';
import { CAPS } from './settings.ts';
import type { Slack } from './slack.ts';
import type { Channel, Message, MessageLog, World } from './world.ts';

export function logOf(world: World, channelId: string): MessageLog {
  const known = world.messages.get(channelId);
  if (known !== undefined) return known;
  const fresh: MessageLog = { list: [], byTs: new Map(), dropped: 0 };
  world.messages.set(channelId, fresh);
  return fresh;
}

export function findMessage(world: World, channelId: string, ts: string): Message | undefined {
  return world.messages.get(channelId)?.byTs.get(ts);
}

/** Adds a message. Ephemeral ones are neither counted in threads nor sent to the bot. */
export function addMessage(slack: Slack, channel: Channel, message: Message): void {
  const log = logOf(slack.world, channel.id);
  log.list.push(message);
  log.byTs.set(message.ts, message);
  if (log.list.length > CAPS.messagesPerChannel * 1.05) {
    const gone = log.list.splice(0, log.list.length - CAPS.messagesPerChannel);
    for (const old of gone) log.byTs.delete(old.ts);
    log.dropped += gone.length;
  }
  if (message.is_ephemeral === true) {
    const user = message.ephemeral_to ?? '';
    slack.stream.send({ type: 'ephemeral', channel: channel.id, user, message }, user);
    return;
  }
  slack.stream.send({ type: 'message', channel: channel.id, message }, readerOf(channel, message));
  countReply(slack, channel, message);
}

/** Sends a stored message to the bot as a `message` event. */
export function echoMessage(slack: Slack, channel: Channel, message: Message, more: Json = {}) {
  const user = slack.world.users.get(message.user ?? '');
  return sendEvent(
    slack,
    { ...eventOf(channel, message), ...more, type: 'message' },
    { user, channel, label: `message in ${channel.is_im ? 'DM' : `#${channel.name}`}` },
  );
}

/** The fields an event repeats of a stored message. */
export function eventOf(channel: Channel, message: Message): Json {
  const { reply_count: _count, reply_users: _users, latest_reply: _latest, ...rest } = message;
  return {
    ...rest,
    channel: channel.id,
    channel_type: channel.is_im ? 'im' : 'channel',
    event_ts: message.ts,
  };
}

/** Puts a changed message in the place of the old one, under the same ts. */
export function replaceMessage(slack: Slack, channel: Channel, message: Message): void {
  const log = logOf(slack.world, channel.id);
  const previous = log.byTs.get(message.ts);
  if (previous === undefined) return;
  log.list[log.list.indexOf(previous)] = message;
  log.byTs.set(message.ts, message);
  slack.stream.send({ type: 'update', channel: channel.id, message }, readerOf(channel, message));
  if (message.is_ephemeral === true) return;
  const ts = slack.ids.ts();
  sendEvent(
    slack,
    {
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      channel: channel.id,
      channel_type: channel.is_im ? 'im' : 'channel',
      ts,
      event_ts: ts,
      message,
      previous_message: previous,
    },
    { channel, label: 'message_changed' },
  );
}

export function removeMessage(slack: Slack, channel: Channel, message: Message): void {
  const log = logOf(slack.world, channel.id);
  log.list.splice(log.list.indexOf(message), 1);
  log.byTs.delete(message.ts);
  slack.stream.send(
    { type: 'delete', channel: channel.id, ts: message.ts },
    readerOf(channel, message),
  );
  if (message.is_ephemeral === true) return;
  const ts = slack.ids.ts();
  sendEvent(
    slack,
    {
      type: 'message',
      subtype: 'message_deleted',
      hidden: true,
      channel: channel.id,
      channel_type: channel.is_im ? 'im' : 'channel',
      ts,
      event_ts: ts,
      deleted_ts: message.ts,
      previous_message: message,
    },
    { channel, label: 'message_deleted' },
  );
}

/** The one person whose page is told of a message; undefined: everybody's. Direct messages are their owner's alone. */
export function readerOf(channel: Channel, message: Message): string | undefined {
  return message.ephemeral_to ?? (channel.is_im ? channel.user : undefined);
}

/** What a person sees of a channel: everything but other people's ephemeral messages. */
export function visibleTo(messages: readonly Message[], userId: string): Message[] {
  return messages.filter((message) => canSee(message, userId));
}

export function canSee(message: Message, userId: string): boolean {
  return userId === '' || message.is_ephemeral !== true || message.ephemeral_to === userId;
}

function countReply(slack: Slack, channel: Channel, reply: Message): void {
  if (reply.thread_ts === undefined || reply.thread_ts === reply.ts) return;
  const parent = findMessage(slack.world, channel.id, reply.thread_ts);
  if (parent === undefined) return;
  parent.thread_ts = parent.ts;
  parent.reply_count = (parent.reply_count ?? 0) + 1;
  parent.latest_reply = reply.ts;
  const author = reply.user ?? '';
  parent.reply_users = [...new Set([...(parent.reply_users ?? []), author])];
  slack.stream.send(
    { type: 'update', channel: channel.id, message: parent },
    readerOf(channel, parent),
  );
}
