// Routes that break or change things: faults, disconnects, people, channels, settings, redelivery, reset.
import type { Fault } from '../faults.ts';
import { type Json, toText, toTexts } from '../json.ts';
import { joinChannel } from '../membership.ts';
import { changeSettings, DEFAULT_SETTINGS } from '../settings.ts';
import type { Slack } from '../slack.ts';
import { DISCONNECT_REASONS } from '../sockets.ts';
import { createWorkspace } from '../workspace.ts';
import { outcomeJson } from './delivered.ts';
import { SimRefusal } from './refuse.ts';
import { readChannel, readUser } from './who-and-where.ts';

export function armFault(slack: Slack, body: Json): Json {
  const method = toText(body.method);
  if (method === '')
    throw new SimRefusal(400, 'no_method', { detail: 'Say which method fails; "*" is any.' });
  const fault: Fault = { method, times: Number(body.times ?? 1) };
  if (!Number.isInteger(fault.times) || fault.times < 1)
    throw new SimRefusal(400, 'invalid_times', { detail: 'times is a whole number from 1.' });
  if (typeof body.error === 'string') fault.error = body.error;
  if (typeof body.status === 'number') fault.status = body.status;
  if (typeof body.retry_after === 'number') fault.retry_after = body.retry_after;
  if (typeof body.delay_ms === 'number') fault.delay_ms = body.delay_ms;
  if (body.drop === true) fault.drop = true;
  if (body.channel !== undefined) fault.channel = readChannel(slack, body.channel, undefined).id;
  const hasEffect = fault.error ?? fault.status ?? fault.delay_ms ?? fault.drop;
  if (hasEffect === undefined)
    throw new SimRefusal(400, 'no_effect', { detail: 'Give error, status, delay_ms or drop.' });
  slack.faults.arm(fault);
  slack.journal.add('fault', { armed: { ...fault } });
  return { ok: true, faults: slack.faults.list() };
}

export function disconnect(slack: Slack, body: Json): Json {
  const reason = toText(body.reason) || 'warning';
  if (!DISCONNECT_REASONS.includes(reason) && reason !== 'destroy')
    throw new SimRefusal(400, 'unknown_reason', {
      detail: `"${reason}" is none of ${DISCONNECT_REASONS.join(', ')}, destroy.`,
    });
  return { ok: true, sockets: slack.sockets.disconnect(reason) };
}

export function changeUser(slack: Slack, body: Json): Json {
  const user = readUser(slack, body.user);
  if (typeof body.deleted === 'boolean') user.deleted = body.deleted;
  if (typeof body.is_restricted === 'boolean') user.is_restricted = body.is_restricted;
  if (body.groups !== undefined) {
    const wanted = toTexts(body.groups);
    const groups = [...slack.world.groups.values()];
    const strange = wanted.find((name) => !groups.some((g) => g.id === name || g.handle === name));
    if (strange !== undefined)
      throw new SimRefusal(404, 'no_such_subteam', { detail: `There is no group "${strange}".` });
    for (const group of groups) {
      if (wanted.includes(group.id) || wanted.includes(group.handle)) group.users.add(user.id);
      else group.users.delete(user.id);
    }
  }
  slack.stream.send({ type: 'state' });
  return { ok: true, user };
}

export function changeChannel(slack: Slack, body: Json): Json {
  const channel = readChannel(slack, body.channel, undefined);
  if (typeof body.is_archived === 'boolean') channel.is_archived = body.is_archived;
  for (const name of toTexts(body.add)) joinChannel(slack, channel, readUser(slack, name));
  for (const name of toTexts(body.remove)) channel.members.delete(readUser(slack, name).id);
  slack.stream.send({ type: 'state' });
  return { ok: true, channel: { ...channel, members: [...channel.members] } };
}

export async function redeliver(slack: Slack, body: Json): Promise<Json> {
  const key = toText(body.event_id) || toText(body.trigger_id) || toText(body.envelope_id);
  const outcomes = await slack.deliveries.redeliver(key, Number(body.times ?? 1));
  if (outcomes === undefined)
    throw new SimRefusal(404, 'no_such_delivery', { detail: `Nothing was delivered as "${key}".` });
  return { ok: true, deliveries: outcomes.map(outcomeJson) };
}

export function turnSettings(slack: Slack, body: Json): Json {
  const problems = changeSettings(slack.settings, body);
  if (problems.length > 0)
    throw new SimRefusal(400, 'invalid_setting', { detail: problems.join('; ') });
  slack.rates.clear();
  return { ok: true, settings: slack.settings };
}

/** Back to the seed and to the settings the process was started with; sockets stay open. */
export function reset(slack: Slack, initial: object): Json {
  slack.world = createWorkspace();
  Object.assign(slack.settings, DEFAULT_SETTINGS, initial);
  slack.faults.clear();
  slack.rates.clear();
  slack.triggers.clear();
  slack.responseUrls.clear();
  slack.deliveries.clear();
  slack.journal.clear();
  slack.stream.send({ type: 'reset' });
  return { ok: true };
}
