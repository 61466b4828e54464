// Read-only routes: messages, views, the state of the workspace and the journal.
import { type Json, toText } from '../json.ts';
import { logOf, visibleTo } from '../messages.ts';
import type { Slack } from '../slack.ts';
import { modalsOf, viewJson } from '../views.ts';
import { APP_ID, BOT_ID } from '../workspace.ts';
import { readChannel, readUser } from './who-and-where.ts';

export function listMessages(slack: Slack, query: URLSearchParams): Json {
  const reader = query.get('user') === null ? undefined : readUser(slack, query.get('user'));
  const channel = readChannel(slack, query.get('channel'), reader);
  const since = query.get('since') ?? '';
  const thread = query.get('thread_ts') ?? '';
  const log = logOf(slack.world, channel.id);
  const messages = visibleTo(log.list, reader?.id ?? '').filter(
    (message) =>
      message.ts > since &&
      (thread === '' || message.ts === thread || message.thread_ts === thread),
  );
  const limit = Number(query.get('limit') ?? messages.length);
  const newest = limit > 0 ? messages.slice(-limit) : [];
  return { ok: true, channel: channel.id, messages: newest, dropped: log.dropped };
}

export function listViews(slack: Slack, query: URLSearchParams): Json {
  const user = readUser(slack, query.get('user'));
  const home = slack.world.homes.get(user.id);
  return {
    ok: true,
    modals: modalsOf(slack, user.id).map(viewJson),
    home: home === undefined ? null : viewJson(home),
  };
}

export function describeState(slack: Slack, connected: number): Json {
  const { world, manifest, journal } = slack;
  const channels = [...world.channels.values()];
  return {
    ok: true,
    team: world.team,
    app: { id: APP_ID, bot_id: BOT_ID, bot_user_id: world.bot.id, name: world.bot.name },
    mode: slack.mode,
    connected,
    users: [...world.users.values()].map((user) => ({ ...user, groups: groupsOf(slack, user.id) })),
    channels: channels
      .filter((channel) => !channel.is_im)
      .map((channel) => ({ ...channel, members: [...channel.members] })),
    dms: channels.filter((c) => c.is_im).map((c) => ({ id: c.id, user: c.user })),
    usergroups: [...world.groups.values()].map((g) => ({ ...g, users: [...g.users] })),
    commands: manifest.commands,
    shortcuts: manifest.shortcuts,
    settings: slack.settings,
    counts: {
      journal: journal.count(),
      journal_dropped: journal.dropped(),
      messages_dropped: [...world.messages.values()].reduce((sum, log) => sum + log.dropped, 0),
      files_dropped: world.filesDropped,
      deliveries: slack.deliveries.count(),
    },
  };
}

export function readJournal(slack: Slack, query: URLSearchParams): string {
  const lines: Json[] = slack.journal.lines({
    since: Number(query.get('since') ?? 0),
    type: toText(query.get('type')),
    limit: Number(query.get('limit') ?? 20_000),
  });
  const dropped = slack.journal.dropped();
  const all = dropped > 0 ? [{ type: 'dropped', count: dropped }, ...lines] : lines;
  return all.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function groupsOf(slack: Slack, userId: string): string[] {
  return [...slack.world.groups.values()].filter((g) => g.users.has(userId)).map((g) => g.id);
}
