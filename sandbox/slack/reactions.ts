// Reactions on stored messages, whoever sets them, and the events that tell of them.
import { sendEvent } from './events.ts';
import { readerOf } from './messages.ts';
import { SlackRefusal } from './refusal.ts';
import type { Slack } from './slack.ts';
import type { Channel, Message, User } from './world.ts';

/** @throws SlackRefusal `already_reacted` */
export function addReaction(
  slack: Slack,
  channel: Channel,
  message: Message,
  user: User,
  name: string,
): void {
  const reactions = message.reactions ?? [];
  const known = reactions.find((reaction) => reaction.name === name);
  if (known?.users.includes(user.id) === true) throw new SlackRefusal('already_reacted');
  if (known === undefined) reactions.push({ name, users: [user.id], count: 1 });
  else {
    known.users.push(user.id);
    known.count += 1;
  }
  message.reactions = reactions;
  tell(slack, 'reaction_added', channel, message, user, name);
}

/** @throws SlackRefusal `no_reaction` */
export function removeReaction(
  slack: Slack,
  channel: Channel,
  message: Message,
  user: User,
  name: string,
): void {
  const known = message.reactions?.find((reaction) => reaction.name === name);
  if (known === undefined || !known.users.includes(user.id)) throw new SlackRefusal('no_reaction');
  known.users = known.users.filter((id) => id !== user.id);
  known.count = known.users.length;
  message.reactions = (message.reactions ?? []).filter((reaction) => reaction.count > 0);
  tell(slack, 'reaction_removed', channel, message, user, name);
}

function tell(
  slack: Slack,
  type: string,
  channel: Channel,
  message: Message,
  user: User,
  reaction: string,
): void {
  slack.stream.send({ type: 'update', channel: channel.id, message }, readerOf(channel, message));
  sendEvent(
    slack,
    {
      type,
      user: user.id,
      reaction,
      item: { type: 'message', channel: channel.id, ts: message.ts },
      item_user: message.user,
    },
    { user, channel, label: `${type} :${reaction}:` },
  );
}
