// Reads `user` and `channel` of a control request, by name or id, and checks what a person may do there.
import { directMessageOf } from '../api/find.ts';
import { isObject, type Json, toText } from '../json.ts';
import type { Slack } from '../slack.ts';
import type { Channel, User } from '../world.ts';
import { SimRefusal } from './refuse.ts';

/** @throws SimRefusal 404 `user_not_found` */
export function readUser(slack: Slack, value: unknown): User {
  const wanted = toText(value).replace(/^@/, '');
  const user =
    slack.world.users.get(wanted) ??
    [...slack.world.users.values()].find((candidate) => candidate.name === wanted);
  if (user === undefined)
    throw new SimRefusal(404, 'user_not_found', {
      detail: `There is no user "${wanted}". GET /sim/state lists them.`,
    });
  return user;
}

/** @throws SimRefusal 404 `channel_not_found` */
export function readChannel(slack: Slack, value: unknown, user: User | undefined): Channel {
  const wanted = toText(value).replace(/^#/, '');
  const channels = [...slack.world.channels.values()];
  const channel =
    wanted === 'dm'
      ? directMessageOf(slack, user?.id ?? '')
      : channels.find((c) => c.id === wanted || (!c.is_im && c.name === wanted));
  if (channel === undefined)
    throw new SimRefusal(404, 'channel_not_found', {
      detail: `There is no channel "${wanted}". GET /sim/state lists them.`,
    });
  return channel;
}

/** @throws SimRefusal 400 when the person could not act there in Slack */
export function assertCanAct(user: User, channel: Channel | undefined, body: Json): void {
  if (body.force === true) return;
  if (user.deleted)
    throw new SimRefusal(400, 'user_deactivated', { detail: `${user.name} is deactivated.` });
  if (channel === undefined) return;
  if (!channel.members.has(user.id))
    throw new SimRefusal(400, 'user_not_in_channel', {
      detail: `${user.name} is not in #${channel.name}.`,
    });
  if (channel.is_archived)
    throw new SimRefusal(400, 'is_archived', { detail: `#${channel.name} is archived.` });
}

/** A choice of people or channels may be given by name; Slack sends ids. */
export function withIds(slack: Slack, element: Json, value: unknown): unknown {
  const type = toText(element.type);
  const toId = /users_select$/.test(type)
    ? (name: unknown) => readUser(slack, name).id
    : /(channels|conversations)_select$/.test(type)
      ? (name: unknown) => readChannel(slack, name, undefined).id
      : undefined;
  if (toId === undefined || value === undefined || value === null || isObject(value)) return value;
  return Array.isArray(value) ? value.map(toId) : toId(value);
}
