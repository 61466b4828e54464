// Methods about reactions on messages.
import { type Json, toText } from '../json.ts';
import { findMessage } from '../messages.ts';
import { addReaction, removeReaction } from '../reactions.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import type { Channel, Message } from '../world.ts';
import { assertBotIsIn, assertNotArchived, findChannel } from './find.ts';
import { type Methods, method } from './method.ts';

export const reactionMethods: Methods = {
  'reactions.add': method('reactions:write', 3, (slack, args) => {
    const { channel, message } = findTarget(slack, args);
    addReaction(slack, channel, message, slack.world.bot, nameOf(args));
    return {};
  }),
  'reactions.remove': method('reactions:write', 2, (slack, args) => {
    const { channel, message } = findTarget(slack, args);
    removeReaction(slack, channel, message, slack.world.bot, nameOf(args));
    return {};
  }),
  'reactions.get': method('reactions:read', 3, (slack, args) => {
    const { channel, message } = findTarget(slack, args);
    return { type: 'message', channel: channel.id, message };
  }),
};

function findTarget(slack: Slack, args: Json): { channel: Channel; message: Message } {
  const channel = findChannel(slack, args);
  assertNotArchived(channel);
  assertBotIsIn(slack, channel);
  const message = findMessage(slack.world, channel.id, toText(args.timestamp));
  if (message === undefined || message.is_ephemeral === true)
    throw new SlackRefusal('message_not_found');
  return { channel, message };
}

function nameOf(args: Json): string {
  const name = toText(args.name).replaceAll(':', '');
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackRefusal('invalid_name');
  return name;
}
