// The route that adds a person to the team: for crowds, and for whoever is new.
import { type Json, toText, toTexts } from '../json.ts';
import type { Slack } from '../slack.ts';
import { directMessage, person } from '../workspace.ts';
import { SimRefusal } from './refuse.ts';

const NAME = /^[a-z][a-z0-9-]{0,20}$/;

/** They are a member of every channel and of the groups that are named, by id or handle. */
export function addPerson({ world, stream }: Slack, body: Json): Json {
  const name = toText(body.name);
  if (!NAME.test(name))
    throw new SimRefusal(400, 'invalid_name', { detail: 'name is a-z, 0-9 and -, at most 21.' });
  const user = person(name, toText(body.real_name) || name, '#4a5568');
  if (world.users.has(user.id))
    throw new SimRefusal(400, 'name_taken', { detail: `There is a user "${name}" already.` });
  const groups = toTexts(body.groups).map((wanted) => {
    const group = [...world.groups.values()].find((g) => g.id === wanted || g.handle === wanted);
    if (group === undefined)
      throw new SimRefusal(404, 'no_such_subteam', { detail: `There is no group "${wanted}".` });
    return group;
  });
  world.users.set(user.id, user);
  for (const group of groups) group.users.add(user.id);
  for (const channel of world.channels.values()) if (!channel.is_im) channel.members.add(user.id);
  const direct = directMessage(user);
  world.channels.set(direct.id, direct);
  stream.send({ type: 'state' });
  return { ok: true, user: { ...user } };
}
