// Methods about channels and what was said in them.
import { isTrue, type Json, toText, toTexts } from '../json.ts';
import { joinChannel } from '../membership.ts';
import { findMessage, logOf } from '../messages.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import { channel as newChannel } from '../workspace.ts';
import type { Channel, Message } from '../world.ts';
import {
  assertBotIsIn,
  assertNotArchived,
  assertScope,
  directMessageOf,
  findChannel,
  findUser,
  pageOf,
} from './find.ts';
import { type Methods, method } from './method.ts';

export const conversationMethods: Methods = {
  'conversations.list': method('channels:read groups:read im:read', 2, listChannels),
  'users.conversations': method('channels:read groups:read im:read', 3, listOwnChannels),
  'conversations.info': method('', 3, describeChannel),
  'conversations.members': method('', 4, listMembers),
  'conversations.open': method('im:write mpim:write', 3, openDirectMessage),
  'conversations.create': method('channels:manage', 2, create),
  'conversations.invite': method('channels:manage channels:write.invites', 3, invite),
  'conversations.setTopic': method('channels:manage channels:write.topic', 2, setTopic),
  'conversations.join': method('channels:join', 3, join),
  'conversations.history': method('', 3, readHistory),
  'conversations.replies': method('', 3, readReplies),
};

function listChannels(slack: Slack, args: Json): Json {
  const types = toTexts(args.types ?? 'public_channel');
  const channels = [...slack.world.channels.values()].filter(
    (c) =>
      types.includes(c.is_im ? 'im' : 'public_channel') &&
      !(isTrue(args.exclude_archived) && c.is_archived),
  );
  const { page, response_metadata } = pageOf(channels, args, 100);
  return { channels: page.map((c) => channelJson(slack, c)), response_metadata };
}

/** Of the bot, where nobody else is named. */
function listOwnChannels(slack: Slack, args: Json): Json {
  const types = toTexts(args.types ?? 'public_channel');
  const whose =
    toText(args.user) === '' ? slack.world.bot.id : findUser(slack, toText(args.user)).id;
  const channels = [...slack.world.channels.values()].filter(
    (c) =>
      c.members.has(whose) &&
      types.includes(c.is_im ? 'im' : 'public_channel') &&
      !(isTrue(args.exclude_archived) && c.is_archived),
  );
  const { page, response_metadata } = pageOf(channels, args, 100);
  return { channels: page.map((c) => channelJson(slack, c)), response_metadata };
}

function describeChannel(slack: Slack, args: Json): Json {
  const channel = findChannel(slack, args);
  assertScope(slack, channel.is_im ? 'im:read' : 'channels:read');
  return { channel: channelJson(slack, channel) };
}

function listMembers(slack: Slack, args: Json): Json {
  const channel = findChannel(slack, args);
  assertScope(slack, channel.is_im ? 'im:read' : 'channels:read');
  const { page, response_metadata } = pageOf([...channel.members], args, 100);
  return { members: page, response_metadata };
}

function openDirectMessage(slack: Slack, args: Json): Json {
  const users = toTexts(args.users);
  if (toText(args.channel) !== '') return { channel: { id: findChannel(slack, args).id } };
  const [wanted = ''] = users;
  if (users.length !== 1) throw new SlackRefusal('users_list_not_supplied');
  const user = findUser(slack, wanted);
  if (user.deleted) throw new SlackRefusal('user_disabled');
  const channel = directMessageOf(slack, user.id);
  if (channel === undefined) throw new SlackRefusal('user_not_visible');
  return { no_op: true, already_open: true, channel: { id: channel.id } };
}

/** Only the one who makes it is in it. */
function create(slack: Slack, args: Json): Json {
  const name = toText(args.name);
  if (isTrue(args.is_private)) throw new SlackRefusal('restricted_action');
  if (name === '') throw new SlackRefusal('invalid_name_required');
  if (name.length > 80) throw new SlackRefusal('invalid_name_maxlength');
  if (!/^[a-z0-9_-]+$/.test(name)) throw new SlackRefusal('invalid_name_specials');
  const { channels, bot } = slack.world;
  if ([...channels.values()].some((known) => !known.is_im && known.name === name))
    throw new SlackRefusal('name_taken');
  const made: Channel = {
    ...newChannel(slack.ids.channel(), name, '', [bot.id]),
    ...{ creator: bot.id, created: Math.floor(slack.clock.now() / 1_000) },
  };
  channels.set(made.id, made);
  slack.stream.send({ type: 'state' });
  return { channel: channelJson(slack, made) };
}

