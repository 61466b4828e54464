// The app's manifest, made from the list of slash commands: what Slack is told is what the bot listens to. Pure.

import type { webApi } from '@slack/bolt';
import { DECLARE } from './incident-views.ts';

export type Manifest = Exclude<webApi.AppsManifestValidateArguments['manifest'], string>;

/** @param commandRoots the slash commands without the slash, for example 'kubectl'. */
export function manifest(commandRoots: readonly string[]) {
  return {
    display_information: {
      name: 'Quartermaster',
      description: 'Whitelisted kubectl and Kafka from Slack, on the record',
      background_color: '#1f2d3d',
    },
    features: {
      bot_user: { display_name: 'Quartermaster', always_online: true },
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: true,
      },
      slash_commands: commandRoots.map((root) => slashCommand(root)),
      shortcuts: [
        {
          name: 'Declare an incident',
          type: 'message',
          callback_id: DECLARE,
          description: 'Says that something goes wrong and that people work on it',
        },
      ],
    },
    oauth_config: {
      scopes: { bot: [...SCOPES, ...OPTIONAL_SCOPES].sort(), bot_optional: [...OPTIONAL_SCOPES] },
    },
    settings: {
      event_subscriptions: { bot_events: ['app_home_opened', 'app_mention', 'reaction_added'] },
      interactivity: { is_enabled: true },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    },
  } satisfies Manifest;
}

/**
 * The least that works: user groups are written where rotations name them. A message is read when somebody sets 📌 on it, with
 * reactions:read; channels:manage and bookmarks:write are for incidents with channels of their own, pins:write for their status messages.
 */
const SCOPES = [
  'app_mentions:read',
  'bookmarks:write',
  'channels:manage',
  'chat:write',
  'commands',
  'files:write',
  'pins:write',
  'reactions:read',
  'usergroups:read',
  'usergroups:write',
  'users:read',
] as const;

/**
 * Whoever installs the app may decline them: then what was cut off (a message, a channel, a bookmark) may be there twice. With them the bot looks in that channel for a message
 * of its own before it posts again, and at nothing else (`adapters/slack/find-posted.ts`), and for a channel and a bookmark of its own
 * before it makes another (`adapters/slack/channels.ts`). Slack wants them in the list of all scopes too.
 * Source: https://docs.slack.dev/authentication/installing-with-oauth (optional scopes).
 */
const OPTIONAL_SCOPES = [
  'bookmarks:read',
  'channels:history',
  'channels:read',
  'groups:history',
] as const;

function slashCommand(root: string) {
  const words = WORDS[root] ?? { description: `Run ${root} commands`, hint: 'COMMAND [flags]' };
  return {
    command: `/${root}`,
    description: words.description,
    usage_hint: words.hint,
    should_escape: false,
  };
}

const WORDS: Readonly<Record<string, { description: string; hint: string } | undefined>> = {
  kubectl: {
    description: 'Run a whitelisted kubectl command; alone it opens the builder',
    hint: 'get pods -n shop',
  },
  kafka: {
    description: 'Look at a Kafka: topics, groups, brokers; alone it opens the builder',
    hint: 'topics | topic NAME | groups | group NAME',
  },
  pipeline: {
    description: 'Look at a stream pipeline, pause it, restart it, ask what it keeps',
    hint: 'list | status NAME | query NAME STORE KEY',
  },
  cluster: {
    description: 'Switch workloads off and on together, now or by timetable',
    hint: 'status NAME | off NAME --for 2h | keep NAME --until 22:00 | next',
  },
  incident: {
    description: 'See what fires and look after it, declare and lead incidents, see who is on call',
    hint: 'alerts | ack 12 | declare "checkout is down" --sev 2 | oncall',
  },
  qm: { description: 'Ask Quartermaster about itself', hint: 'help | version | audit | doctor' },
};
