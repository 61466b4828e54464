// Finds what an argument names, or refuses with Slack's error. Also the checks of membership and scope.
import { type Json, toText } from '../json.ts';
import { findMessage } from '../messages.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import type { Channel, Message, User } from '../world.ts';

/** The channel of an id, or of `#name` where the method takes names, or a person's DM where it takes people. */
export function findChannel(
  slack: Slack,
  args: Json,
  takes: { names?: boolean; people?: boolean } = {},
): Channel {
  const wanted = toText(args.channel);
  const { channels, users } = slack.world;
  let channel = channels.get(wanted);
  if (channel === undefined && takes.names === true)
    channel = [...channels.values()].find((c) => !c.is_im && c.name === wanted.replace(/^#/, ''));
  if (channel === undefined && takes.people === true && users.has(wanted))
    channel = directMessageOf(slack, wanted);
  if (channel === undefined) throw new SlackRefusal('channel_not_found');
  return channel;
}

export function directMessageOf(slack: Slack, userId: string): Channel | undefined {
  return [...slack.world.channels.values()].find((c) => c.is_im && c.user === userId);
}

export function findUser(slack: Slack, id: string): User {
  const user = slack.world.users.get(id);
  if (user === undefined) throw new SlackRefusal('user_not_found');
  return user;
}

/** Posting, reading and uploading need the bot in the channel. */
export function assertBotIsIn(slack: Slack, channel: Channel): void {
  if (!channel.members.has(slack.world.bot.id)) throw new SlackRefusal('not_in_channel');
}

export function assertNotArchived(channel: Channel): void {
  if (channel.is_archived) throw new SlackRefusal('is_archived');
}

/** The message that a method is about, by its channel and timestamp; nobody but its reader sees an ephemeral one. */
export function findTarget(slack: Slack, args: Json): { channel: Channel; message: Message } {
  const channel = findChannel(slack, args);
  assertNotArchived(channel);
  assertBotIsIn(slack, channel);
  const message = findMessage(slack.world, channel.id, toText(args.timestamp));
  if (message === undefined || message.is_ephemeral === true)
    throw new SlackRefusal('message_not_found');
  return { channel, message };
}

/** For methods whose scope depends on the kind of channel. */
export function assertScope(slack: Slack, needed: string): void {
  const { scopes } = slack.manifest;
  if (scopes.has(needed)) return;
  throw new SlackRefusal('missing_scope', { needed, provided: [...scopes].join(',') });
}

/** One page of a list, with the cursor of the next. */
export function pageOf<Item>(
  items: readonly Item[],
  args: Json,
  usual: number,
): { page: Item[]; response_metadata: { next_cursor: string } } {
  const limit = Math.min(Math.max(Number(args.limit ?? usual) || usual, 1), 1000);
  const cursor = Buffer.from(toText(args.cursor), 'base64').toString('utf8');
  const start = Number(/^next:(\d+)$/.exec(cursor)?.[1] ?? 0);
  if (toText(args.cursor) !== '' && start === 0) throw new SlackRefusal('invalid_cursor');
  const end = start + limit;
  const next = end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { page: items.slice(start, end), response_metadata: { next_cursor: next } };
}
