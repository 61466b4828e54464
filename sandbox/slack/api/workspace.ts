// Methods about the app itself, the team and its people.
import { isTrue, type Json, toText } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import { APP_ID, BOT_ID, TEAM } from '../workspace.ts';
import type { User, UserGroup } from '../world.ts';
import { findUser, pageOf } from './find.ts';
import { type Methods, method } from './method.ts';

export const workspaceMethods: Methods = {
  'api.test': { scopes: [], tier: 4, token: 'any', run: testApi },
  'auth.test': method('', 'unlimited', testAuth),
  'apps.connections.open': { scopes: [], tier: 3, token: 'app', run: openConnection },
  'team.info': method('team:read', 3, describeTeam),
  'bots.info': method('users:read', 3, describeBot),
  'users.info': method('users:read', 4, (slack, args) => ({
    user: userJson(findUser(slack, toText(args.user))),
  })),
  'users.list': method('users:read', 2, listUsers),
  'users.lookupByEmail': method('users:read.email', 3, lookUpByEmail),
  'usergroups.list': method('usergroups:read', 2, listGroups),
  'usergroups.users.list': method('usergroups:read', 2, listGroupUsers),
  'usergroups.users.update': method('usergroups:write', 2, updateGroupUsers),
};

function testApi(_slack: Slack, args: Json): Json {
  const { token: _token, ...rest } = args;
  if (toText(args.error) !== '') throw new SlackRefusal(toText(args.error), { args: rest });
  return { args: rest };
}

function testAuth(slack: Slack): Json {
  const { bot, team } = slack.world;
  return {
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: bot.name,
    team_id: team.id,
    user_id: bot.id,
    bot_id: BOT_ID,
    is_enterprise_install: false,
  };
}

function openConnection(slack: Slack): Json {
  if (slack.mode !== 'socket') throw new SlackRefusal('forbidden_team');
  const ticket = slack.sockets.mintTicket();
  return { url: `${slack.url.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${APP_ID}` };
}

function describeTeam(slack: Slack): Json {
  const { id, name, domain } = slack.world.team;
  return { team: { id, name, domain, email_domain: '', icon: {} } };
}

function describeBot(slack: Slack, args: Json): Json {
  const wanted = toText(args.bot) || BOT_ID;
  const user = [...slack.world.users.values()].find((candidate) => candidate.bot_id === wanted);
  if (user === undefined) throw new SlackRefusal('bot_not_found');
  const { name, deleted, app_id } = user;
  return { bot: { id: wanted, deleted, name, updated: 0, app_id, user_id: user.id, icons: {} } };
}

function listUsers(slack: Slack, args: Json): Json {
  const users = [...slack.world.users.values()];
  const { page, response_metadata } = pageOf(users, args, 100);
  return { members: page.map(userJson), cache_ts: 0, response_metadata };
}

function lookUpByEmail(slack: Slack, args: Json): Json {
  const user = [...slack.world.users.values()].find((u) => u.email === toText(args.email));
  if (user === undefined || user.deleted) throw new SlackRefusal('users_not_found');
  return { user: userJson(user) };
}

export function userJson(user: User): Json {
  const isStranger = user.team_id !== TEAM.id;
  return {
    id: user.id,
    team_id: user.team_id,
    name: user.name,
    real_name: user.real_name,
    deleted: user.deleted,
    color: user.color.replace('#', ''),
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: 3600,
    profile: {
      real_name: user.real_name,
      display_name: user.name,
      email: user.email,
      team: user.team_id,
      ...(user.bot_id === undefined ? {} : { bot_id: user.bot_id, api_app_id: user.app_id }),
    },
    is_admin: false,
    is_owner: false,
    is_restricted: user.is_restricted,
    is_ultra_restricted: false,
    is_bot: user.is_bot,
    is_app_user: false,
    is_stranger: isStranger,
    updated: 0,
  };
}

function listGroups(slack: Slack, args: Json): Json {
  const groups = [...slack.world.groups.values()];
  return { usergroups: groups.map((g) => groupJson(slack, g, isTrue(args.include_users))) };
}

function listGroupUsers(slack: Slack, args: Json): Json {
  const group = slack.world.groups.get(toText(args.usergroup));
  if (group === undefined) throw new SlackRefusal('no_such_subteam');
  return { users: activeUsers(slack, group) };
}

/** The list takes the place of the one before; it is never empty. */
function updateGroupUsers(slack: Slack, args: Json): Json {
  const group = slack.world.groups.get(toText(args.usergroup));
  if (group === undefined) throw new SlackRefusal('no_such_subteam');
  const users = toText(args.users)
    .split(',')
    .filter((id) => id !== '');
  if (users.length === 0) throw new SlackRefusal('no_users_provided');
  if (users.some((id) => slack.world.users.get(id)?.deleted !== false)) {
    throw new SlackRefusal('invalid_users');
  }
  group.users.clear();
  for (const id of users) group.users.add(id);
  return { usergroup: groupJson(slack, group, true) };
}

/** Slack takes deactivated people out of their groups. */
function activeUsers(slack: Slack, group: UserGroup): string[] {
  return [...group.users].filter((id) => slack.world.users.get(id)?.deleted === false);
}

function groupJson(slack: Slack, group: UserGroup, withUsers: boolean): Json {
  const users = activeUsers(slack, group);
  return {
    id: group.id,
    team_id: slack.world.team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    description: '',
    is_external: false,
    date_create: 0,
    date_delete: 0,
    user_count: users.length,
    ...(withUsers ? { users } : {}),
  };
}
