// Builds event_callback envelopes and sends those the manifest subscribes to.
import type { Outcome } from './deliveries.ts';
import type { Json } from './json.ts';
import type { Slack } from './slack.ts';
import { APP_ID } from './workspace.ts';
import type { Channel, User } from './world.ts';

export interface SentEvent {
  id: string;
  outcome: Promise<Outcome>;
}

/**
 * Sends one event to the bot.
 * @returns undefined when the manifest does not subscribe to it, as Slack then sends nothing.
 */
export function sendEvent(
  slack: Slack,
  event: Json & { type: string },
  about: { user?: User | undefined; channel?: Channel | undefined; label?: string },
): SentEvent | undefined {
  if (!slack.manifest.events.has(subscriptionOf(event.type, about.channel))) return undefined;
  const id = slack.ids.event();
  const outcome = slack.deliveries.send({
    id: slack.ids.envelope(),
    kind: 'events_api',
    payload: callbackOf(slack, event, about.user, about.channel, id),
    label: about.label ?? event.type,
    user: about.user?.id ?? '',
    eventId: id,
  });
  return { id, outcome };
}

function subscriptionOf(type: string, channel: Channel | undefined): string {
  if (type !== 'message') return type;
  return channel?.is_im === true ? 'message.im' : 'message.channels';
}

/** The outer shape; a stranger's event names the stranger's team outside and ours as context. */
function callbackOf(
  slack: Slack,
  event: Json,
  user: User | undefined,
  channel: Channel | undefined,
  id: string,
): Json {
  const team = slack.world.team.id;
  return {
    token: 'sandbox',
    team_id: user?.team_id ?? team,
    context_team_id: team,
    context_enterprise_id: null,
    api_app_id: APP_ID,
    event: { event_ts: slack.ids.ts(), ...event },
    type: 'event_callback',
    event_id: id,
    event_time: Math.floor(slack.clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team,
        user_id: slack.world.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: channel?.is_ext_shared ?? false,
    event_context: `4-${id}`,
  };
}
