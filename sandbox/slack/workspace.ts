// The workspace every run begins with: the team, its people, channels and groups. Nothing in it is secret.
import type { Channel, User, UserGroup, World } from './world.ts';

export const TEAM = { id: 'T0SHOP', name: 'Shop', domain: 'shop' };
export const OTHER_TEAM = { id: 'T0OTHER', name: 'Other', domain: 'other' };
export const APP_ID = 'A0QM';
export const BOT_ID = 'B0QM';
export const BOT_USER_ID = 'U0QM';
export const SLACKBOT_ID = 'USLACKBOT';
export const DEFAULT_TOKENS = { bot: 'xoxb-sandbox', app: 'xapp-sandbox' };
export const DEFAULT_SIGNING_SECRET = 'sandbox-signing-secret';

/** A fresh workspace. */
export function createWorkspace(): World {
  const users = createUsers();
  const channels = createChannels(users);
  const bot = users[0];
  if (bot === undefined) throw new Error('The seed has no bot user.');
  return {
    team: { ...TEAM },
    otherTeam: { ...OTHER_TEAM },
    bot,
    users: new Map(users.map((user) => [user.id, user])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    groups: new Map(createGroups().map((group) => [group.id, group])),
    messages: new Map(),
    modals: new Map(),
    homes: new Map(),
    files: new Map(),
    filesDropped: 0,
  };
}

function createUsers(): User[] {
  return [
    person('quartermaster', 'Quartermaster', '#2b6cb0', {
      id: BOT_USER_ID,
      is_bot: true,
      bot_id: BOT_ID,
      app_id: APP_ID,
    }),
    person('alice', 'Alice Admin', '#9f580a'),
    person('dana', 'Dana Admin', '#2c5282'),
    person('bob', 'Bob Operator', '#276749'),
    person('carol', 'Carol Viewer', '#6b46c1'),
    person('mallory', 'Mallory Nobody', '#97266d'),
    person('gina', 'Gina Guest', '#285e61', { is_restricted: true }),
    person('eve', 'Eve of Other', '#822727', { team_id: OTHER_TEAM.id }),
    person('robo', 'Robo', '#4a5568', { is_bot: true, bot_id: 'B0ROBO', app_id: 'A0ROBO' }),
  ];
}

/** A person of the team as they begin. */
export function person(
  name: string,
  realName: string,
  color: string,
  more: Partial<User> = {},
): User {
  return {
    id: `U0${name.toUpperCase()}`,
    name,
    real_name: realName,
    email: `${name}@${more.team_id === OTHER_TEAM.id ? 'other' : 'shop'}.example.com`,
    team_id: TEAM.id,
    is_bot: false,
    is_restricted: false,
    deleted: false,
    color,
    tz: 'Europe/Berlin',
    ...more,
  };
}

function createChannels(users: readonly User[]): Channel[] {
  const own = users.filter((user) => user.team_id === TEAM.id).map((user) => user.id);
  const all = users.map((user) => user.id);
  const channels = [
    channel('C0SHOPOPS', 'shop-ops', 'staging', all),
    channel('C0SHOPPROD', 'shop-prod', 'production', all),
    channel('C0APPROVE', 'approvals', 'second pairs of eyes', own),
    channel('C0INCIDENT', 'incidents', 'what burns', own),
    channel('C0GENERAL', 'general', 'everything else', all),
  ];
  for (const user of users) {
    if (user.is_bot || user.team_id !== TEAM.id) continue;
    channels.push(directMessage(user));
  }
  return channels;
}

/** A channel as it begins. */
export function channel(
  id: string,
  name: string,
  topic: string,
  members: readonly string[],
): Channel {
  const isShared = members.includes('U0EVE');
  return {
    id,
    name,
    topic,
    ...{ creator: 'U0ALICE', created: 0 },
    is_im: false,
    is_archived: false,
    is_ext_shared: isShared,
    members: new Set(members),
    pins: [],
    bookmarks: [],
  };
}

export function directMessage(user: User): Channel {
  return {
    id: user.id.replace(/^U/, 'D'),
    name: 'directmessage',
    topic: '',
    ...{ creator: '', created: 0 },
    is_im: true,
    is_archived: false,
    is_ext_shared: false,
    members: new Set([user.id, BOT_USER_ID]),
    pins: [],
    bookmarks: [],
    user: user.id,
  };
}

function createGroups(): UserGroup[] {
  return [
    { id: 'S0ADMINS', handle: 'admins', name: 'Admins', users: new Set(['U0ALICE', 'U0DANA']) },
    { id: 'S0OPERATORS', handle: 'operators', name: 'Operators', users: new Set(['U0BOB']) },
    { id: 'S0VIEWERS', handle: 'viewers', name: 'Viewers', users: new Set(['U0CAROL']) },
  ];
}
