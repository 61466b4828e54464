// Who is in a channel. Joining tells the bot; leaving does not need to.
import { sendEvent } from './events.ts';
import type { Slack } from './slack.ts';
import type { Channel, User } from './world.ts';

/** @returns whether the person was not in the channel before */
export function joinChannel(slack: Slack, channel: Channel, user: User): boolean {
  if (channel.members.has(user.id)) return false;
  channel.members.add(user.id);
  sendEvent(
    slack,
    {
      type: 'member_joined_channel',
      user: user.id,
      channel: channel.id,
      channel_type: 'C',
      team: user.team_id,
    },
    { user, channel, label: `${user.name} joined #${channel.name}` },
  );
  return true;
}