function invite(slack: Slack, args: Json): Json {
  const there = findChannel(slack, args);
  if (there.is_im) throw new SlackRefusal('method_not_supported_for_channel_type');
  assertNotArchived(there);
  assertBotIsIn(slack, there);
  const ids = toText(args.users).split(',');
  const users = ids.map((id) => findUser(slack, id));
  if (users.some((user) => user.id === slack.world.bot.id))
    throw new SlackRefusal('cant_invite_self');
  if (users.some(({ deleted }) => deleted)) throw new SlackRefusal('cant_invite');
  const isNew = users.map((user) => joinChannel(slack, there, user));
  if (isNew.every((each) => !each)) throw new SlackRefusal('already_in_channel');
  slack.stream.send({ type: 'state' });
  return { channel: channelJson(slack, there) };
}

function setTopic(slack: Slack, args: Json): Json {
  const channel = findChannel(slack, args);
  if (channel.is_im) throw new SlackRefusal('method_not_supported_for_channel_type');
  assertNotArchived(channel);
  assertBotIsIn(slack, channel);
  const topic = toText(args.topic);
  if ([...topic].length > 250) throw new SlackRefusal('too_long');
  channel.topic = topic;
  slack.stream.send({ type: 'state' });
  return { channel: channelJson(slack, channel) };
}

function join(slack: Slack, args: Json): Json {
  const channel = findChannel(slack, args);
  if (channel.is_im) throw new SlackRefusal('method_not_supported_for_channel_type');
  assertNotArchived(channel);
  const isNew = joinChannel(slack, channel, slack.world.bot);
  return {
    channel: channelJson(slack, channel),
    ...(isNew ? {} : { warning: 'already_in_channel' }),
  };
}

function readHistory(slack: Slack, args: Json): Json {
  const channel = findReadable(slack, args);
  const all = logOf(slack.world, channel.id).list.filter(
    (m) => m.is_ephemeral !== true && (m.thread_ts === undefined || m.thread_ts === m.ts),
  );
  const newestFirst = between(all, args).reverse();
  const { page, response_metadata } = pageOf(newestFirst, args, 100);
  const has_more = response_metadata.next_cursor !== '';
  return { messages: page.map((m) => shown(m, args)), has_more, response_metadata };
}

function readReplies(slack: Slack, args: Json): Json {
  const channel = findReadable(slack, args);
  const parent = findMessage(slack.world, channel.id, toText(args.ts));
  if (parent === undefined || parent.is_ephemeral === true)
    throw new SlackRefusal('thread_not_found');
  const root = parent.thread_ts ?? parent.ts;
  const thread = logOf(slack.world, channel.id).list.filter(
    (m) => m.is_ephemeral !== true && (m.ts === root || m.thread_ts === root),
  );
  const { page, response_metadata } = pageOf(between(thread, args), args, 100);
  const has_more = response_metadata.next_cursor !== '';
  return { messages: page.map((m) => shown(m, args)), has_more, response_metadata };
}

function findReadable(slack: Slack, args: Json): Channel {
  const channel = findChannel(slack, args);
  assertScope(slack, channel.is_im ? 'im:history' : 'channels:history');
  assertBotIsIn(slack, channel);
  return channel;
}

function between(messages: readonly Message[], args: Json): Message[] {
  const oldest = toText(args.oldest) || '0';
  const latest = toText(args.latest) || '9999999999.999999';
  const isInclusive = isTrue(args.inclusive);
  return messages.filter(
    ({ ts }) => (ts > oldest && ts < latest) || (isInclusive && (ts === oldest || ts === latest)),
  );
}

/** Metadata comes back only when it is asked for. */
function shown(message: Message, args: Json): Json {
  const { metadata, ...rest } = message;
  return isTrue(args.include_all_metadata) && metadata !== undefined ? { ...rest, metadata } : rest;
}

export function channelJson(slack: Slack, channel: Channel): Json {
  if (channel.is_im)
    return {
      id: channel.id,
      is_im: true,
      is_archived: false,
      user: channel.user,
      context_team_id: slack.world.team.id,
    };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: false,
    is_archived: channel.is_archived,
    is_general: channel.name === 'general',
    is_shared: channel.is_ext_shared,
    is_ext_shared: channel.is_ext_shared,
    is_org_shared: false,
    is_member: channel.members.has(slack.world.bot.id),
    num_members: channel.members.size,
    context_team_id: slack.world.team.id,
    topic: { value: channel.topic, creator: 'U0ALICE', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    creator: channel.creator,
    created: channel.created,
  };
}
