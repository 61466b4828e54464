// Methods about reactions on messages.
import { type Json, toText } from '../json.ts';
import { addReaction, removeReaction } from '../reactions.ts';
import { SlackRefusal } from '../refusal.ts';
import { findTarget } from './find.ts';
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

function nameOf(args: Json): string {
  const name = toText(args.name).replaceAll(':', '');
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackRefusal('invalid_name');
  return name;
}
