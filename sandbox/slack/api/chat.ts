// Methods that post, edit and delete the app's messages.
import { composeBotMessage, escapeBotText, makeEphemeral, nameBlocks } from '../bot-messages.ts';
import { isObject, type Json, toObjects, toText } from '../json.ts';
import {
  addMessage,
  echoMessage,
  findMessage,
  removeMessage,
  replaceMessage,
} from '../messages.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import { assertMessageBlocks, LONGEST_EDIT, LONGEST_TEXT } from '../validate-message.ts';
import { BOT_ID } from '../workspace.ts';
import type { Channel, Message } from '../world.ts';
import { assertBotIsIn, assertNotArchived, findChannel } from './find.ts';
import { type Methods, method } from './method.ts';

export const chatMethods: Methods = {
  'chat.postMessage': method('chat:write', 'post', postMessage),
  'chat.postEphemeral': method('chat:write', 4, postEphemeral),
  'chat.update': method('chat:write', 3, updateMessage),
  'chat.delete': method('chat:write', 3, deleteMessage),
  'chat.getPermalink': method('', 'unlimited', getPermalink),
};

function postMessage(slack: Slack, args: Json): Json {
  const channel = findChannel(slack, args, { names: true, people: true });
  assertNotArchived(channel);
  if (!slack.manifest.scopes.has('chat:write.public')) assertBotIsIn(slack, channel);
  const content = readContent(args);
  const thread = readThread(slack, channel, args);
  const message = composeBotMessage(slack, { ...content, ...thread });
  addMessage(slack, channel, message);
  echoMessage(slack, channel, message);
  return {
    channel: channel.id,
    ts: message.ts,
    message,
    ...(content.isTruncated ? truncationWarning() : {}),
  };
}

function postEphemeral(slack: Slack, args: Json): Json {
  const channel = findChannel(slack, args, { names: true });
  assertNotArchived(channel);
  assertBotIsIn(slack, channel);
  const user = toText(args.user);
  if (!channel.members.has(user) || slack.world.users.get(user)?.deleted === true)
    throw new SlackRefusal('user_not_in_channel');
  const content = readContent(args);
  const thread = readThread(slack, channel, args);
  const message = makeEphemeral(composeBotMessage(slack, { ...content, ...thread }), user);
  addMessage(slack, channel, message);
  return { message_ts: message.ts, ...(content.isTruncated ? truncationWarning() : {}) };
}

function updateMessage(slack: Slack, args: Json): Json {
  const channel = findChannel(slack, args);
  assertNotArchived(channel);
  assertBotIsIn(slack, channel);
  const old = findOwn(slack, channel, args, 'cant_update_message');
  if (toText(args.text).length > LONGEST_EDIT) throw new SlackRefusal('msg_too_long');
  const message = edit(slack, old, args);
  replaceMessage(slack, channel, message);
  return { channel: channel.id, ts: message.ts, text: message.text, message };
}

/** Text without blocks removes the blocks and shows "(edited)"; blocks replace both without the mark. */
function edit(slack: Slack, old: Message, args: Json): Message {
  const { text, blocks, isTruncated: _cut, metadata, attachments } = readContent(args);
  const fresh = composeBotMessage(slack, { text, blocks, metadata, attachments });
  const { blocks: _blocks, edited: _edited, ...kept } = old;
  const message: Message = { ...kept, text: fresh.text };
  if (metadata !== undefined) message.metadata = metadata;
  if (attachments !== undefined) message.attachments = attachments;
  if (blocks !== undefined && blocks.length > 0) {
    message.blocks = nameBlocks(slack, blocks);
    if (old.edited !== undefined) message.edited = old.edited;
  } else {
    message.text = escapeBotText(text);
    message.edited = { user: slack.world.bot.id, ts: slack.ids.ts() };
  }
  return message;
}

function deleteMessage(slack: Slack, args: Json): Json {
  const channel = findChannel(slack, args);
  const message = findOwn(slack, channel, args, 'cant_delete_message');
  removeMessage(slack, channel, message);
  return { channel: channel.id, ts: message.ts };
}

function getPermalink(slack: Slack, args: Json): Json {
  const channel = findChannel(slack, args);
  const message = findMessage(slack.world, channel.id, toText(args.message_ts));
  if (message === undefined || message.is_ephemeral === true)
    throw new SlackRefusal('message_not_found');
  return { channel: channel.id, permalink: permalinkOf(slack, channel, message) };
}

function permalinkOf(slack: Slack, channel: Channel, message: Message): string {
  const base = `https://${slack.world.team.domain}.slack.com/archives/${channel.id}`;
  const link = `${base}/p${message.ts.replace('.', '')}`;
  const isReply = message.thread_ts !== undefined && message.thread_ts !== message.ts;
  return isReply ? `${link}?thread_ts=${message.thread_ts}&cid=${channel.id}` : link;
}

function findOwn(slack: Slack, channel: Channel, args: Json, refusal: string): Message {
  const message = findMessage(slack.world, channel.id, toText(args.ts));
  if (message === undefined || message.is_ephemeral === true)
    throw new SlackRefusal('message_not_found');
  if (message.bot_id !== BOT_ID) throw new SlackRefusal(refusal);
  return message;
}

export interface Content {
  text: string;
  blocks: Json[] | undefined;
  attachments: Json[] | undefined;
  metadata: Json | undefined;
  isTruncated: boolean;
}

/** What an app wants to say, checked against the limits of a message. */
export function readContent(args: Json): Content {
  const text = toText(args.text);
  const blocks = isGiven(args.blocks) ? assertMessageBlocks(args.blocks) : undefined;
  const attachments = isGiven(args.attachments) ? toObjects(args.attachments) : undefined;
  if (text.trim() === '' && (blocks ?? []).length === 0 && (attachments ?? []).length === 0)
    throw new SlackRefusal('no_text');
  return {
    text: text.slice(0, LONGEST_TEXT),
    blocks,
    attachments,
    metadata: readMetadata(args.metadata),
    isTruncated: text.length > LONGEST_TEXT,
  };
}

function readMetadata(value: unknown): Json | undefined {
  if (!isGiven(value)) return undefined;
  if (!isObject(value) || toText(value.event_type) === '' || !isObject(value.event_payload))
    throw new SlackRefusal('invalid_metadata_format');
  return value;
}

/** A reply hangs on the thread's parent, also when the ts of another reply was given. */
function readThread(
  slack: Slack,
  channel: Channel,
  args: Json,
): { threadTs?: string; parentUser?: string | undefined } {
  const wanted = toText(args.thread_ts);
  if (wanted === '') return {};
  const named = findMessage(slack.world, channel.id, wanted);
  if (named === undefined || named.is_ephemeral === true)
    throw new SlackRefusal(
      /^\d{10}\.\d{6}$/.test(wanted) ? 'thread_not_found' : 'invalid_thread_ts',
    );
  const parent = findMessage(slack.world, channel.id, named.thread_ts ?? named.ts) ?? named;
  return { threadTs: parent.ts, parentUser: parent.user };
}

function truncationWarning(): Json {
  return {
    warning: 'message_truncated',
    response_metadata: { warnings: ['message_truncated'] },
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
